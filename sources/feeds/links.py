"""Links of aggregators: the page that they lead to, where the link itself says it. Pure."""

import base64
import binascii
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from sources.entry import web_link
from sources.page import host_of

GOOGLE_NEWS = "news.google.com"
_WRAPPERS = {"www.google.com": "/url", "google.com": "/url", "www.bing.com": "/news/apiclick.aspx"}
_ARTICLE = ("/rss/articles/", "/articles/", "/read/", "/__i/rss/rd/articles/")
_HEAD = b"\x08\x13\x22"
"""Opens an article's id that holds its address: two fields of a protocol buffer, then the length."""
_LONGEST_ID = 4_000


def unwrapped(url: str) -> str:
    """The page behind a link of Google Alerts, Bing News, or Google News where its id holds the address; else the link.

    Newer ids of Google News are opaque: only following the link tells.
    """
    host = host_of(url)
    if host == GOOGLE_NEWS:
        return _of_article(urlsplit(url).path) or url
    if host in _WRAPPERS and _WRAPPERS[host] == urlsplit(url).path.lower():
        return next(filter(None, map(web_link, _targets(urlsplit(url).query))), url)
    return url


def _targets(query: str) -> Iterator[str]:
    given = parse_qs(query, max_num_fields=50) if query.count("&") < 50 else {}
    for key in ("url", "q"):
        yield from given.get(key, ())


def _of_article(path: str) -> str | None:
    prefix = next((each for each in _ARTICLE if path.startswith(each)), None)
    if prefix is None:
        return None
    name = path.removeprefix(prefix).partition("?")[0]
    try:
        raw = base64.urlsafe_b64decode(name[:_LONGEST_ID] + "=" * (-len(name) % 4))
    except (binascii.Error, ValueError):
        return None
    return web_link(_held(raw))


def _held(raw: bytes) -> str:
    """The first text of the buffer; its length takes one byte, or two of seven bits."""
    if not raw.startswith(_HEAD) or len(raw) < 6:
        return ""
    size, start = raw[3], 4
    if size >= 0x80:
        size, start = (size & 0x7F) | raw[4] << 7, 5
    text = raw[start : start + size]
    return text.decode("ascii") if text.isascii() and len(text) == size else ""
