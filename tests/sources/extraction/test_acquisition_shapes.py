"""The headlines about deals in ``headlines/deals.txt``, and what only sounds like one; companies are invented."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.extraction import extract

Deal = tuple[str, str, float | None, str | None]


def _cases() -> Iterator[tuple[str, str, Deal | None]]:
    """Each case of the file: a title, its lead, and what the two state."""
    title, lead = "", ""
    for line in (Path(__file__).parent / "headlines" / "deals.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            yield title, lead, _deal(line[2:])
            title, lead = "", ""
        elif line.startswith("> "):
            lead = line[2:]
        elif line and not line.startswith("#"):
            title = line


def _deal(answer: str) -> Deal | None:
    """Kind, company, price and currency of "kind | company | amount and currency"; None of "none"."""
    kind, company, price = (*(part.strip() for part in answer.split("|")), "", "")[:3]
    amount, _, currency = price.partition(" ")
    return (kind, company, float(amount) if currency else None, currency or None) if company else None


CASES = list(_cases())


@pytest.mark.parametrize(("title", "lead", "deal"), CASES, ids=[title for title, _, _ in CASES])
def test_a_deal_of_any_shape_is_read_with_its_buyer_and_price(title: str, lead: str, deal: Deal | None) -> None:
    event = extract(title, lead)
    assert (event and (event.kind, event.company, event.amount, event.currency)) == deal
