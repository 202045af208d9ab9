"""Plain RSS read straight from the XML: the same entries as the feed parser gives, or none at all."""

from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sources.entry
from sources.entry import Entry, entries
from sources.plain_rss import read_plainly

ITEM = "<title>Norrvik raises $4m</title><link>https://wire.example/a</link>"
MORE = '<guid isPermaLink="false">a-1</guid><pubDate>Tue, 03 Mar 2026 10:00:00 +0100</pubDate>'


def feed(*items: str, head: str = "<link>https://wire.example/</link>") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
        f'xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Wire</title>{head}{inside}</channel></rss>'
    )


def both(document: bytes, patch: pytest.MonkeyPatch) -> tuple[list[Entry], list[Entry]]:
    """The entries as they are read, and as the feed parser alone reads them."""
    found = entries(document, "application/rss+xml", "wire")
    with patch.context() as alone:
        alone.setattr(sources.entry, "read_plainly", lambda root: None)
        return found, entries(document, "application/rss+xml", "wire")


def test_a_plain_item_is_read_with_its_day_in_utc() -> None:
    found = read_plainly(feed(f"{ITEM}<description>More &lt;b&gt;of&lt;/b&gt; it</description>{MORE}"))
    assert found is not None
    assert found.items[0]["published_parsed"] == (2026, 3, 3, 9, 0, 0)
    assert found.items[0]["summary"] == "More <b>of</b> it"
    assert found.home == "https://wire.example/"


@pytest.mark.parametrize(
    "item",
    [
        ITEM.replace("https://wire.example/a", "a"),
        "<title>No link</title>",
        f"{ITEM}<title>Twice</title>",
        f"{ITEM}<media:title>Another</media:title>",
        f"{ITEM}<description>Bare <b>markup</b></description>",
        f"{ITEM}<pubDate>03.03.2026</pubDate>",
        f"{ITEM}<pubDate>Tue, 31 Feb 2026 10:00:00 GMT</pubDate>",
        f"{ITEM}<pubDate>Tue, 03 Mar 2026 10:00:00 EST</pubDate>",
        f"{ITEM}<content:encoded>All of it</content:encoded>",
        f"{ITEM}<guid>a-1</guid>",
        f'{ITEM}<source url="https://other.example/">Other</source>',
        ITEM.replace("Norrvik", "Norrvik\x92s"),
        ITEM.replace("/a<", "/a?b=1&amp;copy;2<"),
    ],
)
def test_what_is_unusual_is_left_to_the_feed_parser(item: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_plainly(feed(item)) is None
    found, alone = both(feed(item).encode(), monkeypatch)
    assert found == alone


@pytest.mark.parametrize("document", ["", "<rss", '<rss version="0.91"><channel/></rss>', "<feed/>", "<rss/>"])
def test_other_documents_are_left_to_the_feed_parser(document: str) -> None:
    assert read_plainly(document) is None


text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)
word = st.sampled_from(
    ["", "Ann", "Ã©tage", "caf\xe9", "&amp;", "<b>x</b>", "<![CDATA[ y ]]>", "€4m", "  ", "]]", "&#8217;"]
)
day = st.datetimes(datetime(1999, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@st.composite
def items(draw: st.DrawFn) -> str:
    fields = [
        f"<title>{draw(word)}{escape(draw(text))}</title>",
        f"<link> https://wire.example/{draw(st.integers(0, 99))}?a=1{draw(st.sampled_from(['', '&amp;b=2']))}</link>",
        f"<description>{draw(word)} {escape(draw(text))}{draw(word)}</description>",
        f"<pubDate>{draw(day):%a, %d %b %Y %H:%M:%S} {draw(st.sampled_from(['GMT', '+0000', '-0530']))}</pubDate>",
        draw(st.sampled_from(["", "<guid isPermaLink='false'>7</guid>", "<guid>https://wire.example/7</guid>"])),
        draw(st.sampled_from(["", "<dc:creator>Bo</dc:creator>", "<category>x</category>"])),
    ]
    return "".join(draw(st.permutations(fields)))


@given(st.lists(items(), max_size=3))
def test_what_is_read_plainly_is_what_the_feed_parser_gives(made: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        found, alone = both(feed(*made).encode(), patch)
    assert found == alone


def test_real_feeds_are_read_the_same(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    for file in sorted((shared_data / "feeds").rglob("*")):
        if file.is_file() and b"<rss" in file.read_bytes()[:2_000]:
            found, alone = both(file.read_bytes(), monkeypatch)
            compared += 1
            assert found == alone
    assert compared
