"""Names of funding rounds."""

import re

from .tables import either, pattern, table, words

_PRE_SEED = either(words("rounds", "seed", "pre_seed"))
_SEED = either(words("rounds", "seed", "seed"))
_NOT_SEED = either(words("rounds", "seed", "not_seed"))
_LETTERED = re.compile(
    rf"\bseries[\s-]+(?P<letter>[a-k])(?:[-\s]?[1-9]\b|\+|\b)(?!')|\b(?P<pre>{_PRE_SEED})\b|\b(?P<seed>{_SEED})\b(?![\s-](?:{_NOT_SEED}|and)\b)",
    re.IGNORECASE,
)
_PAST = re.compile(rf"\b(?:{either(words('rounds', 'past', 'words'))})\W+(?:\S+\W+){{0,3}}$", re.IGNORECASE)
_EQUITY = re.compile(r"\b(?:equity|shares)\b", re.IGNORECASE)
_LETTERS = {"a": "series_a", "b": "series_b", "c": "series_c"}
_OTHERS = [(entry["name"], pattern(entry["words"])) for entry in table("rounds")["round"]]


def lettered(text: str) -> str | None:
    """The first letter or seed that the text gives to this round, not to one before it."""
    for match in _LETTERED.finditer(text):
        if _PAST.search(text[max(0, match.start() - 50) : match.start()]):
            continue
        if match["letter"]:
            return _LETTERS.get(match["letter"].lower(), "series_d_plus")
        return "pre_seed" if match["pre"] else "seed"
    return None


def other(text: str) -> str | None:
    """The kind of money that the text names, where it is neither a letter nor a seed."""
    return next((name for name, named in _OTHERS if named.search(text)), None)


def round_of(title: str, sentence: str) -> str:
    """The round of an event that the title and one sentence of the lead state.

    A letter or seed in either wins, and equity in the title over debt in the lead.
    """
    named = lettered(title) or lettered(sentence) or other(title)
    borrowed_too = named is None and other(sentence) == "debt" and _EQUITY.search(title)
    return named or (None if borrowed_too else other(sentence)) or "venture_unspecified"
