"""The name that a lead opens with: who announces."""

import re
from functools import lru_cache

from sources.extraction.people import people
from sources.extraction.text.item import Item
from sources.extraction.text.names import BOARD_OF, PLACES, STRONG, WEAK, first_run, is_name, is_word_of_name
from sources.extraction.text.tables import either, words

_ADVERBIAL = re.compile(
    r"^(?:(?:Today|Recently|On|In|At|After|Following|As|Days|Weeks|Months|Years|Hours)\b[^,]{0,80},\s+)?"
    r"(?:[Tt]he\s+(?=[a-z]))?"
)
_BASED = re.compile(r"^(?:(?!,\s(?:an?|the|one)\s).){2,60}?-(?:based|headquartered|backed)\s+")
_FOLLOWS = re.compile(rf"\s*(?:,|\(|\s(?:{either(words('names', 'announcing'))})\b)")
_SMALL_BRAND = re.compile(r"[a-z][a-z0-9.-]{2,}(?=,\s(?:an?|the)\s)")
"""A name written small, with what describes it: "zalvo, a maker of"."""
_GENERIC = frozenset(words("names", "generic")) | STRONG | WEAK
_MAKERS = frozenset(words("names", "makers"))
_TRADE = 15
"""Signs that the word for a trade may have before a name."""
_READ = 24
"""Words of a sentence in which its name is sought."""


def opening(sentence: str) -> str | None:
    """The name that the sentence opens with: "Norrvik, an Oslo-based ...", "London-based lab Norrvik has ..."."""
    sentence = _ADVERBIAL.sub("", BOARD_OF.sub("", sentence))
    based = _BASED.match(sentence)
    rest = sentence[based.end() :] if based else sentence
    tokens = rest.split()[:_READ]
    if brand := _SMALL_BRAND.match(rest):
        return brand[0] if brand[0] not in _GENERIC else None
    run = _unowned(first_run(tokens))
    run = _unmade(run, rest)
    if run and (run in rest[: len(run) + _TRADE] or (based and not is_word_of_name(tokens[0]))):
        return run
    first = tokens[0].strip(",") if tokens else ""
    small = re.match(r"[\w.-]{3,}$", first) and first.lower() not in _GENERIC
    return first if small and _FOLLOWS.match(rest[len(first) :]) else None


def _unowned(run: str) -> str:
    """The run without the place it is of: "Accra's Norrvik"."""
    owner, _, name = run.partition("'s ")
    return name if name[:1].isupper() and owner.casefold() in PLACES else run


def _unmade(run: str, rest: str) -> str:
    """The run without the word for its trade, where the sentence goes on with a verb: "Airline Norrvik has"."""
    first, _, name = run.partition(" ")
    plain = name[:1].isupper() and first.lower() in _MAKERS and not rest[len(run) :].startswith((",", " ("))
    return name if plain else run


@lru_cache(maxsize=4)
def openings(item: Item) -> tuple[str, ...]:
    """The names that the first sentences of the lead open with; of two long ones in a row, the first."""
    found = [name for sentence in item.sentences[:3] if (name := opening(sentence))]
    shorter = (name if is_name(name) else name.partition(" and ")[0] for name in found)
    return tuple(name for name in shorter if is_name(name))


def employer(item: Item) -> str | None:
    """The organisation that announces: the first name that opens the lead and is no person's."""
    return next((name for name in openings(item) if not people.looks_like_person(name)), None)
