"""What a sum stands for: whether the words around it name another thing than money taken."""

import re
from collections.abc import Iterator

from sources.extraction.money import money
from sources.extraction.money.cues import BLOCKED, CUE
from sources.extraction.text.tables import words

_STOP = (
    r"(?:from|by|in|for|of|to|with|led|co-led|at|and|as|via|through|on|after|amid|backed|alongside|across|ahead|while)"
)
_BEHIND = re.compile(rf"[\s+)]+(?P<noun>(?:(?!{_STOP}\b)[\w'&/-]+(?:\s+|$|(?=\W))){{1,5}})", re.IGNORECASE)
_LOOSE = re.compile(r"^(?:more|today|now|total|new|extra|again|plus|so|usd|us|just|this)\b", re.IGNORECASE)
_OF_OTHER = re.compile(r"[\s+)]+(?:in|at|of)\s+(?![^,]*valuation)(?P<noun>[^,;.]{2,40})", re.IGNORECASE)
_BEFORE_SUM = frozenset(words("rounds", "cues", "before_sum"))


def is_of_other(core: str) -> bool:
    """Whether the words right behind a sum say that it is another's: "$103 Million Loan Sale"."""
    return any(BLOCKED.search(noun) for noun in nouns_behind(core))


def nouns_behind(core: str) -> Iterator[str]:
    """The nouns that stand right behind each sum."""
    for found in money.sums(core):
        if match := _BEHIND.match(core, found.end):
            yield match["noun"]


def measures(core: str) -> bool:
    """Whether the sum only measures another thing: "Rs 450 crore road project", "$12m in unpaid tolls"."""
    behind = (_OF_OTHER.match(core, found.end) for found in money.sums(core))
    others = (match["noun"] for match in behind if match)
    return any(not CUE.search(noun) and not _LOOSE.match(noun) for noun in (*nouns_behind(core), *others))


def raises_other(core: str) -> bool:
    """Whether another thing is raised, to the sum: "raises offer for Quillmar to $3 billion"."""
    first = next(iter(money.sums(core)), None)
    words_before = core[: first.start].lower().split() if first else []
    return not CUE.search(" ".join(words_before)) and any(
        word.strip("'\"(~") not in _BEFORE_SUM for word in words_before
    )
