"""Layoffs: who cuts jobs, how many, and what share of them."""

import re
from collections.abc import Iterator

from sources.extraction.flags.flag import Flag
from sources.extraction.flags.subject import DECIDED, subject
from sources.extraction.text.item import Item
from sources.extraction.text.tables import either, words


def _words(name: str) -> str:
    return either(words("flags", "layoffs", name))


_NUMBER = r"\d[\d,.]*k?"
_NOUN = rf"(?:{_NUMBER}\s+)?(?:(?:{_words('between')})\s+)*(?:{_words('nouns')})"
_SHARE = r"\d{1,2}(?:\.\d+)?\s?(?:%|percent\b|per\s?cent\b|pc\b)|\b(?:half|a\s(?:third|quarter|fifth|tenth))"
_COUNTED = _words("counted")
_NO_PERSON = rf"(?!['’]?s?\s+(?:{_words('costs')})\b|['’]|-)"
_OBJECT = re.compile(
    rf"^\s+(?!(?:up|light|back|out|in)\b)(?:(?:(?:\S+\s+){{0,3}}?(?:(?P<share>{_SHARE})|(?P<people>{_NUMBER})|(?P<many>hundreds|thousands|dozens|scores))"
    rf"\s+(?:[\w'-]+\s+){{0,5}}?(?:{_COUNTED}){_NO_PERSON})"
    rf"|(?:(?:its|their|the|global|us|more|entire|own|most|of)\s+){{0,3}}(?:{_words('whole')})\b{_NO_PERSON})",
    re.IGNORECASE,
)
_OFF = re.compile(
    rf"^(?P<subject>.{{2,160}}?)\s+(?:(?:{_words('off_done')})|(?:{DECIDED})\s+(?:{_words('off_decided')}))(?=\s|[,;.]|$)"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
_CUT = re.compile(
    rf"^(?P<subject>.{{2,160}}?)\s+(?:(?:{DECIDED})\s+(?:{_words('cut_decided')})|(?:{_words('cut_done')}))(?P<rest>\s.*)$",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    rf"^(?P<subject>.{{2,160}}?)\s+(?:{_words('announce')})\s+(?P<rest>{_NOUN}(?:\s.*|[,;.].*|$))", re.IGNORECASE
)
_REDUNDANT = re.compile(
    rf"^(?P<subject>.{{2,160}}?)\s+(?:makes?|made|making|(?:{DECIDED})\s+make)\s+(?P<rest>.{{1,60}}?\sredundant)\b",
    re.I,
)
_AT = re.compile(rf"^{_NOUN}\s+(?:{_words('at')})\s+(?P<company>[A-Z0-9].*)$", re.IGNORECASE)
_GONE = re.compile(
    rf"^(?:(?:more than|about|around|nearly|almost|over|up to|some|another)\s+)?(?P<people>{_NUMBER})\s+"
    r"(?:[\w-]+\s+){0,2}?"
    rf"(?:{_COUNTED})\s+(?:{_words('gone')})\s+(?:at|as)\s+(?P<company>[A-Z0-9].*)$",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s(?:as|after|amid|in|to|with|following|despite|closes|shuts|cuts|ahead|due|over|on|for)\s|[,;:(]|\s[–—-]\s"
)
_OFF_OBJECT = re.compile(
    r"^\s+(?:(?:its|the|any|all|some)\s+)?(?:by|debt|risk|bets?|fuel|power|steam|hook|plans?|planning|ambitions?|ideas?"
    r"|proposals?|projects?|hedg\w+|criticism|attacks?|blame|talks?|tests?|exposure)\b",
    re.IGNORECASE,
)
"""Behind "lays off" or "laid off": then nobody is, or by another."""
_COUNT = re.compile(
    rf"(?<![$€£\d.,])(?P<n>{_NUMBER})\s+(?!per\s?cent|pc\b)(?:[\w'-]+\s+){{0,3}}?(?:{_COUNTED})\b", re.IGNORECASE
)
_PERCENT = re.compile(r"(?P<n>\d{1,2}(?:\.\d+)?)\s?(?:%|percent\b|per\s?cent\b|pc\b)", re.IGNORECASE)
_BASE = 0.93


def read(sentence: str, item: Item) -> Flag | None:
    """The layoffs that the sentence states."""
    for before, told in _stated(sentence):
        if name := subject(before, item):
            return _flag(name.text, min(_BASE, name.certainty), told)
    return None


def _stated(sentence: str) -> Iterator[tuple[str, str]]:
    """The words that name the company, and those that tell how many."""
    if (off := _OFF.match(sentence)) and not _OFF_OBJECT.match(off["rest"]):
        yield off["subject"], off["rest"]
    for shape in (_ANNOUNCED, _REDUNDANT):
        if told := shape.match(sentence):
            yield told["subject"], told["rest"]
    for cut in _CUT.finditer(sentence):
        if _OBJECT.match(cut["rest"]):
            yield cut["subject"], cut["rest"]
    for shape in (_AT, _GONE):
        if told := shape.match(sentence):
            yield _END.split(f"{told['company']} ")[0], sentence


def _flag(company: str, sure: float, told: str) -> Flag:
    count, share = _COUNT.search(told), _PERCENT.search(told)
    return Flag(
        "layoffs",
        company,
        round(sure, 2),
        people=_number(count["n"]) if count else None,
        percent=float(share["n"]) if share else None,
    )


def _number(said: str) -> int | None:
    plain = said.replace(",", "").rstrip(".")
    thousands = plain[-1:] in "kK"
    try:
        found = round(float(plain.rstrip("kK")) * (1000 if thousands else 1))
    except ValueError:
        return None
    return found if 0 < found < 1_000_000 else None
