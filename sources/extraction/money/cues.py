"""Words of finance: those that speak of a round, those that name one, and those that make it something else."""

import re
from functools import lru_cache

from sources.extraction.text.tables import either, pattern, words

SERIES = r"(?:pre-)?series[\s-]+[a-k]\d?"
CUE = re.compile(rf"(?<![\w-])(?:{either(words('rounds', 'cues', 'money'))}|{SERIES})(?!\w)", re.IGNORECASE)
STRONG = re.compile(rf"(?<![\w-])(?:{either(words('rounds', 'cues', 'strong'))}|{SERIES})(?!\w)", re.IGNORECASE)
BLOCKED = pattern(words("rounds", "cues", "blockers"))


@lru_cache(maxsize=8)
def has_cue(text: str) -> bool:
    """Whether the words speak of a round; asked several times of each title."""
    return bool(CUE.search(text))
