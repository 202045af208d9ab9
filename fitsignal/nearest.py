"""The nearest of the words that would have been right."""

from collections.abc import Iterable

_LEAST = 65.0
_LISTED = 16


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one is most likely a slip of; None where none is near."""
    from rapidfuzz import fuzz, process

    folded = {_fold(name): name for name in sorted(known, reverse=True)}
    found = process.extractOne(_fold(word), list(folded), scorer=fuzz.ratio, score_cutoff=_LEAST)
    return folded[found[0]] if found else None


def hint(word: str, known: Iterable[str]) -> str:
    """What a sentence says after the word that is wrong: the words that are known, and the nearest of them."""
    names = list(known)
    if not names:
        return "expected no such key"
    near = nearest(word, names)
    return f"expected one of {listed(names)}" + (f"; did you mean `{near}`?" if near else "")


def listed(names: Iterable[str]) -> str:
    """Names for a sentence, the first of them where they are many."""
    all_names = list(names)
    more = f" and {len(all_names) - _LISTED} more" if len(all_names) > _LISTED else ""
    return ", ".join(all_names[:_LISTED]) + more


def _fold(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")
