"""Sentences of a lead that name a round without its sum, which the title has: "the seed round was led by Halden"."""

import re

from sources.extraction.money.cues import SERIES
from sources.extraction.text.tables import either, pattern, words

_ROUND = re.compile(
    rf"\b(?:(?P<named>{SERIES}|pre-?seed|seed)\b(?![\s-](?:investors?|backers?|startups?|companies|funds?|stage|firms?"
    r"|accelerator|programme?|vc|vehicle|and)\b)"
    rf"|(?:{either(words('rounds', 'together', 'named'))})\b)",
    re.IGNORECASE,
)
_PAST = pattern(words("rounds", "together", "past"))
_NEAR = 45
"""Characters before a round's name in which a word makes it an earlier one, or somebody's habit."""
_MONTH = "(?-i:January|February|March|April|May|June|July|August|September|October|November|December)"
_LATER = re.compile(
    rf".{{0,40}}\b(?:in|of|from|back in)\s(?:(?:\w+\s)?(?:19|20)\d\d|{_MONTH})\b"
    r"|.{0,40}\b(?:(?:years?|months?)\sago|(?:last|this past|earlier)\s\w+)\b"
    r"|.{0,30}\b(?:MOU|term sheet|memorandum|non-binding)\b",
    re.IGNORECASE,
)


def names_round(sentence: str) -> bool:
    """Whether the sentence names a round as the one that is news."""
    return any(
        not _PAST.search(sentence[max(0, found.start() - _NEAR) : found.start()])
        and not _LATER.match(sentence[found.end() :])
        for found in _ROUND.finditer(sentence)
    )
