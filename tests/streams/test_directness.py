"""The evidence shown first is the nearest to the event: the company's own page, a wire, an outlet, an aggregator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.directness import AGGREGATOR, NOWHERE, OUTLET, OWN, WIRE, directness


@pytest.mark.parametrize(
    ("url", "rank"),
    [
        ("https://www.norrvik.example/news/round", OWN),
        ("https://blog.norrvik.example/x", OWN),
        ("https://www.prnewswire.com/news-releases/x.html", WIRE),
        ("https://www.sec.gov/Archives/x", WIRE),
        ("https://ledger.example/x", OUTLET),
        ("https://news.google.com/rss/articles/x", AGGREGATOR),
        ("https://finance.yahoo.com/x", AGGREGATOR),
        ("https://www.google.com/x", OUTLET),
        ("/a/file", NOWHERE),
        ("", NOWHERE),
        (None, NOWHERE),
    ],
)
def test_a_page_has_its_rank(url: str | None, rank: int) -> None:
    assert directness(url, "norrvik.example") == rank


@given(st.text(), st.none() | st.text())
def test_nothing_raises(url: str, account: str | None) -> None:
    assert directness(url, account) in range(5)
