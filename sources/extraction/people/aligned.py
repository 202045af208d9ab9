"""The part of a phrase that is the name a lead opens with."""

import re

from sources.extraction.text import openings
from sources.extraction.text.clauses import until_verb
from sources.extraction.text.item import Item
from sources.extraction.text.names import CONNECTORS, LONGEST, PLACES, STRONG, WEAK, bare, is_word_of_name
from sources.extraction.text.tables import either, words
from sources.extraction.text.text import fold

COMPOUND = re.compile(rf"\w-(?:{either(words('names', 'compounds'))})$|\w-maker$", re.IGNORECASE)
"""A word before a name that describes it: "Oslo-based"."""


def aligned(phrase: str, item: Item) -> tuple[str, float] | None:
    """The name that a sentence of the lead opens with, as the phrase writes it, and how sure it is."""
    spelled = phrase.split()
    folded = [bare(t) for t in spelled]
    for opener in openings.openings(item):
        wanted = bare(opener).split()
        size = len(wanted)
        for i in range(len(spelled) - 1, -1, -1):
            j = _match(spelled, folded, i, wanted)
            if size and j is not None and (end := _extent(spelled, i, j)):
                if all(t.islower() and t.endswith("s") for t in spelled[i:end]):
                    continue
                i = _begun(spelled, i, item) if size > 1 else i
                return " ".join(spelled[i:end]).strip(" ,'"), 1.0 if end == j else 0.9
    return None


def _begun(spelled: list[str], i: int, item: Item) -> int:
    """Where the name at ``i`` begins: further left where the lead has the word before it, too, and it is a name's."""
    before = spelled[i - 1] if i == 1 else ""
    plain = before.lower().strip(",") in STRONG | WEAK | CONNECTORS | PLACES or before.endswith(("'s", "s'", ",", ":"))
    if not is_word_of_name(before) or plain or COMPOUND.search(before):
        return i
    return i - 1 if f" {fold(' '.join(spelled[i - 1 : i + 1]))} " in f" {fold(item.opening)} " else i


def _extent(spelled: list[str], i: int, j: int) -> int:
    """Where a name ends that the lead has in the words i to j; 0 where the words around it name something else."""
    if all(map(connects, spelled[j:])) or (i > 0 and COMPOUND.search(spelled[i - 1])):
        return j
    if (
        is_word_of_name(spelled[j])
        and not spelled[j - 1].endswith(",")
        and until_verb(" ".join(spelled[i : j + 1])) != " ".join(spelled[i:j])
    ):
        return 0
    if i > 0 and not spelled[i - 1].endswith(":") and not COMPOUND.search(spelled[i - 1]):
        return 0
    if spelled[j].lower() in CONNECTORS and not spelled[j - 1].endswith(","):
        plain = any(t.islower() and t.isalpha() and not connects(t) for t in spelled[j:])
        return 0 if plain or len(spelled) > 2 * LONGEST else len(spelled)
    return 0 if any(t.lower().strip(",") in STRONG for t in spelled[j:]) and not spelled[j - 1].endswith(",") else j


def _match(spelled: list[str], folded: list[str], i: int, wanted: list[str]) -> int | None:
    """Where the wanted words end in the folded ones, if they begin at ``i``; words that fold to nothing are passed."""
    have: list[str] = []
    for j in range(i, len(folded)):
        have += folded[j].split()
        if have == wanted:
            while j + 1 < len(folded) and folded[j + 1] == "" and spelled[j + 1][0].isalpha():
                j += 1
            return j + 1
        if have != wanted[: len(have)]:
            return None
    return None


def connects(token: str) -> bool:
    """Whether the word joins others; written in capitals it is a name's own."""
    return token.lower() in CONNECTORS and not (token.isupper() and len(token) > 1)
