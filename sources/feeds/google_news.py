"""Google News: the question for an account, and entries of aggregators as their publishers wrote them. Pure.

https://news.google.com/rss/search takes `q` with quoted phrases and `when:7d`. Its titles end with the publisher, its
links are redirects, its ids are opaque, and one story comes under many of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode

from icp.account import Account
from sources.entry import Entry
from sources.feeds.links import GOOGLE_NEWS, unwrapped
from sources.page import host_of
from sources.seen import key_of
from streams.legal_forms import without_legal_form
from streams.words import words

ADDRESS = f"https://{GOOGLE_NEWS}/rss/search"
UNASKED = frozenset(("own", "competitor", "opted_out"))
"""Statuses of accounts whose news nobody is told."""
BUCKET = 3
"""Days within which one headline is one story."""
STORY = "story:"
"""Opens the native id of what has no other than its headline."""
_PUBLISHER_WORDS = 8


class Question(NamedTuple):
    """What Google News is asked for an account."""

    domain: str
    url: str


def questions(accounts: Iterable[Account], query: str, edition: str, most: int) -> list[Question]:
    """A question for each account that has a name and may be told of, in the order of the list, `most` at most."""
    language, _, country = edition.partition("-")
    place = {"hl": edition, "gl": country, "ceid": f"{country}:{language}"}
    asked = (account for account in accounts if account.name.strip() and account.status not in UNASKED)
    return [
        Question(account.domain, _address(query.replace("{name}", bare_name(account.name)), place))
        for account in islice(asked, most)
    ]


def _address(query: str, place: dict[str, str]) -> str:
    return f"{ADDRESS}?{urlencode({'q': query, **place})}"


def bare_name(name: str) -> str:
    """The name as the press writes it: without quotes, and without a legal form at its end."""
    shown = " ".join(name.replace('"', " ").split())
    whole = words(shown)
    core = without_legal_form(whole)
    tokens = shown.split()
    while whole[: len(core)] == core and len(tokens) > 1 and len(words(" ".join(tokens))) > len(core):
        tokens.pop()
    return " ".join(tokens).rstrip(" ,") or shown


def stories(found: Iterable[Entry]) -> Iterator[Entry]:
    """Entries with the titles, links and outlets of their publishers; others as they are."""
    for entry in found:
        host = host_of(entry.link)
        if host == GOOGLE_NEWS:
            yield _story(entry)
        elif entry.link and (page := unwrapped(entry.link)) != entry.link:
            yield replace(entry, link=page, outlet=host_of(page).removeprefix("www.") or entry.outlet)
        else:
            yield entry


def told_once(entry: Entry) -> str:
    """What makes an entry the same: its id in this wording; of a story, which many outlets spell, its id alone."""
    if entry.native and entry.native.startswith(STORY):
        return key_of(entry.native)
    return key_of(entry.native, entry.title, entry.summary)


def _story(entry: Entry) -> Entry:
    title = without_publisher(entry.title, entry.publisher)
    day = entry.published.toordinal() // BUCKET if entry.published else 0
    return replace(
        entry,
        native=f"{STORY}{key_of(' '.join(words(title)), day)}",
        title=title,
        summary="",  # the title once more, with the publisher's name
        link=unwrapped(entry.link or "") or None,
    )


def without_publisher(title: str, publisher: str | None) -> str:
    """The title without " - Publisher" at its end; where the entry does not name it, by its few words."""
    head, dash, tail = title.rpartition(" - ")
    if not dash or not head.strip():
        return title
    if publisher:
        return head.rstrip() if tail.strip().casefold() == publisher.strip().casefold() else title
    return head.rstrip() if len(tail.split()) <= _PUBLISHER_WORDS else title
