"""Short forms: the beginning of a name that stands for all of it ("Norrvik" for "Norrvik Diagnostics"), and initials.

A beginning is believed where one account alone begins so and only descriptors follow ("Diagnostics", "Labs AI"), and
where it is no word of prose: "Flash" in a headline is some other Flash.
"""

from functools import lru_cache

from streams.names import CompanyName, is_weak
from streams.word_lists import word_set
from streams.words import Words

MOST_WORDS = 2
"""Words of the longest beginning that is indexed; longer ones are rarely short for anything."""
ACRONYM = range(3, 6)
"""Letters of an acronym."""
_ARTICLES = frozenset({"and", "of", "the", "for", "de", "la", "in", "y", "et", "und"})


@lru_cache(maxsize=1)
def _descriptors() -> frozenset[str]:
    return word_set("name_words.txt", "descriptors") | word_set("name_words.txt", "group")


@lru_cache(maxsize=1)
def _prose() -> frozenset[str]:
    named = word_set("name_words.txt", "proper") | word_set("name_words.txt", "common")
    return named | word_set("ordinary_words.txt", "ordinary")


def is_in_prose(word: str) -> bool:
    """Whether prose uses the word, folded, for other things than one company: as a word, a given name, a place."""
    return any(form in _prose() for form in (word, word.removesuffix("s"), word.replace("our", "or")))


def beginnings(words: Words) -> tuple[str, ...]:
    """The keys of the first words of a name that has more words than those."""
    return tuple("".join(words[:count]) for count in range(1, min(MOST_WORDS, len(words) - 1) + 1))


def acronym(words: Words) -> str:
    """The initials of a name of three words or more, without "of" and "and"; empty where they are no acronym."""
    if len(words) < ACRONYM.start:
        return ""
    telling = [word for word in words if word not in _ARTICLES]
    letters = "".join(word[0] for word in telling)
    return letters if len(letters) in ACRONYM and letters.isalpha() else ""


def rest_of(words: Words, key: str) -> Words:
    """The words of a name behind the beginning with this key; empty if it does not begin so, or there are none."""
    found = (words[count:] for count in range(1, len(words)) if "".join(words[:count]) == key)
    return next(found, ())


def is_described(rest: Words) -> bool:
    """Whether the words only describe what was named before them."""
    return bool(rest) and all(word in _descriptors() for word in rest)


def is_telling(name: CompanyName) -> bool:
    """Whether the name can stand alone in prose for the one company that is called so."""
    if is_weak(name.key) or is_in_prose(name.key):
        return False
    return any(not is_weak(word) and not is_in_prose(word) for word in name.words)


def is_acronym(text: str) -> bool:
    """Whether the text as written is capital letters alone."""
    return len(text) in ACRONYM and text.isascii() and text.isalpha() and text.isupper()


def is_rare(letters: str, known: int) -> bool:
    """Whether that many known acronyms leave little room for one of nobody's to be among them by chance: under 2 %."""
    possible: int = 26 ** len(letters)
    return known * 50 < possible
