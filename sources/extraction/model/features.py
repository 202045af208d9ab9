"""What the model sees of a title and its lead: words and their neighbours, names masked."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from zlib import crc32

from sources.extraction.text.item import Item

SIZE = 1 << 16
"""Rows of the table of weights; a feature's row is its checksum modulo this."""
_TITLE, _LEAD = 40, 32
"""Words of title and lead that are seen."""
_TOKEN = re.compile(
    r"[$€£¥₹₩]\s?\d[\d.,]*(?:\s?(?:k|m|mn|mln|bn|b|million|billion|crore|lakh)\b)?|\d[\d.,]*%?|§"
    r"|[^\W\d_]+(?:['’&.-][^\W\d_]+)*|[;:?!|,]|\s[–—-]\s",
    re.IGNORECASE,
)
_NAME, _SUM, _NUMBER = "·X", "·$", "·0"


def rows(item: Item) -> list[int]:
    """The rows of the weights that the item's features have, each once, in order."""
    return sorted({crc32(feature.encode()) % SIZE for feature in features(item)})


def features(item: Item) -> list[str]:
    """The features: words, pairs and triples of the title; words and pairs of the lead's first sentence."""
    title = masked(item.marked, _TITLE)
    lead = masked(item.sentences[0], _LEAD) if item.sentences else ["·none"]
    return [
        *_ngrams("t:", ["^", *title, "$"], 3),
        *[f"p:{word[:5]}" for word in title if len(word) > 5],
        *[f"h{place}:{word}" for place, word in enumerate(title[:4])],
        *_ngrams("l:", ["^", *lead], 2),
        "cased" if item.cased else "uncased",
    ]


def masked(text: str, most: int) -> list[str]:
    """The text's words, folded: what is no common word is a name, sums and numbers lose their digits.

    Grammar is learned so and not who is who; a run of names is one.
    """
    seen: list[str] = []
    for match in _TOKEN.finditer(text):
        word = _mask(match[0])
        if word and not (word == _NAME and seen and seen[-1] == _NAME):
            seen.append(word)
            if len(seen) == most:
                break
    return seen


@lru_cache(maxsize=1 << 15)
def _mask(token: str) -> str:
    first = token[0]
    if first in "$€£¥₹₩":
        return _SUM
    if first.isdigit():
        return _NUMBER
    folded = token.strip().casefold().replace("’", "'").removesuffix("'s")
    if not folded[:1].isalpha():
        return folded
    return folded if folded in common() else _NAME


@cache
def common() -> frozenset[str]:
    """The words that are no names: those that leads of the training data often write small."""
    return frozenset(files(__package__).joinpath("words.txt").read_text("utf-8").split())


def _ngrams(prefix: str, words: list[str], longest: int) -> list[str]:
    """Every run of up to so many words, behind the prefix."""
    runs = found = [prefix + word for word in words]
    for size in range(1, longest):
        runs = [f"{run} {word}" for run, word in zip(runs, words[size:], strict=False)]
        found = found + runs
    return found
