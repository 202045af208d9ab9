"""Every recorded input of every source gives exactly what is written beside it.

A pair is `recorded/TYPE/NAME.expected.json` and the input that its `options` name; adding a source adds a pair.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from sources import source_types

RECORDED = Path(__file__).parent / "recorded"
PAIRS = sorted(RECORDED.glob("*/*.expected.json"))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda path: f"{path.parent.name}/{path.name.split('.')[0]}")
def test_a_recorded_input_gives_what_is_written_beside_it(pair: Path, bench: Any) -> None:
    expected = json.loads(pair.read_text("utf-8"))
    for item in pair.parent.iterdir():
        (bench.workspace / item.name).write_bytes(item.read_bytes())
    source = bench.source(type=pair.parent.name, name="recorded", **expected["options"])

    summary = bench.poll(source, technologies=("HubSpot", "Snowflake", "Go"))

    drafts = [_without_estimate(draft, source.type) for draft in bench.outlet.drafts]
    found = {"options": expected["options"], "drafts": drafts, "rejected": bench.outlet.rejected}
    assert found == expected
    assert summary.errors == {}
    assert bench.poll(source).signals == 0, "a second poll of the same input gave something again"


def _without_estimate(draft: dict[str, Any], type_: str) -> dict[str, Any]:
    """A feed's confidence is the extraction's estimate, which moves as its rules are measured anew."""
    return {key: value for key, value in draft.items() if (key, type_) != ("confidence", "feed")}


def test_every_source_has_a_recorded_pair() -> None:
    assert {pair.parent.name for pair in PAIRS} >= set(source_types())
