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
    text = files(__package__).joinpath("lexicon", f"{name}.toml").read_text("utf-8")
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
