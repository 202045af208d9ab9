"""The headlines of the files below: as sites, press and wires put them."""

import pytest

from scripts._scoring import FIELDS, same
from sources.extraction import Event, extract
from tests.sources.extraction.told_headlines import sum_of, told


def _stated(parts: list[str]) -> dict[str, object]:
    """Kind and fields of "kind | company | amount and currency | round | person | role"."""
    kind, company, money, named, person, role = (*parts, "", "", "", "", "")[:6]
    amount, currency = sum_of(money)
    fields = (company or None, amount, currency, named or None, person or None, role or None)
    return {"kind": kind} | dict(zip(FIELDS, fields, strict=True))


def _is_read(stated: dict[str, object], event: Event | None) -> bool:
    """Whether kind and fields are as stated, and no field is more than that."""
    if event is None or event.kind != stated["kind"]:
        return (event.kind if event else "none") == stated["kind"]
    return all(
        same(name, stated[name], getattr(event, name)) if stated[name] is not None else getattr(event, name) is None
        for name in FIELDS
    )


FILES = ("outlets.txt", "prose.txt", "newsroom.txt", "retold.txt", "press.txt")
CASES = [(title, lead, _stated(parts)) for name in FILES for title, lead, parts in told(name)]


@pytest.mark.parametrize(("title", "lead", "stated"), CASES, ids=[title for title, _, _ in CASES])
def test_the_manner_of_an_outlet_hides_no_event(title: str, lead: str, stated: dict[str, object]) -> None:
    event = extract(title, lead)
    assert _is_read(stated, event), event
