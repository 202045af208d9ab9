"""Text that was escaped too often, mislabelled, or holds signs that turn and hide others comes out as it was meant."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.entry import Entry, entries
from sources.feeds.news import told_by
from sources.markup import plain


@pytest.mark.parametrize(
    ("given_", "meant"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("AT&amp;amp;amp;T &amp;#8364;5m", "AT&T €5m"),
        ("&amp;lt;p&amp;gt;Norrvik raises&amp;lt;/p&amp;gt;", "Norrvik raises"),
        ("&lt;b&gt;Norrvik&lt;/b&gt; raises &amp;quot;much&amp;quot;", 'Norrvik raises "much"'),
        ("5 &lt; 6 and a &lt;T&gt;", "5 < 6 and a <T>"),
        ("R&D at A & B", "R&D at A & B"),
        ("Norrvik\u202e raises\u202c \u2066$5m\u2069\u200b\ufeff", "Norrvik raises $5m"),
        ("Norr\u00advik\x00\x07 rai\x1bses", "Norrvik raises"),
        ("na\u200dme", "na\u200dme"),
        ("\u202e", ""),
    ],
)
def test_a_text_is_what_was_meant(given_: str, meant: str) -> None:
    assert plain(given_, 1_000) == meant


@given(st.text(st.sampled_from("&amp;lt;gt#8<>p/ x\u202e\u200b"), max_size=200))
def test_what_is_plain_has_no_sign_that_turns_or_hides(text: str) -> None:
    assert not set(plain(text, 1_000)) & set("\u202e\u200b")


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("windows-1252", "utf-8", ""),
        ("utf-8", "iso-8859-1", ""),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8", "no-such-thing", "text/xml; charset=nonsense"),
        ("utf-16", "utf-8", ""),
        ("utf-8-sig", "us-ascii", ""),
    ],
)
def test_an_encoding_that_lies_is_not_believed(encoding: str, declared: str, content_type: str) -> None:
    item = "<item><title>Café Norrvik raises €5m</title><link>https://w.example/1</link></item>"
    body = f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel>{item}</channel></rss>'
    (entry,) = entries(body.encode(encoding), content_type, "here")
    assert entry.title == "Café Norrvik raises €5m"


@pytest.mark.parametrize("title", ["x" * 50_000, "Norrvik " * 8_000, "&amp;" * 12_000, "<" * 50_000, "\u202e" * 50_000])
def test_a_title_of_fifty_kilobytes_is_read_in_its_beginning(title: str) -> None:
    item = {"title": title, "url": "https://w.example/1", "content_text": title}
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [item]}
    (entry,) = entries(json.dumps(body).encode(), "application/json", "here")
    assert isinstance(entry, Entry)
    assert len(entry.title) <= 1_000
    told_by(entry)
