"""The headlines of ``headlines/money.txt``: rounds, offerings and funds as the world's press writes them."""

import pytest

from sources.extraction import Event, extract
from tests.sources.extraction.told_headlines import sum_of, told

Stated = tuple[object, ...]
NOTHING: Stated = ("none", None, None, None, None)


def _stated(parts: list[str]) -> Stated:
    """Kind, company, amount, currency and round of "kind | company | amount and currency | round"."""
    kind, company, money, named = (*parts, "", "", "", "")[:4]
    return kind, company or None, *sum_of(money), named or None


def _read(event: Event | None) -> Stated:
    return (event.kind, event.company, event.amount, event.currency, event.round) if event else NOTHING


CASES = [(title, lead, _stated(parts)) for title, lead, parts in told("money.txt")]


@pytest.mark.parametrize(("title", "lead", "stated"), CASES, ids=[title for title, _, _ in CASES])
def test_money_in_a_headline_is_read_as_its_words_state_it(title: str, lead: str, stated: Stated) -> None:
    assert _read(extract(title, lead)) == stated
