"""The lexicon: word lists in ``lexicon/*.toml``, and the patterns made of them."""

import re
import tomllib
from collections.abc import Iterable
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
    """A pattern for any of the phrases, the longest first; a space matches spaces, and a hyphen matches either."""
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(p).replace(r"\ ", r"\s+").replace(r"\-", r"[-\s]?") for p in longest_first)


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words, in any case."""
    return re.compile(rf"(?<![\w-])(?:{either(phrases)})(?!\w)", re.IGNORECASE)


def anywhere(stems: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of these stems, wherever it stands: they share their beginnings, so that each is tried once."""
    tree: dict[str, Any] = {}
    for stem in stems:
        branch = tree
        for sign in stem:
            branch = branch.setdefault(sign, {})
        branch[""] = {}
    return re.compile(_grown(tree))


def _grown(tree: dict[str, Any]) -> str:
    if "" in tree:
        return ""
    branches = [re.escape(sign) + _grown(branch) for sign, branch in tree.items()]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
