"""Sentences of a report with their people as ‹number› and their dates as «number», so that patterns stay short."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sources.filings.officers.people import People, undecorated

_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_DATE = re.compile(
    rf"\b(?P<month>{'|'.join(_MONTHS)})\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
LONGEST = 3_000
"""Characters of a sentence that are read."""
_QUOTES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u2011": "-"}
    | dict.fromkeys("‹›«»", " ")
)
_HOUR = re.compile(r"\b([ap])\.m\.(?!\s*$)", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^()]{0,400}\)")
_QUOTED = re.compile(r'\s*"[^"]{1,40}"(?=\s)')
_RELATIVE = re.compile(
    r",\s+(?:who|whose|whom|which)\b[^;]{0,300}?,(?=\s+(?:as|to|effective|and\s+‹|will|was|has|notified|informed)\b)"
)
_STOP = re.compile(r"[.!?][\"')]*\s+(?=[\"'(•‹«]*[A-Z‹«•])")
_SHORTENED = re.compile(
    r"(?:\b(?:Inc|Corp|Co|Ltd|L\.P|LP|U\.S|No|St|vs|N\.A|S\.A|Bros|Jr|Sr|Mt|Ft|a\.m|p\.m)|\s[A-Z])$"
)
_BEGINS = re.compile(r"[\"'(•]*(?:The|On|In|His|Her|There|Effective|As|Also|Upon|He|She|«|‹)\b")
_PRONOUN = re.compile(
    r"(?:(?:In\s+(?:this|that|his|her)\s+(?:role|capacity|position),?|Effective\s+«\d+»,?)\s+)?(?:he|she)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"‹(\d+)›")


@dataclass(frozen=True, slots=True)
class Marked:
    """The sentences of an item, and what their marks stand for."""

    sentences: list[str]
    people: list[str]
    dates: list[date]


def marked(paragraphs: list[str]) -> Marked:
    """The sentences of these paragraphs, marked."""
    dates: list[date] = []
    plain = [undecorated(_dated(_plain(paragraph), dates)) for paragraph in paragraphs]
    people = People("\n".join(plain))
    found: list[str] = []
    for text in plain:
        found += _referred([said[:LONGEST] for said in _split(_RELATIVE.sub("", people.marked(text)))])
    return Marked(found, people.names, dates)


def _plain(paragraph: str) -> str:
    """Without definitions in brackets and nicknames."""
    text = paragraph.translate(_QUOTES)
    for _ in range(2):
        text = _ASIDE.sub("", text)
    return _HOUR.sub(r"\1m", " ".join(_QUOTED.sub("", text).split()))


def _dated(text: str, dates: list[date]) -> str:
    def mark(found: re.Match[str]) -> str:
        try:
            day = date(int(found["year"]), _MONTHS.index(found["month"].lower()) + 1, int(found["day"]))
        except ValueError:
            return found[0]
        dates.append(day)
        return f"«{len(dates) - 1}»"

    return _DATE.sub(mark, text)


def _split(text: str) -> Iterator[str]:
    begin = 0
    for stop in _STOP.finditer(text):
        if _SHORTENED.search(text[begin : stop.start()]) and not _BEGINS.match(text, stop.end()):
            continue
        yield text[begin : stop.end()].strip()
        begin = stop.end()
    yield text[begin:].strip()


def _referred(sentences: list[str]) -> list[str]:
    """Sentences that begin with "he" or "she" with the person whom the one before began with."""
    found: list[str] = []
    last = ""
    for sentence in sentences:
        pronoun = _PRONOUN.match(sentence)
        if pronoun and last:
            sentence = f"{re.sub(r'(?i)(he|she)$', last, pronoun[0])}{sentence[pronoun.end() :]}"
        elif person := _PERSON.search(sentence):
            last = person[0]
        found.append(sentence)
    return found
