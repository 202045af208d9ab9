"""Kinds that nobody has measured earn nothing: they stand in the digest, and never interrupt."""

import tomllib
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from fitsignal.operations import operate
from tests.fitsignal.answering_place import COMPANY, Place
from tests.streams.worlds import NOW

QUALITY = Path(__file__).resolve().parents[2] / "docs" / "quality.md"
KINDS = {
    "product_launch": ({"product": "Veltrane Two"}, "launched Veltrane Two"),
    "expansion": ({"place": "Bonn"}, "is expanding to Bonn"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_default_policy_gives_no_points_to_a_kind_that_quality_has_no_figure_for(kind: str) -> None:
    policy = tomllib.loads(files("streams").joinpath("default_policy.toml").read_text("utf-8"))["policy"]
    measured = f"`{kind}`" in QUALITY.read_text("utf-8")
    assert measured or policy["kinds"].get(kind, {}).get("points", 0) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_it_stands_in_the_digest_and_alerts_nobody(kind: str, tmp_path: Path) -> None:
    details, sentence = KINDS[kind]
    place = Place(tmp_path / "it", "")
    try:
        place.signal(kind, NOW, COMPANY, **details)
        place.signal("funding_round", NOW + timedelta(hours=1), COMPANY, round="debt")
        place.now = NOW + timedelta(days=1)
        (row,) = operate(place.service, "digest", {"date": NOW.date().isoformat()})
        assert sentence in row["text"]
        assert place.service.store.rows("SELECT id FROM alerts") == []
        shares = place.service.store.rows("SELECT points FROM triggers WHERE kind = ?", [kind])
        assert [each["points"] for each in shares] == [0]
    finally:
        place.service.close()
