"""The common words: what the leads of the press releases often write small, and what the lexicon knows."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from training.examples import press_releases

OFTEN, SMALL = 8, 0.15
"""Leads in which a word must stand small, and how often against those that write it with a capital."""
_WORD = re.compile(r"[^\W\d_]+(?:['’&.-][^\W\d_]+)*")
_NAMES = frozenset(("places", "apostrophes", "crowns", "signs", "codes", "exchanges", "wires", "labels"))
"""Lists of the lexicon that hold names and signs."""


def common() -> list[str]:
    """The words that are no names, in order."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for release in press_releases():
        for word in {_plain(word) for word in _WORD.findall(release["lead"])}:
            (small if word.islower() else large)[word.lower()] += 1
    often = {word for word, count in small.items() if count >= OFTEN and count >= SMALL * large[word]}
    return sorted({word for word in often if len(word) < 20} | set(_of_lexicon()))


def _of_lexicon() -> Iterator[str]:
    for path in sorted(files("sources.extraction").joinpath("lexicon").iterdir(), key=str):
        for phrase in _strings(tomllib.loads(path.read_text("utf-8"))):
            yield from (_plain(word).lower() for word in _WORD.findall(phrase))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, held in value.items():
            if key not in _NAMES:
                yield from (key, *_strings(held))
    elif isinstance(value, list):
        for held in value:
            yield from _strings(held)


def _plain(word: str) -> str:
    return word.replace("’", "'").removesuffix("'s")
