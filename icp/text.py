"""Folding text, so that two spellings of the same word compare equal."""

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def fold_text(text: str) -> str:
    """Lower case, no accents, `&` as "and", every run of other signs as one space: "Émile & Co." is "emile and co"."""
    plain = text.casefold().replace("&", " and ")
    if not plain.isascii():
        plain = _without_accents(plain)
    return _NOT_WORD.sub(" ", plain).strip()


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """Letters and digits only, lower case: "Number of Employees" and "number_of_employees" are one word."""
    return fold_text(text.replace("&", " ")).replace(" ", "")


def has_phrase(text: str, phrase: str) -> bool:
    """Whether the folded `phrase` stands in the folded `text` as whole words. An empty phrase stands nowhere."""
    return bool(phrase) and f" {phrase} " in f" {text} "
