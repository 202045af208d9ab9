"""Stories: when two headlines are one story that several outlets print, though what was read from them differs. Pure.

Outlets add their names, cut ends, or swap a word. What differs may be a slip of reading, unless it is just that which
differs in the headlines: another person, another sum, another letter of a round.
"""

import re
from functools import lru_cache
from typing import Any

from streams.words import words

KINDS = frozenset(
    {
        "funding_round",
        "leadership_hire",
        "leadership_departure",
        "board_appointment",
        "acquisition",
        "public_offering",
        "fund_close",
    }
)
"""Kinds that the press tells; of others a headline is that of a page, and says nothing."""
ALIKE = 0.7
"""Share of the words of two headlines that both have, from which on they are one story."""
LEAST = 4
"""Words; a shorter headline says too little to be known again."""
MOST = 300
"""Characters of a headline that are looked at."""
_OUTLET = re.compile(r"\s+(?:[|•·–—]|-{1,2})\s+[^|•·–—]{2,40}$")


def same_story(one: str | None, other: str | None, *told: tuple[Any, ...]) -> bool:
    """Whether two headlines are the same story. `told`: what was read from them, folded.

    Symmetric, so that triggers depend on which signals there are and not on their order.
    """
    left, right = _words(one), _words(other)
    if min(len(left), len(right)) < LEAST or len(left & right) < ALIKE * len(left | right):
        return False
    differing = left ^ right
    return not any(any(map(str.isdigit, word)) for word in differing) and differing.isdisjoint(_said(told))


@lru_cache(maxsize=4096)
def _words(title: str | None) -> frozenset[str]:
    """The words of a headline without the outlet that closes it."""
    return frozenset(words(_OUTLET.sub("", (title or "")[:MOST])))


def _said(told: tuple[tuple[Any, ...], ...]) -> set[str]:
    return {
        word for gist in told for value in gist if isinstance(value, str) for word in words(value.replace("_", " "))
    }
