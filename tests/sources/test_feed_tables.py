"""Tables of several feeds: presets, lists, OPML and questions to Google News, each feed on its own."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.account import Account
from sources import build_source
from sources.feeds.google_news import bare_name, without_publisher
from sources.feeds.links import unwrapped
from sources.feeds.opml import read_opml
from sources.feeds.presets import GOOGLE_NEWS, presets
from streams.policy import Policy
from tests.sources.answers import answer

ITEM = "<item><title>{name} raises $5m Series A</title><link>https://wire.example/{name}</link></item>"
ACCOUNTS = [
    Account(domain="norrvik.example", name="Norrvik Instruments AS"),
    Account(domain="quillmar.example", name='Quillmar "Q" Foods, Inc.'),
    Account(domain="ours.example", name="Ourselves", status="own"),
    Account(domain="rival.example", name="Rival", status="competitor"),
    Account(domain="gone.example", name="Gone", status="opted_out"),
    Account(domain="nameless.example", name=" "),
    Account(domain="halden.example", name="Halden", status="customer"),
]


def rss(*names: str) -> bytes:
    items = "".join(ITEM.format(name=name) for name in names)
    return f'<rss version="2.0"><channel><link>https://wire.example</link>{items}</channel></rss>'.encode()


def asking(tmp_path: Path, policy: Policy, **more: Any) -> Any:
    table = {"type": "feed", "name": "news", "preset": GOOGLE_NEWS, **more}
    return build_source(table, tmp_path, policy, lambda: ACCOUNTS)


def test_every_preset_is_a_public_https_address_and_polled_politely() -> None:
    assert len(presets()) >= 15
    for preset in presets().values():
        assert preset.url.startswith("https://")
        assert timedelta(minutes=1) <= preset.every <= timedelta(days=1)
        assert preset.says
    assert len({preset.url for preset in presets().values()}) == len(presets())


def test_a_preset_is_its_address_with_its_own_span_unless_the_table_says_one(bench: Any) -> None:
    names = ["globenewswire-directors", "sifted"]
    given = bench.source(type="feed", name="wires", preset=names).parts
    said = bench.source(type="feed", name="wires", preset=names, every="2h").parts

    assert [(part.name, part.options.url) for part in given] == [(f"wires/{n}", presets()[n].url) for n in names]
    assert [part.options.every for part in given] == [timedelta(minutes=10), timedelta(minutes=30)]
    assert {part.options.every for part in said} == {timedelta(hours=2)}
    assert [part.host for part in given] == ["www.globenewswire.com", "sifted.eu"]


def test_several_feeds_are_polled_each_for_itself_and_one_that_fails_leaves_the_others(bench: Any, serve: Any) -> None:
    async def scenario() -> Any:
        async with serve({"/a": answer(rss("Norrvik")), "/c": answer(rss("Quillmar"))}) as base:
            feeds = [f"{base}/a", {"url": f"{base}/b?key=s3cret", "name": "b"}, {"url": f"{base}/c", "every": "2h"}]
            source = bench.source(type="feed", name="press", feeds=feeds, every="1h")
            return source, base, await bench.runner(source).run_once()

    source, base, summary = asyncio.run(scenario())
    (health,) = bench.runner(source).health()

    assert summary.errors == {"press": f"{base}/b answered 404 Not Found: check the address"}
    assert sorted(draft["company"]["name"] for draft in bench.outlet.drafts) == ["Norrvik", "Quillmar"]
    assert {batch.source for batch in bench.outlet.batches} == {"press"}
    assert (health.name, health.state, health.signals) == ("press", "partly failing", 2)
    assert [part.options.every for part in source.parts] == [timedelta(hours=n) for n in (1, 1, 2)]
    assert not any("s3cret" in repr(part) + part.name for part in source.parts)


def test_a_feed_keeps_its_place_when_the_list_around_it_changes(bench: Any) -> None:
    for name in ("a", "b"):
        (bench.workspace / f"{name}.xml").write_bytes(rss(f"Halden{name}"))
    for feeds in (["a.xml"], ["b.xml", "a.xml"], ["a.xml"]):
        bench.poll(bench.source(type="feed", name="press", feeds=feeds))

    assert [draft["company"]["name"] for draft in bench.outlet.drafts] == ["Haldena", "Haldenb"]


OPML = b"""<?xml version="1.0"?><!DOCTYPE opml><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Wires"><outline text="Harbour &amp; Quay" type="rss" xmlUrl="https://harbour.example/rss"/>
<outline title="Old" xmlurl="feed://old.example/feed"/></outline>
<outline text="Again" xmlUrl="https://harbour.example/rss"/><outline text="A folder"/></body></opml>"""


def test_an_opml_list_gives_its_feeds_folders_opened_and_each_once(bench: Any) -> None:
    (bench.workspace / "feeds.opml").write_bytes(OPML)
    source = bench.source(type="feed", name="mine", opml="feeds.opml", url="https://harbour.example/rss")

    assert [part.options.url for part in source.parts] == ["https://harbour.example/rss", "https://old.example/feed"]
    assert {outline.title for outline in read_opml(OPML, "feeds.opml")} == {"Again", "Old"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "feeds.opml is not whole XML"),
        (b"<opml><body>", "feeds.opml is not whole XML"),
        (b"<html><body/></html>", "feeds.opml is no OPML: its root is <html>"),
        (b"<opml><body><outline text='x'/></body></opml>", "feeds.opml lists no feed: an outline needs an xmlUrl"),
        (
            b"<opml><body><outline text='Disk' xmlUrl='file:///etc/passwd'/></body></opml>",
            "feeds.opml: the feed Disk has an address that is not http or https",
        ),
        (b'<!DOCTYPE a [<!ENTITY b "bb">]><opml>&b;</opml>', "feeds.opml declares entities of its own"),
    ],
)
def test_what_is_no_list_of_feeds_is_a_sentence_of_check(body: bytes, sentence: str, bench: Any) -> None:
    (bench.workspace / "feeds.opml").write_bytes(body)
    with pytest.raises(ValueError, match=sentence):
        bench.source(type="feed", opml="feeds.opml")


def test_google_news_is_asked_for_each_account_that_may_be_told_of(tmp_path: Path, policy: Policy) -> None:
    parts = asking(tmp_path, policy).parts
    question = "https://news.google.com/rss/search?q=%22{}%22+when%3A7d&hl=en-US&gl=US&ceid=US%3Aen"

    assert [(part.name, part.options.url) for part in parts] == [
        ("news/google-news/norrvik.example", question.format("Norrvik+Instruments")),
        ("news/google-news/quillmar.example", question.format("Quillmar+Q+Foods")),
        ("news/google-news/halden.example", question.format("Halden")),
    ]


def test_questions_are_spread_over_their_span_and_bounded(tmp_path: Path, policy: Policy) -> None:
    assert [part.delay for part in asking(tmp_path, policy).parts] == [timedelta(hours=n) for n in (0, 8, 16)]
    few = asking(tmp_path, policy, most=1, every="2h", edition="de-AT", query="{name} -sport").parts
    assert [(part.options.every, part.options.url.partition("?")[2]) for part in few] == [
        (timedelta(hours=2), "q=Norrvik+Instruments+-sport&hl=de-AT&gl=AT&ceid=AT%3Ade")
    ]


def test_an_account_list_that_cannot_be_read_is_the_source_s_own_error(bench: Any) -> None:
    def unreadable() -> list[Account]:
        raise PermissionError(13, "Permission denied")

    table = {"type": "feed", "name": "news", "preset": GOOGLE_NEWS}
    source = build_source(table, bench.workspace, bench.policy, unreadable)

    assert bench.poll(source).errors == {"news": "the account list could not be read: Permission denied"}


def test_a_link_of_google_news_that_tells_nothing_is_followed_to_its_publisher(
    bench: Any, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.feed.NEWS_HOST", "localhost")

    async def scenario() -> Any:
        moved = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:%d/story\r\ncontent-length: 0\r\n\r\n"
        routes: dict[str, Any] = {"/story": answer(b"the article " * 1000)}
        async with serve(routes) as base:
            port = int(base.rpartition(":")[2])
            items = "".join(
                f"<item><title>{name} raises $5m Series A</title><link>http://localhost:{port}/{path}</link></item>"
                for name, path in (("Norrvik", "moved"), ("Quillmar", "gone"))
            )
            routes |= {"/moved": moved % port, "/feed": answer(f"<rss><channel>{items}</channel></rss>".encode())}
            source = bench.source(type="feed", name="news", url=f"{base}/feed", allow_private=True)
            return port, await bench.runner(source).run_once()

    port, summary = asyncio.run(scenario())

    assert summary.errors == {}
    assert [draft["evidence"]["url"] for draft in bench.outlet.drafts] == [
        f"http://127.0.0.1:{port}/story",
        f"http://localhost:{port}/gone",
    ]


def test_names_are_asked_for_without_quotes_and_legal_forms() -> None:
    names = ["Norrvik Instruments AS", "Halden GmbH & Co. KG", "Quillmar, Inc.", "OOO Verrin", 'The "Best" Ltd', "AS"]
    assert [bare_name(name) for name in names] == [
        "Norrvik Instruments",
        "Halden",
        "Quillmar",
        "OOO Verrin",
        "The Best",
        "AS",
    ]


@pytest.mark.parametrize(
    ("title", "publisher", "left"),
    [
        ("Norrvik raises $5m - Harbour Post", "Harbour Post", "Norrvik raises $5m"),
        ("Norrvik raises $5m - by loan - Harbour Post", "harbour post ", "Norrvik raises $5m - by loan"),
        ("Norrvik raises $5m - by loan", "Harbour Post", "Norrvik raises $5m - by loan"),
        ("Norrvik raises $5m - The Quay", None, "Norrvik raises $5m"),
        ("Norrvik - Harbour Post", None, "Norrvik"),
        ("Norrvik-Halden merger", None, "Norrvik-Halden merger"),
        (" - Harbour Post", None, " - Harbour Post"),
    ],
)
def test_a_publisher_is_taken_off_the_end_of_a_title(title: str, publisher: str | None, left: str) -> None:
    assert without_publisher(title, publisher) == left


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("https://www.google.com/url?rct=j&url=https://a.example/x?y%3D1&ct=ga", "https://a.example/x?y=1"),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
        ("http://www.bing.com/news/apiclick.aspx?ref=x&url=https%3a%2f%2fa.example%2fz", "https://a.example/z"),
        ("https://www.google.com/search?url=https://a.example", "https://www.google.com/search?url=https://a.example"),
        ("https://news.google.com/rss/articles/CBMi?oc=5", "https://news.google.com/rss/articles/CBMi?oc=5"),
        ("https://news.google.com/rss/articles/CBMi~%ff", "https://news.google.com/rss/articles/CBMi~%ff"),
        ("https://a.example/url?url=https://b.example", "https://a.example/url?url=https://b.example"),
    ],
)
def test_a_link_that_names_its_page_is_that_page(link: str, page: str) -> None:
    assert unwrapped(link) == page


@given(
    st.text(max_size=60),
    st.sampled_from(["https://news.google.com/rss/articles/", "https://www.google.com/url?url=", ""]),
)
def test_any_link_is_unwrapped_to_a_link_or_left(text: str, front: str) -> None:
    link = front + text
    found = unwrapped(link)
    assert found == link or found.lower().startswith(("http://", "https://"))
