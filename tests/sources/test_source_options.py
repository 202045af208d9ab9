"""The options of sources: every problem named with its key, and no secret in a text."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from sources import build_source, source_class, source_types
from sources.feeds.presets import preset_names

TYPE = f"expected a type of source ({', '.join(source_types())})"
ADDRESS = "Value error, expected an address that begins with http:// or https:// and names a host"
INSIDE = "Value error, expected a path inside the workspace, relative to it"
NO_DOTS = "Value error, expected a pattern inside the workspace, without .."
NO_FEED = 'Value error, name a feed: url = "...", feeds = [...], preset = "..." or opml = "..."'
PRESETS = ", ".join(preset_names())
NO_BOARD = 'Value error, name a board: token = "..." or boards = [{ token = "..." }]'
NO_IDENTITY = "Value error, a board needs a token, or a domain beside its url or path"
NOWHERE = "Value error, a board without a token needs a url or a path"
BOTH = "Value error, write token, url, path, domain and company into the boards, or leave boards out"
TOKEN = "String should match pattern '^[A-Za-z0-9_.-]{1,100}$'"
EXTRA = "Extra inputs are not permitted"
SPAN = 'Value error, expected a span from "1s" to "365d"'
WRONG = [
    ({}, {"type": TYPE}),
    ({"type": "fead"}, {"type": TYPE}),
    ({"type": ["feed"]}, {"type": TYPE}),
    ({"type": "feed"}, {"": NO_FEED}),
    ({"type": "feed", "preset": "globenewswire-directers"}, {"preset.0": f"Value error, expected one of {PRESETS}"}),
    ({"type": "feed", "feeds": ["a.xml", "../b.xml"]}, {"feeds.1.url": INSIDE}),
    ({"type": "feed", "feeds": ["a.xml", "a.xml"]}, {"": "Value error, feeds are listed twice"}),
    ({"type": "feed", "feeds": [{"url": "a.xml", "evry": "1h"}]}, {"feeds.0.evry": EXTRA}),
    (
        {"type": "feed", "opml": "none.opml"},
        {"opml": "Value error, none.opml could not be read: No such file or directory"},
    ),
    (
        {"type": "feed", "preset": "google-news", "query": "funding", "edition": "english"},
        {
            "query": "Value error, expected {name} where the account's name goes",
            "edition": "String should match pattern '^[a-z]{2}(-[A-Za-z0-9]{2,4})?-[A-Z]{2}$'",
        },
    ),
    (
        {"type": "feed", "url": "ftp://x.example/", "every": "0.5s", "nmae": 1, "first": "loud"},
        {"url": ADDRESS, "every": SPAN, "nmae": EXTRA, "first": "Input should be 'quiet' or 'news'"},
    ),
    ({"type": "feed", "url": "https://"}, {"url": ADDRESS}),
    ({"type": "feed", "url": "https://x.example:0/"}, {"url": ADDRESS}),
    ({"type": "feed", "url": "../feed.xml"}, {"url": INSIDE}),
    ({"type": "feed", "url": "/etc/passwd"}, {"url": INSIDE}),
    ({"type": "file", "path": "inbox/../../*.jsonl"}, {"path": INSIDE}),
    ({"type": "file", "path": "a/../*.jsonl"}, {"path": NO_DOTS}),
    (
        {"type": "file", "path": "x", "name": " ", "every": "9999d"},
        {"name": "String should have at least 1 character", "every": SPAN},
    ),
    ({"type": "jobs"}, {"": NO_BOARD}),
    ({"type": "jobs", "token": "a/b"}, {"token": TOKEN}),
    ({"type": "jobs", "url": "https://x.example/"}, {"": NO_IDENTITY}),
    ({"type": "jobs", "domain": "a.example"}, {"": NOWHERE}),
    ({"type": "jobs", "token": "a", "boards": [{"token": "b"}]}, {"": BOTH}),
    ({"type": "jobs", "boards": [{"token": "b"}, {"token": "b"}]}, {"": "Value error, boards are listed twice: b"}),
    ({"type": "jobs", "boards": [{"tokn": "b"}]}, {"boards.0.tokn": EXTRA}),
]


@pytest.mark.parametrize(("options", "problems"), WRONG, ids=lambda value: str(value)[:60])
def test_every_problem_is_named_with_its_key(options: dict[str, Any], problems: dict[str, str], bench: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        build_source(options, bench.workspace, bench.policy)

    assert {".".join(map(str, e["loc"])): e["msg"] for e in refused.value.errors()} == problems


def test_defaults_are_polite_and_quiet_for_the_web_and_news_for_files(bench: Any) -> None:
    made = [
        bench.source(type="feed", url="https://w.example/rss"),
        bench.source(type="feed", url="recorded/wire.xml"),
        bench.source(type="jobs", token="northpier"),
        bench.source(type="file", path="inbox/*.jsonl"),
    ]

    assert [(s.name, s.options.every, s.quiet) for s in made] == [
        ("feed", timedelta(minutes=15), True),
        ("feed", timedelta(minutes=15), False),
        ("jobs", timedelta(hours=1), True),
        ("file", timedelta(seconds=1), False),
    ]


def test_a_key_in_an_address_is_in_no_repr_and_no_error(bench: Any) -> None:
    made = bench.source(type="feed", url="https://u:s3cret@w.example/rss?key=s3cret")
    board = bench.source(type="jobs", boards=[{"token": "a", "url": "https://w.example/?key=s3cret"}])
    with pytest.raises(ValidationError) as refused:
        bench.source(type="feed", url="ftp://w.example/?key=s3cret")

    shown = [repr(made.options), repr(made.place), repr(board.options), repr(board.boards), str(refused.value)]
    assert [text for text in shown if "s3cret" in text] == []


def test_every_type_names_a_class_that_carries_its_name() -> None:
    assert [source_class(name).type for name in source_types()] == list(source_types())
