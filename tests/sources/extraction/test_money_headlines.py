"""The headlines of ``headlines/money.txt``: rounds, offerings and funds as the world's press writes them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.extraction import Event, extract

Stated = tuple[object, ...]
NOTHING: Stated = ("none", None, None, None, None)


def _cases() -> Iterator[tuple[str, str, Stated]]:
    """Each case of the file: a title, its lead, and what the two state."""
    title, lead = "", ""
    for line in (Path(__file__).parent / "headlines" / "money.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            yield title, lead, _stated(line[2:])
            title, lead = "", ""
        elif line.startswith("> "):
            lead = line[2:]
        elif line and not line.startswith("#"):
            title = line


def _stated(answer: str) -> Stated:
    """Kind, company, amount, currency and round of "kind | company | amount and currency | round"."""
    kind, company, money, named = (*(part.strip() for part in answer.split("|")), "", "", "", "")[:4]
    amount, _, currency = money.partition(" ")
    return kind, company or None, float(amount) if currency else None, currency or None, named or None


def _read(event: Event | None) -> Stated:
    return (event.kind, event.company, event.amount, event.currency, event.round) if event else NOTHING


CASES = list(_cases())


@pytest.mark.parametrize(("title", "lead", "stated"), CASES, ids=[title for title, _, _ in CASES])
def test_money_in_a_headline_is_read_as_its_words_state_it(title: str, lead: str, stated: Stated) -> None:
    assert _read(extract(title, lead)) == stated
