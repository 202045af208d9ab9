"""Of whom a flag is told: the company in the words before a statement."""

import re

from sources.extraction.text import companies
from sources.extraction.text.clauses import until_verb
from sources.extraction.text.companies import Name
from sources.extraction.text.item import Item
from sources.extraction.text.tables import either, words

_HELPERS = re.compile(rf"[\s,]+(?:{either(words('flags', 'before', 'done'))})$", re.IGNORECASE)
_OTHERS = re.compile(rf"\b(?:{either(words('flags', 'subjects', 'others'))})$", re.IGNORECASE)
_OTHERS_OF = re.compile(rf"^(?:(?:the|a|an)\s+)?(?:{either(words('flags', 'subjects', 'others_of'))})\b", re.IGNORECASE)
_OWNED = re.compile(r"\w's\s+\S")
_LAST = re.compile(
    r"\b(?:as|and|after|while|amid|that|because|when|of|by|with|for|in|from|at|or|than|its|their|the)$", re.I
)
DECIDED = either(words("flags", "before", "decided"))
"""What stands before the plain form of a verb where it is decided."""


def subject(before: str, item: Item) -> Name | None:
    """The company that acts; None where it is a part, an owner or a partner of the one named."""
    phrase = before.strip(" ,")
    while (shorter := _HELPERS.sub("", phrase).strip(" ,")) != phrase:
        phrase = shorter
    bare = phrase.split(",")[0].strip()
    if not bare or _LAST.search(bare) or any(map(_is_other, (phrase, bare))):
        return None
    return companies.company(until_verb(phrase), item)


def _is_other(phrase: str) -> bool:
    return bool(_OTHERS.search(phrase) or _OTHERS_OF.match(phrase) or _OWNED.search(phrase))
