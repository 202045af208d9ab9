"""What can be a company's name: tests of words and phrases, and the runs of words in running text."""

import re
from functools import lru_cache

from sources.extraction.text.tables import either, words
from sources.extraction.text.text import fold

SUFFIXES = frozenset(fold(suffix) for suffix in words("names", "suffixes"))
STRONG = frozenset(words("names", "strong"))
WEAK = frozenset(words("names", "weak"))
DESCRIBING = STRONG | WEAK
"""Words for what a company is."""
CONNECTORS = frozenset(words("names", "connectors"))
APOSTROPHES = frozenset(words("names", "apostrophes"))
LONGEST = 7
"""Words of a name at most, unless the lead opens with it."""
_NEVER_LAST_SMALL = frozenset(words("names", "never_last_small"))
_NUMBERS = frozenset(("Two", "Three", "Four", "Five", "Seven"))
_BRANDS = frozenset(words("names", "brands"))
_GENERIC = frozenset(words("names", "generic"))
_DEMONYMS = frozenset(words("names", "demonyms"))
_ITSELF = frozenset(words("names", "itself"))
PLACES = frozenset(words("names", "places"))
_INNER = CONNECTORS - {"in", "on", "at", "to", "by"}
_PREPOSITIONS = frozenset(("on", "with", "in", "for", "of", "at", "by", "to", "from", "into", "over", "than"))
_FORM = re.compile(r",?\s(?:LLP|L\.L\.P\.|SE|NV|N\.V\.|S\.p\.A\.|SpA|PLLC|Oyj|ASA|KGaA|Cos\.?)$")
BOARD_OF = re.compile(
    r"^(?:the\s+)?(?:(?:supervisory|management|executive)\s+)?board(?:\s+of\s+(?:directors|trustees))?\s+(?:of|at)\s+"
    r"(?!(?:directors|trustees|advisors|advisers|governors|managers|education|elections)\b)",
    re.IGNORECASE,
)
"""Before a company: then its board acts."""
_STATE = re.compile(rf"(?<!\w)(?:{either(words('names', 'state'))})(?!\w)", re.IGNORECASE)
_NO_NAME = re.compile(
    rf"[$€£%]|^(?:pre-)?series\s[a-k]\d?$|^\d+$|^\d{{4}}\b|\b(?:{either(words('names', 'never_inside'))})\b"
    rf"|\b(?:{either(words('names', 'never_last'))})$|^(?:{either(words('names', 'never_alone'))})$",
    re.IGNORECASE,
)


def is_name(name: str, known: bool = False) -> bool:
    """Whether these words can be the name of one company; ``known``: the lead has them so, "Four Seasons" too."""
    tokens = name.split()
    if (
        not tokens
        or len(tokens) > LONGEST
        or not bare(name)
        or (len(fold(name)) < 2 and name.casefold() not in _BRANDS)
    ):
        return False
    if is_of_state(name) or name.casefold() in PLACES | _ITSELF | _DEMONYMS:
        return False
    if name.count("(") != name.count(")") or tokens[-1] in _NEVER_LAST_SMALL or is_called(tokens):
        return False
    first = tokens[0].lower().removesuffix("'s").strip(",")
    if len(tokens) == 1 and first in _GENERIC | STRONG | WEAK:
        return False
    common = first in _GENERIC - {"the", "new", "best", "daily", "top"}
    known = (known and len(tokens) > 1) or name.casefold() in _BRANDS or _is_numbered(tokens)
    return (known or not common) and not _NO_NAME.search(name)


def is_called(tokens: list[str]) -> bool:
    """Whether the words only say what somebody is: "The Denver-based company"."""
    small = bool(tokens) and tokens[0] == "The" and not any(token.endswith(",") for token in tokens)
    return small and tokens[-1].islower() and tokens[-1] in DESCRIBING | _GENERIC - CONNECTORS


def _is_numbered(tokens: list[str]) -> bool:
    """Whether a number word opens a name and counts nothing: "Two Rivers Bancorp"."""
    counts = tokens[0] in _NUMBERS and len(tokens) > 2 and all(t[0].isupper() for t in tokens)
    return counts and not tokens[-1].endswith("s")


def is_of_state(phrase: str) -> bool:
    """Whether the phrase names an office of state."""
    return bool(_STATE.search(phrase))


def is_word_of_name(token: str) -> bool:
    """Whether the word is written as names are: with a capital or digit, or with a dot inside."""
    token = token.strip("(,'\"")
    return bool(token) and (any(c.isupper() for c in token) or token[0].isdigit() or bool(re.search(r"\w\.\w", token)))


@lru_cache(maxsize=1024)
def bare(name: str) -> str:
    """The name folded, without legal suffixes: equal for two spellings of one company."""
    return " ".join(t for t in fold(name).split() if t not in SUFFIXES)


def as_sold(name: str) -> str:
    """The name without a legal form that its brand never has: "Hollis Grady LLP" is sold as Hollis Grady."""
    return _FORM.sub("", name) or name


def unowned(owner: str) -> str:
    """The name without the 's of an owner; brands that end so keep it."""
    return owner if owner.lower() in APOSTROPHES else re.sub(r"'s?$", "", owner.strip())


def first_run(tokens: list[str]) -> str:
    """The first run of capitalised words, joined with the small words within it, up to a comma or bracket."""
    start = next((i for i, token in enumerate(tokens) if is_word_of_name(token)), len(tokens))
    end = start
    while (
        end < len(tokens) and _runs_on(tokens, end) and (end == start or not tokens[end - 1].endswith((",", ";", ":")))
    ):
        end += 1
    run = " ".join(tokens[start:end])
    following = tokens[end] if end < len(tokens) else ""
    if run.endswith(",") and fold(following) in SUFFIXES and following[:1].isupper():
        run = f"{run} {following}"
    return run.strip(" ,;:").removesuffix("'s")


def last_run(tokens: list[str]) -> list[str]:
    """The run of capitalised words at the end; none where a preposition leads to it, as in "works on Norrvik"."""
    start = len(tokens)
    while start and (is_word_of_name(tokens[start - 1]) or _joins(tokens, start - 1)):
        start -= 1
    reached = start > 0 and tokens[start - 1].lower() in _PREPOSITIONS
    return [] if reached else tokens[start:]


def _runs_on(tokens: list[str], i: int) -> bool:
    if tokens[i].startswith("("):
        return False
    followed = i + 1 < len(tokens) and is_word_of_name(tokens[i + 1]) and not tokens[i + 1].startswith("(")
    return is_word_of_name(tokens[i]) or (tokens[i].lower() in _INNER and followed)


def _joins(tokens: list[str], i: int) -> bool:
    inner = tokens[i].lower() in _INNER - {"x", "and"}
    return inner and 0 < i < len(tokens) - 1 and is_word_of_name(tokens[i - 1])
