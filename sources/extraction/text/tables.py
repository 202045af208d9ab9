"""The lexicon: word lists in ``lexicon/*.toml``, and the patterns made of them."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The parsed file ``lexicon/NAME.toml``."""
    text = files("sources.extraction").joinpath("lexicon", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def words(name: str, *path: str) -> tuple[str, ...]:
    """A list of the lexicon, as ``words("verbs", "hire", "put")``."""
    value: Any = table(name)
    for key in path:
        value = value[key]
    return tuple(value)


def either(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first; a space matches spaces, and a hyphen matches either.

    Phrases share their beginnings, so that each is tried once: a list of a hundred costs little more than one of ten.
    """
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(_branches(_tree(map(_signs, longest_first))))


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words, in any case."""
    return re.compile(rf"(?<![\w-])(?:{either(phrases)})(?!\w)", re.IGNORECASE)


def anywhere(stems: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of these stems, wherever it stands, and for nothing where there is none; which of several it
    is, it does not say."""
    shortest_first = sorted(set(stems), key=len)
    kept = (stem for i, stem in enumerate(shortest_first) if not stem.startswith(tuple(shortest_first[:i])))
    return re.compile("|".join(_branches(_tree(map(re.escape, stem) for stem in kept))) or "(?!)")


def _signs(phrase: str) -> Iterator[str]:
    """The phrase as one pattern a sign."""
    spread = {" ": r"\s+", "-": r"[-\s]?"}
    return (spread.get(sign) or re.escape(sign) for sign in phrase)


def _tree(phrases: Iterable[Iterable[str]]) -> dict[str, Any]:
    """The phrases as branches; an empty key is an end."""
    tree: dict[str, Any] = {}
    for phrase in phrases:
        branch = tree
        for sign in phrase:
            branch = branch.setdefault(sign, {})
        branch[""] = {}
    return tree


def _branches(tree: dict[str, Any]) -> list[str]:
    return [sign + _grown(branch) for sign, branch in tree.items() if sign]


def _grown(branch: dict[str, Any]) -> str:
    """What follows a sign: as long as it goes, and nothing where a phrase ends there."""
    further = _branches(branch)
    if len(further) == 1 and "" not in branch:
        return further[0]
    return f"(?:{'|'.join(further)}){'?' if '' in branch else ''}" if further else ""
