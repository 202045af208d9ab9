"""An 8-K as it was submitted: whose it is, and the paragraphs of one item of its report.

A submission is an SGML file with a header and all papers one after the other; the report is the first of them. A report
alone (HTML or plain text) is read too.
"""

import html
import re
from typing import NamedTuple

from sources.filings.filing import named
from sources.markup import decoded

LONGEST = 60_000
"""Characters of an item that are read."""
_PAPER = re.compile(r"<DOCUMENT>\s*<TYPE>([^\s<]+)(.*?)(?:</DOCUMENT>|\Z)", re.DOTALL)
_BODY = re.compile(r"<TEXT>(.*?)(?:</TEXT>|\Z)", re.DOTALL)
_FILER = re.compile(r"^FILER:(.*?)(?=^FILER:|</SEC-HEADER>|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = r"{}:[ \t]*([^\r\n]+)"
_HIDDEN = re.compile(r"<(script|style|head|ix:header)\b[^<>]{0,1000}>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|tr|table|h[1-6]|hr|center|title)\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(r"</?t[dh]\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>")
_ITEM = re.compile(r"\W{0,4}items?\s{0,3}(\d{1,2}\s?\.\s?\d\d)\b\W{0,6}", re.IGNORECASE)
_END = re.compile(r"\W{0,4}(?:signatures?|exhibit\s+index|index\s+to\s+exhibits)\W{0,4}$", re.IGNORECASE)
_HEADING = re.compile(
    r"(?:\W{0,4}(?:(?:departure|election|appointment|compensatory\s+arrangements?)\s+(?:of|for)\s+)?"
    r"(?:certain\s+|principal\s+)?(?:directors?|officers?)(?:\s+or\s+(?:certain\s+|principal\s+)?officers?)?\s*[;,.:]*"
    r"(?:\s*and\b)?)+",
    re.IGNORECASE,
)


class Report(NamedTuple):
    """The company by its header, where the file has one, and the item's paragraphs."""

    company: str | None
    cik: str | None
    paragraphs: list[str]


def report(body: bytes, item: str = "5.02") -> Report:
    """The report of a submission. ValueError, naming what lacks, for what has no such item."""
    text = decoded(body)
    head = text[: text.find("</SEC-HEADER>")] if "<SEC-HEADER>" in text else ""
    filer = _FILER.search(head)
    told = filer[1] if filer else ""
    company, cik = _field(told, "COMPANY CONFORMED NAME"), _field(told, "CENTRAL INDEX KEY")
    paragraphs = _item(_paragraphs(_paper(text)), item)
    if not paragraphs:
        raise ValueError(f"its report has no text under Item {item}")
    return Report(named(company) if company else None, cik.zfill(10) if cik else None, paragraphs)


def _field(head: str, name: str) -> str | None:
    found = re.search(_FIELD.format(re.escape(name)), head)
    return found[1].strip() if found else None


def _paper(text: str) -> str:
    """The report itself, the first paper whose type is an 8-K; a file without papers is the report."""
    if "<DOCUMENT>" not in text:
        return text
    for paper in _PAPER.finditer(text):
        if paper[1].startswith("8-K"):
            body = _BODY.search(paper[2])
            return body[1] if body else paper[2]
    raise ValueError("it has no paper of the type 8-K")


def _paragraphs(markup: str) -> list[str]:
    """The visible paragraphs: of HTML by its blocks, of plain text by empty lines."""
    if _BLOCK.search(markup):
        text = _BLOCK.sub("\0", _HIDDEN.sub(" ", markup))
        text = _TAG.sub("", _CELL.sub(" ", text))
        parts = html.unescape(text).split("\0")
    else:
        parts = re.split(r"\n\s*\n", _TAG.sub("", markup))
    return [line for part in parts if (line := " ".join(part.split()))]


def _item(paragraphs: list[str], item: str) -> list[str]:
    """What stands under the item's heading, down to the next item or the signatures."""
    found: list[str] = []
    inside = False
    for paragraph in paragraphs:
        heading = _ITEM.match(paragraph)
        if heading and not paragraph[heading.end() :].lower().startswith(("of ", "is ", "above", "below", "and is")):
            inside = heading[1].replace(" ", "") == item
            paragraph = paragraph[heading.end() :]
        elif inside and _END.match(paragraph):
            break
        if inside:
            found.append(paragraph)
    return _bounded(_untitled(found))


def _untitled(paragraphs: list[str]) -> list[str]:
    """Without the item's title, which may stand in the heading's paragraph or in some of its own."""
    joined = "\0".join(paragraphs[:6])
    title = _HEADING.match(joined.replace("\0", " "))
    rest = joined[title.end() :] if title else joined
    return [part.strip() for part in (*rest.split("\0"), *paragraphs[6:]) if part.strip(" .;:-\u2013\u2014")]


def _bounded(paragraphs: list[str]) -> list[str]:
    kept, size = [], 0
    for paragraph in paragraphs:
        size += len(paragraph)
        if size > LONGEST:
            break
        kept.append(paragraph)
    return kept
