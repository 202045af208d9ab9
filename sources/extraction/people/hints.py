"""Titles that hint at an appointment which their lead may tell."""

import re

from sources.extraction.text.tables import pattern, words

_CLEAR = frozenset(words("verbs", "hire", "put")) - frozenset(words("verbs", "hire", "vague"))
_VERBS = (*_CLEAR, *(word for name in ("join", "passive", "noun") for word in words("verbs", "hire", name)))
_TEASES = (*words("roles", "vague", "words"), *words("roles", "vague", "teases"), *words("noise", "teases"))
_PHRASES = frozenset((*_VERBS, *_TEASES))
_HINT = pattern(_PHRASES)
_WORD = re.compile(r"\w+")
_FIRST = frozenset(_WORD.findall(phrase)[0] for phrase in _PHRASES) | {p.replace("-", "").split()[0] for p in _PHRASES}
"""Words that a hint may begin with: without one of them the pattern is not tried."""


def hints(title: str) -> bool:
    """Whether the title has a verb or noun of appointments, or words that leave the news to the lead."""
    starts = (word.start() for word in _WORD.finditer(title) if word[0].lower() in _FIRST)
    return any(_HINT.match(title, start) for start in starts)
