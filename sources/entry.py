"""Entries of a feed document: RSS, Atom or JSON Feed in, plain values out. Pure: bytes in, no clock, no network."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sources.dates import read_instant
from sources.errors import SourceError
from sources.foreign_json import read_json
from sources.markup import bare_xml, decoded, plain
from sources.plain_rss import read_plainly

MAX_TITLE = 1_000
MAX_SUMMARY = 4_000
_FEED_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_HTML = re.compile(r"<!doctype\s+html|<html\b|<body\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as its feed gives it, as plain text. `unread_date` is a date that could not be understood.

    `publisher`: whom an aggregator names as the source.
    """

    native: str | None
    title: str
    summary: str
    link: str | None = None
    published: datetime | None = None
    unread_date: str | None = None
    outlet: str | None = None
    publisher: str | None = None


def entries(body: bytes, content_type: str, where: str) -> list[Entry]:
    """The entries in document order. SourceError, naming `where`, for what is no feed."""
    if not body.strip():
        raise SourceError(f"{where} is empty: a feed was expected")
    text = decoded(body, content_type)
    if text.lstrip()[:1] == "{":
        return list(_json_entries(_json(text, where)))
    return _xml_entries(text, content_type, where)


def _xml_entries(text: str, content_type: str, where: str) -> list[Entry]:
    root = bare_xml(text, where)
    if not _FEED_ROOT.search(root):
        raise SourceError(_not_a_feed(text, content_type, where))
    if feed := read_plainly(root):
        return [_entry(item, _host(feed.home)) for item in feed.items]
    parsed = _parsed(root)
    if not parsed.entries and not parsed.version:
        raise SourceError(_not_a_feed(text, content_type, where))
    home = _host(_text(parsed.feed.get("link")))
    return [_entry(item, home) for item in parsed.entries]


def _parsed(root: str) -> Any:
    import feedparser  # type: ignore[import-untyped]

    # as a stream: given bytes or text, feedparser would open them if they were a file's name or an address
    document = io.BytesIO(f'<?xml version="1.0" encoding="utf-8"?>{root}'.encode())
    return feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)


def _not_a_feed(text: str, content_type: str, where: str) -> str:
    if _HTML.search(text[:5_000]) or "html" in content_type.lower():
        return f"{where} is a web page, not a feed: look for the page's RSS or Atom address"
    return f"{where} is neither RSS, Atom nor JSON Feed"


def _entry(item: Any, home: str | None) -> Entry:
    link = web_link(item.get("link"))
    published, unread = _published(item)
    source = item.get("source")
    named = source if isinstance(source, dict) else {}
    outlet = _host(_text(named.get("href")))
    content = item.get("content")
    body = item.get("summary") or (content[0].get("value") if isinstance(content, list) and content else "")
    return Entry(
        native=native_id(_text(item.get("id")), link, home),
        title=plain(_text(item.get("title")), MAX_TITLE),
        summary=plain(_text(body), MAX_SUMMARY),
        link=link,
        published=published,
        unread_date=unread,
        outlet=outlet or _host(link or "") or home,
        publisher=plain(_text(named.get("title")), 200) or None,
    )


def _published(item: Any) -> tuple[datetime | None, str | None]:
    """The instant and, where none can be read, the text that should have told it."""
    for field in ("published", "updated", "created"):
        said = dict.get(item, field)  # not item[field]: feedparser would answer with another field
        if said:
            moment = _moment(item, field, said)
            return moment, None if moment else plain(str(said), 100)
    return None, None


def _moment(item: Any, field: str, said: Any) -> datetime | None:
    """As read plainly; else by its text; a feed parser's guess counts only where it fills in nothing from today."""
    told = _instant(dict.get(item, f"{field}_parsed"))
    if item.__class__ is dict:
        return told
    moment = read_instant(str(said))
    if moment is None and told and f"{told.year}" in str(said) and re.search(rf"(?<!\d)0?{told.day}(?!\d)", str(said)):
        return None if re.search(r"\d[/-]\d", str(said)) else told
    return moment


def _instant(parts: Any) -> datetime | None:
    try:
        year, month, day, hour, minute, second = parts[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (TypeError, ValueError):
        return None


def _json(text: str, where: str) -> dict[str, Any]:
    try:
        document = read_json(text)
    except ValueError:
        raise SourceError(f"{where} begins like JSON but is not whole JSON") from None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise SourceError(f"{where} is JSON, but not a JSON Feed: it has no list of items")
    return document


def _json_entries(document: dict[str, Any]) -> Iterator[Entry]:
    home = _host(_text(document.get("home_page_url")))
    for item in document["items"]:
        if not isinstance(item, dict):
            continue
        link = web_link(item.get("url") or item.get("external_url"))
        said = item.get("date_published") or item.get("date_modified")
        moment = read_instant(said)
        yield Entry(
            native=native_id(_text(item.get("id")), link, home),
            title=plain(_text(item.get("title")), MAX_TITLE),
            summary=plain(
                _text(item.get("summary") or item.get("content_text") or item.get("content_html")), MAX_SUMMARY
            ),
            link=link,
            published=moment,
            unread_date=None if moment or not said else plain(str(said), 100),
            outlet=_host(link or "") or home,
        )


def native_id(guid: str, link: str | None, home: str | None) -> str | None:
    """The entry's own id. A bare number or word is unique on its site only, so the site goes with it."""
    given = guid.strip() or (link or "")
    if ":" not in given and given:
        given = f"{_host(link or '') or home or ''}#{given}"
    return given[:2_000] or None


def web_link(link: Any) -> str | None:
    """The link if it is one that may be shown and followed: http or https."""
    text = link.strip() if isinstance(link, str) else ""
    return text if text.lower().startswith(("http://", "https://")) and len(text) <= 4_000 else None


def _host(url: str) -> str | None:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _text(value: Any) -> str:
    return value[:50_000] if isinstance(value, str) else str(value) if isinstance(value, int) else ""
