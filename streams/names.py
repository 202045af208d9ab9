"""Company names as keys: two spellings of one company's name have one key.

A key is the name without case, accents, punctuation, spaces, legal form, leading "the", registry tags ("/DE/"),
stock tickers and trademark signs: only what does not tell companies apart is left out. "Group" and "Holdings", which
may, are left out of `CompanyName.loose` alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from streams.legal_forms import without_legal_form, without_written_on
from streams.spelling import implied_spellings, main_and_other_name, without_note
from streams.word_lists import sections, word_set
from streams.words import Words, words

MAX_LENGTH = 300
"""Characters; a longer text is no company's name and has no key."""

_HOLLOW = word_set("name_words.txt", "hollow")
_COMMON = word_set("name_words.txt", "common")
_GROUP = word_set("name_words.txt", "group")
_GROUP_IN_FRONT = word_set("name_words.txt", "group in front")
_ALIKE = {word: line.split()[0] for line in sections("name_words.txt")["alike"] for word in line.split()[1:]}
_SAME_WORD = {
    "holdings": "holding",
    "hldg": "holding",
    "hldgs": "holding",
    "grp": "group",
    "intl": "international",
    "natl": "national",
    "mfg": "manufacturing",
    "svcs": "services",
    "bros": "brothers",
    "centre": "center",
}


@dataclass(frozen=True, slots=True)
class CompanyName:
    """What a text says of a company's name."""

    words: Words
    """The words that tell it apart; empty if there are none."""
    legal: bool
    """Whether a legal form stood with it: then it is a company and no word of prose."""
    key: str
    """The words as one; empty if there are none."""
    loose: str
    """The key without "Group", "Holdings" and the like; equal to `key` if there was none of them."""

    @property
    def hollow(self) -> bool:
        """Whether it has only one or two words, and those half of all companies use: it names nobody."""
        return not self.legal and len(self.words) < 3 and all(word in _HOLLOW for word in self.words)

    @property
    def weak(self) -> bool:
        """Whether prose could mean something else by it."""
        return not self.legal and is_weak(self.key)


def is_weak(key: str) -> bool:
    """Whether a key is a common English word, an acronym of up to three letters, or a bare number."""
    return key in _COMMON or key in _HOLLOW or len(key) <= 3 or key.isdigit()


@dataclass(frozen=True, slots=True)
class NameReading:
    """The names that one text gives of one company. Keys in it may be empty."""

    written: CompanyName
    """The name as written."""
    stated: CompanyName
    """The second name that the text states ("formerly", "doing business as")."""
    implied: tuple[CompanyName, ...]
    """The first as others spell it: umlauts written out, initials in front, a side note in brackets left out,
    "Tech" for "Technologies"."""


def read_name(text: str) -> NameReading:
    """Reads any text. One without letters or above MAX_LENGTH gives empty keys."""
    if len(text) > MAX_LENGTH:
        return NameReading(_NOBODY, _NOBODY, ())
    first, second = main_and_other_name(text)
    written = _read(first)
    implied = (*map(_read, implied_spellings(first)), *_alike(written))
    return NameReading(written, _read(second) if second else _NOBODY, implied)


def name_key(text: str) -> str:
    """The key of the name as written. The key of a key is itself."""
    return read_name(text).written.key


_NOBODY = CompanyName((), False, "", "")


@lru_cache(maxsize=4096)
def _read(name: str) -> CompanyName:
    spelled = _without_article(words(without_note(name)))
    parts = without_legal_form(spelled)
    legal = len(parts) < len(spelled)
    if len(parts) > 1:
        parts = tuple(_SAME_WORD.get(word, word) for word in parts)
    key = _key(parts)
    return CompanyName(parts, legal or key != "".join(parts), key, _key(without_group(parts)))


def _alike(name: CompanyName) -> Iterator[CompanyName]:
    """The name with its closing descriptors in one form: "Norrvik Technologies" is Norrvik Tech."""
    if not _ALIKE.keys().isdisjoint(name.words[1:]):
        parts = (name.words[0], *(_ALIKE.get(word, word) for word in name.words[1:]))
        yield CompanyName(parts, name.legal, _key(parts), _key(without_group(parts)))


def _key(parts: Words) -> str:
    key = "".join(parts)
    if key.isalnum():
        return key if key.isascii() else without_written_on(key)
    return without_written_on(key) if any(map(str.isalnum, key)) else ""


def _without_article(parts: Words) -> Words:
    if len(parts) > 1 and parts[0] == "the":
        parts = parts[1:]
    return parts[:-1] if len(parts) > 1 and parts[-1] == "the" else parts


def without_group(parts: Words) -> Words:
    """The words without "Group", "Holdings" and the like at their ends."""
    while len(parts) > 1 and parts[-1] in _GROUP:
        parts = parts[:-1]
    return parts[1:] if len(parts) > 1 and parts[0] in _GROUP_IN_FRONT else parts
