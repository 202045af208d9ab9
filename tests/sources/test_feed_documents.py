"""Feed documents: what is read from them, what is refused, and what their entries are known by."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.entry import Entry, entries, native_id
from sources.errors import SourceError
from sources.extraction import extract
from sources.feeds.news import told_by
from sources.markup import cut, decoded, plain, sentences


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><link>https://w.example/</link>{''.join(items)}</channel></rss>".encode()


def test_text_in_an_article_that_talks_of_entities_is_no_bomb() -> None:
    item = "<item><title>About XML</title><description><![CDATA[<!DOCTYPE x [<!ENTITY a 'b'>]>]]></description></item>"
    assert [entry.title for entry in entries(rss(item), "", "f")] == ["About XML"]


def test_a_plain_doctype_as_old_feeds_have_it_is_no_bomb() -> None:
    head = (
        b'<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.example/rss-0.91.dtd">\n'
    )
    assert [entry.title for entry in entries(head + rss("<item><title>Old</title></item>"), "", "f")] == ["Old"]


@pytest.mark.parametrize(
    "prolog",
    [
        "<!-- <a> --><!DOCTYPE x [<!ENTITY y 'z'>]>",
        "<?pi?>\n<!doctype x SYSTEM 'a' [<!ENTITY y 'z'>]>",
        "<!ENTITY y 'z'>",
    ],
)
def test_entities_are_refused_behind_comments_and_in_any_case(prolog: str) -> None:
    with pytest.raises(SourceError, match="declares entities of its own"):
        entries(prolog.encode() + rss(), "", "f")


@pytest.mark.parametrize("body", [b"<rss>" + b"<a>" * 500_001, b"<rss><item " + b"a='b' " * 20_000 + b"/></rss>"])
def test_documents_that_would_hold_the_parser_for_minutes_are_refused(body: bytes) -> None:
    with pytest.raises(SourceError, match="more tags, or longer ones, than any feed does"):
        entries(body, "", "f")


def test_a_body_that_is_the_name_of_a_file_or_an_address_opens_neither() -> None:
    for body in (b"/etc/passwd", b"http://127.0.0.1:1/rss", b"file:///etc/passwd"):
        with pytest.raises(SourceError, match="neither RSS, Atom nor JSON Feed"):
            entries(body, "", "f")


def test_a_feed_served_as_a_web_page_is_still_a_feed() -> None:
    assert len(entries(rss("<item><title>x</title></item>"), "text/html; charset=utf-8", "f")) == 1


def test_a_feed_without_entries_is_quiet_not_broken() -> None:
    assert entries(rss(), "", "f") == []


def test_a_title_of_a_megabyte_is_cut() -> None:
    (entry,) = entries(rss(f"<item><title>{'word ' * 200_000}</title></item>"), "", "f")
    assert len(entry.title) <= 1_000
    assert entry.title.endswith("word…")


@pytest.mark.parametrize(
    ("text", "published", "unread"),
    [
        ("<pubDate>Tue, 17 Nov 2026 08:30:00 +0100</pubDate>", datetime(2026, 11, 17, 7, 30, tzinfo=UTC), None),
        ("<pubDate>2026-11-17</pubDate>", datetime(2026, 11, 17, tzinfo=UTC), None),
        ("<pubDate>yesterday</pubDate>", None, "yesterday"),
        ("<pubDate>Tue, 99 Nov 2026 08:30:00 GMT</pubDate>", None, "Tue, 99 Nov 2026 08:30:00 GMT"),
        ("", None, None),
    ],
)
def test_a_date_is_an_instant_or_kept_as_it_was_written(
    text: str, published: datetime | None, unread: str | None
) -> None:
    (entry,) = entries(rss(f"<item><title>x</title>{text}</item>"), "", "f")
    assert (entry.published, entry.unread_date) == (published, unread)


@pytest.mark.parametrize(
    ("guid", "link", "home", "native"),
    [
        ("1001", "https://www.w.example/a", None, "w.example#1001"),
        ("1001", None, "h.example", "h.example#1001"),
        ("tag:x,2026:1", "https://w.example/a", None, "tag:x,2026:1"),
        ("", "https://w.example/a", None, "https://w.example/a"),
        ("", None, "h.example", None),
    ],
)
def test_an_entry_is_known_by_an_id_that_no_other_site_has(guid: str, link: str, home: str, native: str) -> None:
    assert native_id(guid, link, home) == native


def test_a_draft_carries_what_was_extracted_and_how_surely() -> None:
    entry = Entry("https://w.example/1", "Norrvik Instruments raises $5m Series A", "Norrvik Instruments raised money.")
    event, (draft,) = extract(entry.title, entry.summary), told_by(entry)

    assert event
    assert (draft.kind, draft.company.name, draft.confidence) == (event.kind, event.company, event.confidence)
    told = {"amount": event.amount, "currency": event.currency, "round": event.round}
    assert draft.details == {**told, "date_missing": True}


def test_a_new_wording_of_an_entry_is_read_again_and_an_old_one_is_not(bench: Any) -> None:
    path = bench.workspace / "feed.xml"
    source = bench.source(type="feed", url="feed.xml")
    item = "<item><guid>https://w.example/1</guid><title>{}</title></item>"
    counts: list[int] = []
    for title in (
        "Norrvik to say something",
        "Norrvik Instruments raises $5m seed",
        "Norrvik Instruments raises $5m seed",
    ):
        path.write_bytes(rss(item.format(title), f"<item><title>filler {len(counts)}</title></item>"))
        counts.append(bench.poll(source).signals)
    assert counts == [0, 1, 0]


def test_another_address_under_the_same_name_begins_anew(bench: Any) -> None:
    item = "<item><guid>https://w.example/1</guid><title>Norrvik Instruments raises $5m seed round</title></item>"
    for name in ("a.xml", "b.xml"):
        (bench.workspace / name).write_bytes(rss(item))
    counts = [
        bench.poll(bench.source(type="feed", name="wire", url=name)).signals for name in ("a.xml", "a.xml", "b.xml")
    ]
    assert counts == [1, 0, 1]


@pytest.mark.parametrize("body", [b"{", b"{}", b'{"items": 3}', b"[" * 100_000, b'{"items":' + b"[" * 100_000])
def test_json_that_is_no_feed_is_a_sentence(body: bytes) -> None:
    with pytest.raises(SourceError, match=r"^f (begins like JSON|is JSON|is neither)"):
        entries(body, "", "f")


def test_plain_text_keeps_sentences_and_drops_scripts_tags_and_controls() -> None:
    assert (
        plain("<p>One &amp; two<br>three</p><script>x()</script><b>fo</b>ur\x00 < 5", 100) == "One & two three four < 5"
    )


@given(st.text(max_size=300), st.integers(2, 80))
def test_cutting_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit
    assert len(sentences(text, limit)) <= limit
    assert len(plain(text, limit)) <= limit


@given(
    st.binary(max_size=400),
    st.sampled_from(["", "text/xml; charset=utf-16", "text/xml; charset=gbk", "x; charset=hex"]),
)
def test_any_bytes_become_text_that_any_store_can_hold(body: bytes, content_type: str) -> None:
    text = decoded(body, content_type)
    assert "\x00" not in text
    text.encode("utf-8")


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda b: b"<rss><channel><item>" + b)))
def test_any_bytes_are_entries_or_a_sentence(body: bytes) -> None:
    found = entries_or_sentence(body, "the feed")
    if isinstance(found, str):
        assert found.startswith("the feed ")
    else:
        assert all(len(entry.title) <= 1_000 and len(entry.summary) <= 4_000 for entry in found)


def entries_or_sentence(body: bytes, where: str) -> Any:
    try:
        return entries(body, "", where)
    except SourceError as refused:
        return str(refused)


def test_real_captures_are_read_without_an_error(shared_data: Path) -> None:
    counts = {
        path.name: len(entries(path.read_bytes(), "", path.name))
        for path in sorted((shared_data / "feeds" / "real_captures").iterdir())
    }
    assert all(counts.values()), counts
    filings = sorted((shared_data / "feeds").glob("edgar_*/*"))
    read = [entries_or_sentence(path.read_bytes(), path.name) for path in filings]
    assert sum(len(found) for found in read if isinstance(found, list)) > 1_000
    assert [found for found in read if isinstance(found, str) and "is a web page" not in found] == []


def test_real_job_boards_are_read_without_an_error(shared_data: Path, bench: Any) -> None:
    for token in ("amplitude", "stripe"):
        body = (shared_data / "job_boards" / f"greenhouse_{token}.json").read_bytes()
        (bench.workspace / "board.json").write_bytes(body)
        source = bench.source(type="jobs", name=token, token=token, path="board.json")
        summary = bench.poll(source)
        assert (summary.signals, summary.rejected, summary.errors) == (len(json.loads(body)["jobs"]), 0, {})
    assert all(draft["occurred_at"] and draft["evidence"]["url"] for draft in bench.outlet.drafts)
