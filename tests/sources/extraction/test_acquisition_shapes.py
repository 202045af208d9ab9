"""The headlines about deals in ``headlines/deals.txt``, and what only sounds like one; companies are invented."""

import pytest

from sources.extraction import extract
from tests.sources.extraction.told_headlines import sum_of, told

Deal = tuple[str, str, float | None, str | None]


def _deal(parts: list[str]) -> Deal | None:
    """Kind, company, price and currency of "kind | company | amount and currency"; None of "none"."""
    kind, company, price = (*parts, "", "")[:3]
    return (kind, company, *sum_of(price)) if company else None


CASES = [(title, lead, _deal(parts)) for title, lead, parts in told("deals.txt")]


@pytest.mark.parametrize(("title", "lead", "deal"), CASES, ids=[title for title, _, _ in CASES])
def test_a_deal_of_any_shape_is_read_with_its_buyer_and_price(title: str, lead: str, deal: Deal | None) -> None:
    event = extract(title, lead)
    assert (event and (event.kind, event.company, event.amount, event.currency)) == deal
