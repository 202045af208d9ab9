"""Shapes of whole headlines, from ``lexicon/shapes.toml``: words in their order, with slots for who and how much."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sources.extraction.text.clauses import vocabulary
from sources.extraction.text.names import CONNECTORS, DESCRIBING
from sources.extraction.text.tables import either, table, words

_WORD = r"[A-Z0-9][\w.&'’+/-]*"
_NAME = rf"(?:[\w.&'’+/-]+\s){{0,6}}?{_WORD}"
_SCALE = r"(?:\s?-?(?i:k|m|mn|mln|bn|b|cr|million|billion|crores?|lakhs?)\b)?(?:\s(?:USD|CAD|AUD|EUR|GBP|euros?)\b)?"
_SUM = rf"(?:(?:{'|'.join(words('shapes', 'about'))})\s)*(?:[A-Z]{{1,3}}\s?)?[$€£₹¥]?\s?\d[\d.,]*{_SCALE}"
_PEOPLE = r"[A-Z][\w.'-]+(?:\s(?:[A-Z][\w.'-]*|de|da|del|van|von|der|bin|al))"
_HOUSE = r"[A-Z0-9][\w&.'-]*(?:\s[A-Z0-9&][\w&.'-]*){0,5}?\s"
_FIRM = rf"(?:{either(words('shapes', 'firms'))})"
_CHIEF = either(words("shapes", "chiefs"))
_RAISE = r"(?:series\s[a-k]\d?|pre-seed|seed|round|raise|funding|financing|fundraise)"
_SLOTS = {
    "company": rf"(?P<company>{_NAME})",
    "other": rf"(?:{_NAME})",
    "target": rf"(?P<target>{_NAME})",
    "firm": rf"(?P<company>{_HOUSE}{_FIRM})",
    "investor": rf"{_HOUSE}{_FIRM}",
    "person": rf"(?P<person>{_PEOPLE}{{1,3}})",
    "somebody": rf"{_PEOPLE}{{0,3}}",
    "role": r"(?P<role>[A-Za-z][^,:;]{1,70}?)",
    "chief": rf"(?P<role>(?:(?:interim|acting|co-)\s?)?(?i:{_CHIEF}|chief\s[a-z]+\sofficer))",
    "unit": r"(?P<unit>[A-Za-z][\w&'/-]*(?:\s[\w&'/-]+){0,4}?)",
    "sum": rf"(?P<sum>{_SUM})",
    "money": rf"(?P<money>{_SUM}[^,:;]{{0,60}}?)",
    "raise": rf"(?P<money>{_SUM}\s(?:[\w-]+\s){{0,3}}?(?i:{_RAISE}))",
    "worth": rf"{_SUM}",
    "words": r"(?P<money>\S.*)",
    "deed": rf"(?P<deed>(?!(?:{'|'.join(words('shapes', 'nouns'))})\b)[A-Za-z]+s(?:\s[^,:;]{{1,50}}?)?)",
    "thing": r"[^,:;]{2,60}?",
    "anything": r".{1,90}?",
}
_PART = re.compile(r"\{(?P<slot>\w+)\}|\((?P<either>[^()]*)\)|\[(?P<maybe>[^\[\]]*)\]|(?P<word>[^\s{}()\[\]]+)")
_TOKEN = re.compile(r"[\w&-][\w'&-]*")
_END = r"(?=\s*$|\s*[,;:.]|\s[–—-]\s|\s(?:to|for|as|in|after|amid|with|at|on|from|and|led|while|following)\s)"
_PLAIN = frozenset(
    ("a", "an", "the", "in", "of", "to", "for", "as", "at", "by", "with", "and", "is", "it", "on", "new")
)
"""Words that are in too many headlines to be sought."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What stands in the named slots of a shape, and where the first of them ends."""

    texts: Mapping[str, str]
    at: int


def shaped(kind: str, sentence: str) -> Iterator[Slots]:
    """The slots of each shape of the kind that the sentence has."""
    said = vocabulary(sentence)
    for anchor, shapes in _shapes(kind).items():
        if anchor in said:
            for shape in shapes:
                if (found := shape.match(sentence)) and _is_named(found["company"]):
                    texts = {name: text.strip() for name, text in found.groupdict().items() if text}
                    yield Slots(texts, min(map(found.end, texts)))


def _is_named(phrase: str) -> bool:
    """Whether the small words of the phrase only describe: "British fintech Norrvik"."""
    small = (word for word in phrase.split() if word.islower() and word.isalpha())
    return all(word in DESCRIBING or word in CONNECTORS for word in small)


@cache
def _shapes(kind: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    """The shapes of the kind by a word that each needs: a headline without that word is not tried."""
    by_word: dict[str, list[re.Pattern[str]]] = {}
    for template in table("shapes")[kind]["shapes"]:
        pattern = re.compile(_compiled(template))
        for anchor in _anchors(template):
            by_word.setdefault(anchor, []).append(pattern)
    return {anchor: tuple(patterns) for anchor, patterns in by_word.items()}


def _compiled(template: str) -> str:
    """The template as a pattern: what stands in square brackets may be missing, with the space behind it."""
    parts: list[str] = []
    for part in _PART.finditer(template):
        spaced = r"\s+" if template[part.end() :].startswith(" ") else ""
        parts.append(rf"(?:(?i:{_words(part['maybe'])}){spaced})?" if part["maybe"] else _one(part) + spaced)
    return f"^{''.join(parts)}{'' if template.endswith('{words}') else _END}"


def _one(part: re.Match[str]) -> str:
    if part["slot"]:
        return _SLOTS[part["slot"]]
    if part["either"]:
        return f"(?i:{_words(part['either'])})"
    return r"(?:'s|(?<=s)')" if part["word"] == "'s" else f"(?i:{re.escape(part['word'])})"


def _words(choices: str) -> str:
    return "|".join(re.escape(choice).replace(r"\ ", r"\s+") for choice in choices.split("|"))


def _anchors(template: str) -> set[str]:
    """One word of every choice of that part of the template whose words are the longest."""
    parts = [part["either"] or (part["word"] or "").removeprefix("'s") for part in _PART.finditer(template)]
    chosen = [
        {max(_TOKEN.findall(choice) or [""], key=_weight) for choice in part.lower().split("|")} for part in parts
    ]
    return max(chosen, key=lambda words_of_part: min(map(_weight, words_of_part)))


def _weight(word: str) -> int:
    """How seldom the word is, by its length; none at all weighs nothing."""
    return min(len(word), 1) if word in _PLAIN or not word else len(word) + 1
