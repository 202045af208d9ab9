"""A page of EDGAR's "current filings", an Atom feed: https://www.sec.gov/search-filings/edgar-application-programming-interfaces.

`type` of its address is the beginning of a form's name, so that D brings DEF 14A too: forms are told by their exact
term. A filing stands there once for each of its parties, up to sixteen times. Pure.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from sources.dates import read_instant
from sources.errors import SourceError
from sources.filings.filing import Filing, accession_in, named
from sources.markup import bare_xml, decoded
from sources.page import fingerprint
from streams.ports import Rejected

PER_PAGE = 100
_ATOM = "{http://www.w3.org/2005/Atom}"
_TITLE = re.compile(r"(?P<name>.+) \((?P<cik>\d{1,10})\) \((?P<party>[^()]+)\)\s*")
_ITEM = re.compile(r"\bItem (\d{1,2}\.\d\d)\b")
_MARKUP = re.compile(r"<!doctype\s+html|<html\b", re.IGNORECASE)


class Listed(NamedTuple):
    """What a page holds: its filings in order, how many entries it has, and what of it was broken."""

    filings: list[Filing]
    entries: int
    broken: list[Rejected]


def is_web_page(body: bytes) -> bool:
    """Whether the answer is a page for people: EDGAR's apology behind the last page, or a refusal."""
    return bool(_MARKUP.search(decoded(body[:2_000])))


def current(body: bytes, where: str) -> Listed:
    """The filings of a page. SourceError, naming `where`, for what is no such page.

    An entry that lacks what a filing needs is rejected, with what it lacks; the others stand.
    """
    entries = list(_entries(body, where))
    filings: list[Filing] = []
    broken: list[Rejected] = []
    for entry in entries:
        try:
            filings.append(_filing(entry))
        except ValueError as cause:
            raw = ElementTree.tostring(entry)
            broken.append(Rejected(f"{where} entry {fingerprint(raw.decode())}", str(cause), raw))
    return Listed(filings, len(entries), broken)


def _entries(body: bytes, where: str) -> Iterator[ElementTree.Element]:
    if is_web_page(body):
        raise SourceError(f"{where} is a web page, not EDGAR's list of filings")
    text = bare_xml(decoded(body), where)
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - bare_xml refuses declarations, without which nothing expands
    except ElementTree.ParseError:
        raise SourceError(f"{where} is not whole XML: it was cut short, or is no list of filings") from None
    if root.tag != f"{_ATOM}feed":
        raise SourceError(f"{where} is XML, but not EDGAR's list of filings")
    yield from root.iter(f"{_ATOM}entry")


def _filing(entry: ElementTree.Element) -> Filing:
    form = _needed(_attribute(entry, "category", "term"), "category term")
    accession = accession_in(_text(entry, "id")) or accession_in(_attribute(entry, "link", "href"))
    title = html.unescape(_text(entry, "title")).removeprefix(f"{form} - ")
    told = _TITLE.fullmatch(" ".join(title.split()))
    if told is None:
        raise ValueError("an entry's title names no company with its number")
    return Filing(
        accession=_needed(accession, "accession number"),
        form=form,
        company=named(told["name"]),
        cik=told["cik"].zfill(10),
        party=told["party"],
        filed=read_instant(_text(entry, "updated")),
        items=tuple(dict.fromkeys(_ITEM.findall(_text(entry, "summary")))),
    )


def _needed(found: str | None, what: str) -> str:
    if not found:
        raise ValueError(f"an entry has no {what}")
    return found


def _text(entry: ElementTree.Element, name: str) -> str:
    return (entry.findtext(f"{_ATOM}{name}") or "").strip()


def _attribute(entry: ElementTree.Element, name: str, attribute: str) -> str:
    found = entry.find(f"{_ATOM}{name}")
    return "" if found is None else found.get(attribute, "").strip()
