"""The common shape of RSS 2.0 read straight from the XML, at a sixth of a feed parser's cost.

Whatever is unusual (another tag, a repeated one, markup inside, a date of another form) gives None, and the feed parser
reads the feed: what comes out is the same either way. https://www.rssboard.org/rss-specification
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

_READ = {"title": "title", "link": "link", "guid": "id", "description": "summary", "pubDate": "published"}
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_PASSED_OVER = {
    "author",
    "category",
    "comments",
    "enclosure",
    _CONTENT,
    "{http://purl.org/dc/elements/1.1/}creator",
    "{http://purl.org/rss/1.0/modules/slash/}comments",
    "{http://wellformedweb.org/CommentAPI/}commentRss",
}
_ADDRESS = re.compile(r"https?://[^/\s][^\s;]*", re.IGNORECASE)
_CONTROLS = re.compile("[\x80-\x9f]")
"""What Windows-1252 read as Latin-1 leaves."""
_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:GMT|UTC|([+-])(\d\d)([0-5]\d))"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class PlainFeed:
    """The channel's own link, and its items with the names and values that a feed parser gives them."""

    home: str
    items: list[dict[str, Any]]


class _Unusual(Exception):
    """Something that is the feed parser's to read."""


def read_plainly(document: str) -> PlainFeed | None:
    """The feed of a document whose declarations of entities were refused before; None where it is not that plain."""
    try:
        root = ElementTree.fromstring(document)  # noqa: S314 - a document that declares entities does not get here
        if root.tag != "rss" or root.attrib != {"version": "2.0"} or [each.tag for each in root] != ["channel"]:
            return None
        channel = root[0]
        return PlainFeed(_home(channel), [_item(item) for item in channel.iter("item")])
    except (ElementTree.ParseError, _Unusual, ValueError):
        return None


def _home(channel: ElementTree.Element) -> str:
    links = [each for each in channel if each.tag.endswith("link") and each.get("rel") != "self"]
    if channel.attrib or len(links) > 1 or (links and links[0].tag != "link"):
        raise _Unusual
    return _address(_text(links[0])) if links else ""


def _item(item: ElementTree.Element) -> dict[str, Any]:
    read = [each for each in item if each.tag in _READ]
    fields = {_READ[each.tag]: _text(each) for each in read}
    others = {each.tag for each in item}.difference(_READ)
    if item.attrib or len(fields) < len(read) or not others <= _PASSED_OVER:
        raise _Unusual
    if _CONTENT in others and not fields.get("summary"):
        raise _Unusual
    if "link" not in fields or not _address(fields["link"]) or ("id" in fields and not fields["id"]):
        raise _Unusual
    if "published" in fields:
        fields["published_parsed"] = _instant(fields["published"])
    return fields


def _text(element: ElementTree.Element) -> Any:
    """The text, with the encodings mended that a feed parser mends."""
    allowed = {"isPermaLink": "false"} if element.tag == "guid" else {}
    text = (element.text or "").strip()
    if len(element) or (element.attrib and element.attrib != allowed):
        raise _Unusual
    if element.tag == "guid" and not element.attrib:
        text = _address(text)
    if text.isascii():
        return text
    if _CONTROLS.search(text):
        raise _Unusual
    try:
        return text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return text


def _address(text: str) -> str:
    if text and not _ADDRESS.fullmatch(text):
        raise _Unusual
    return text


def _instant(said: str) -> tuple[int, ...]:
    """The date in UTC, as the first six numbers of a time tuple."""
    found = _DATE.fullmatch(said)
    if not found or found[2] not in _MONTHS:
        raise _Unusual
    day, year, hour, minute, second = (int(found[i]) for i in (1, 3, 4, 5, 6))
    moment = datetime(year, _MONTHS.index(found[2]) + 1, day, hour, minute, second, tzinfo=UTC)
    away = timedelta(hours=int(found[8]), minutes=int(found[9])) if found[7] else timedelta()
    return (moment - away if found[7] == "+" else moment + away).timetuple()[:6]
