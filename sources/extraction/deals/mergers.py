"""Mergers: two companies that become one, where the title names both as equals."""

import re
from collections.abc import Iterator

from sources.extraction.text.tables import either, words

_NAME = r"[A-Z0-9][^,:;]{0,45}?"
_VERBS = either(words("verbs", "acquisition", "merge"))
_NOUNS = either(words("verbs", "acquisition", "merge_nouns"))
_ANNOUNCE = either(words("verbs", "acquisition", "announce"))
_PAIR = re.compile(
    rf"^(?:(?:law|accounting|tech|local|rival|two)\s+)?(?:(?:firms|banks|companies|rivals)\s+)?(?P<first>{_NAME})"
    rf"(?:,| and| &)\s+(?!(?:Inc|Ltd|LLC|Corp|Co|PLC|LP)\b)(?P<second>{_NAME})(?:,?\s+and\s+{_NAME})?\s+"
    rf"(?:(?:{_VERBS})(?=\s+(?:to|into|in|as|on|for|under|with|effective)\b|\s*[,;:.–-]|\s*$)"
    rf"|(?:{_ANNOUNCE})\s+(?:(?!\bto\b)\S+\s+){{0,4}}?(?:{_NOUNS})(?=\s+(?:to|into|in|of\sequals|under|creating)\b|\s*[,;:.–-]|\s*$))",
    re.IGNORECASE,
)
_OF = re.compile(
    rf"^(?:the\s+)?(?:merger|business combination|combination)\s+(?:of|between)\s+(?P<first>{_NAME})"
    rf"\s+(?:and|with|&)\s+(?P<second>{_NAME})\s+(?:{either(words('verbs', 'acquisition', 'merged'))})\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(rf"^(?P<first>{_NAME})\s+(?:to take|takes|will take|took)\s+(?P<second>{_NAME})\s+private\b")
_FREE = re.compile(rf"\b(?:{either(words('verbs', 'acquisition', 'merge_not'))})\b", re.IGNORECASE)


def pairs(sentence: str) -> Iterator[tuple[str, str]]:
    """The two that merge or, of a company taken private, buyer and bought, where the sentence states it as done."""
    for pattern in (_PAIR, _OF, _PRIVATE):
        match = pattern.match(sentence)
        if match and not _FREE.search(match[0]):
            yield match["first"], match["second"]
