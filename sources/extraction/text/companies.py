"""Names of companies: which words of a phrase are the name as sold."""

import re
from dataclasses import dataclass

from sources.extraction.people.aligned import COMPOUND, aligned, connects
from sources.extraction.text import openings
from sources.extraction.text.clauses import until_verb
from sources.extraction.text.item import Item
from sources.extraction.text.names import (
    APOSTROPHES,
    BOARD_OF,
    CONNECTORS,
    PLACES,
    STRONG,
    SUFFIXES,
    WEAK,
    bare,
    is_called,
    is_name,
    is_of_state,
    is_word_of_name,
    last_run,
    unowned,
)
from sources.extraction.text.tables import either, words
from sources.extraction.text.text import fold

_ABBREVIATED = (
    r"(?<!\bInc)(?<!\bLtd)(?<!\bP(?:vt|te|ty))(?<!\bCorp)(?<!\bCo)(?<!\bSt)(?<!\b[A-Z])"
    r"(?<!\b(?:Mass|Conn|Tenn|Mich|Wash|Minn|Univ|Bros|Assn|Natl))(?<!\b(?:Calif|Manuf))"
)
_BREAK = re.compile(rf":\s|\s[–—-]\s|\s[|/]+\s|;\s|[?!]\s|{_ABBREVIATED}\.\s(?=[A-Z])")
_SUFFIX_TAIL = re.compile(rf",\s*((?:{either(words('names', 'suffixes'))})\b\.?(?:\s*[A-Z]\.)*)", re.IGNORECASE)
_DESCRIPTION = re.compile(
    rf"^.*\b(?i:{either(words('names', 'phrases'))}),?\s+"
    r"(?!(?i:of|in|and|to|that|which|who|with|for|based|focused)\b)(?=\S)"
)
_ADVERBIAL = re.compile(rf"^(?:{either(words('names', 'adverbs'))})\b.*,\s+", re.IGNORECASE)
_SINCE = re.compile(
    r"^(?:(?:[A-Za-z]+|\d+)\s){1,3}?(?:years?|months?|weeks?|days?|decades?)\s(?:after|on|since|later|into|from)\b[^,]{0,60},\s+"
)
"""Before a subject: "Three months after its seed, Norrvik"."""
_BOARD_TAIL = re.compile(
    r"(?:'s)?\s+(?:(?:supervisory |management |executive )?board(?: of (?:directors|trustees|governors))?"
    r"|trustees|regents|shareholders|directors|members)$",
    re.IGNORECASE,
)
_TEAM_TAIL = re.compile(
    r"'s\s+(?:[\w-]+\s+){0,3}(?:team|bench|ranks|roster|practice|office|leadership|division)$", re.IGNORECASE
)
_KIND = re.compile(rf"\b(?:{either(words('names', 'kinds'))})$", re.IGNORECASE)
_SINGULAR = r"(?:'s\b|\s(?:is|has|was)\b|\s?\([A-Z]{2,8}\)|,\s(?:an?|the)\b)"
_LAW_FIRM = re.compile(
    r"[A-Z][\w'-]+(?:, [A-Z][\w'-]+){1,4},? (?:&|and) [A-Z][\w'-]+(?:,? (?:P\.?C\.?|P\.?A\.?|P?LLC|LLP)(?!\w))?"
)
_MAKERS = frozenset(words("names", "makers"))
_HOUSES = frozenset(words("names", "houses"))
_APPOSED = re.compile(r"\s+([A-Z0-9][\w&'.-]*(?:\s[A-Z0-9&][\w&'.-]*){0,3}),?$")
_SAINTS = frozenset(("st", "saint", "ste", "santa", "san"))
"""Behind one of these an 's is part of the name: "St. Mary's Hospital"."""
_ARTICLES = frozenset(("la", "le", "de", "x", "e"))
_VERBS = frozenset(words("verbs", "other", "finite"))
_REPEATED, _UNSEEN, _EMPLOYER = 0.96, 0.86, 0.84
"""Certainty of a name that the lead repeats, that it never has, and that only the lead has."""


@dataclass(frozen=True, slots=True)
class Name:
    """A company's name as the text writes it, and how sure it is that these words and no others are it."""

    text: str
    certainty: float


def company(phrase: str, item: Item) -> Name | None:
    """The company that the phrase names, checked against the lead's opening; None where no name is sure enough."""
    part = _ADVERBIAL.sub("", _SINCE.sub("", _last_part(phrase, item)).replace('"', "").strip(" ,'*§"))
    if " | " in part:
        return Name(part, _REPEATED)
    part = BOARD_OF.sub("", _TEAM_TAIL.sub("", part))
    part = re.sub(r"^the\s+(?=[A-Z0-9])", "", _BOARD_TAIL.sub("", _DESCRIPTION.sub("", part)))
    if is_of_state(part) or is_called(part.split()):
        return None
    if known := aligned(part, item):
        return Name(*known)
    if _is_small_brand(part, item):
        return Name(part, _REPEATED)
    if whole := _whole(part, item):
        return Name(whole, _EMPLOYER)
    tokens, certainty = _undescribed(until_verb(_before_comma(part)).split())
    name = _trimmed(tokens, item)
    if (
        _is_kind(name, item)
        or _begins_with_verb(name)
        or not is_name(name, name in item.opening)
        or not any(map(is_word_of_name, name.split()))
        or tokens[0] in CONNECTORS - {"the"}
    ):
        return None
    return Name(name, _seen(name, certainty, item))


def _whole(part: str, item: Item) -> str | None:
    """The name with which the lead opens, where the words are its first and a small noun: "Ashford hospital"."""
    *begun, noun = part.split() or [""]
    if not begun or not noun.islower() or noun not in _HOUSES or not all(map(is_word_of_name, begun)):
        return None
    if not item.sentences:
        return part
    names = (name for name in openings.openings(item) if name.startswith(f"{begun[0]} "))
    return next((name for name in names if noun in name.lower().split()), None)


def _is_kind(name: str, item: Item) -> bool:
    """Whether the words name a kind of business that the lead calls otherwise: "hospitality group"."""
    if not item.sentences or not _KIND.search(name) or fold(name) in fold(item.opening):
        return False
    tokens = name.split()
    return not (len(tokens) > 2 and tokens[-1] == "Group" and all(t[0].isupper() for t in tokens))


def _is_small_brand(name: str, item: Item) -> bool:
    """Whether a title that has capitals opens with this small word, and the lead has it so, too: "zalvo"."""
    opens = name.islower() and " " not in name and item.cased and item.title.startswith(f"{name} ")
    return opens and bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", item.opening))


def _begins_with_verb(name: str) -> bool:
    """Whether the words begin as a clause without its subject does: "Eyes Long-Term", "Marks 30 Years"."""
    first, *others = name.casefold().split() or [""]
    return bool(others) and first in _VERBS


def _last_part(phrase: str, item: Item) -> str:
    """What stands behind the last break; before it, where that is only a board ("Norrvik AG: Supervisory Board").

    A bar between words that the lead has, too, is a part of the name: "Norrvik | Halden".
    """
    if " | " in phrase and phrase.strip() in item.opening:
        return phrase
    parts = _BREAK.split(phrase)
    return parts[-2] if len(parts) > 1 and _BOARD_TAIL.fullmatch(f" {parts[-1].strip()}") else parts[-1]


def organisation(owner: str, item: Item) -> Name | None:
    """The organisation of a role: the owner that the sentence names, or else the company that announces."""
    if owner:
        return company(unowned(owner), item)
    employer = openings.employer(item)
    return Name(employer, _EMPLOYER) if employer else None


def _before_comma(part: str) -> str:
    """The words before an apposition; a legal suffix behind a comma belongs to them."""
    if firm := _LAW_FIRM.match(part):
        return firm[0]
    head, comma, tail = part.partition(",")
    if comma and (apposed := _APPOSED.match(tail)) and head.split()[-1:] and _describes(head.split()[-1]):
        return apposed[1]
    if comma and (suffix := _SUFFIX_TAIL.match(comma + tail)):
        return f"{head}, {suffix[1]}"
    return head.strip()


def _describes(word: str) -> bool:
    """Whether the word, written small, says what the name behind its comma is: "Kenyan fintech, Norrvik,"."""
    return word.islower() and (word in STRONG or word in WEAK)


def _undescribed(tokens: list[str]) -> tuple[list[str], float]:
    """The words without an owner, a place or a kind of business before the name, and how sure the cut is."""
    cut = max((i + 1 for i in range(len(tokens) - 1) if _precedes_name(tokens, i)), default=0)
    kept = tokens[cut:]
    if any(t.islower() and t.isalpha() and t not in CONNECTORS | SUFFIXES for t in kept):
        return last_run(kept), 0.88
    return kept, 0.93 if cut else 0.97


def _precedes_name(tokens: list[str], i: int) -> bool:
    """Whether the word describes or owns what follows: "startup", "Oslo-based", "Ann Doe's"."""
    word = tokens[i].lower().strip(",")
    if fold(tokens[i + 1]) in SUFFIXES:
        return False
    strong = word in STRONG and (i > 0 or tokens[i].islower() or word in _MAKERS)
    weak = word in WEAK and tokens[i].islower()
    return strong or weak or bool(COMPOUND.search(word)) or _is_owner(tokens, i)


def _is_owner(tokens: list[str], i: int) -> bool:
    """Whether the word is the owner of what follows: "Coby Adcock's Scout AI"."""
    word = tokens[i].lower()
    if not word.endswith(("'s", "s'")) or word in APOSTROPHES or tokens[0].lower() == "the":
        return False
    if i and tokens[i - 1].lower().strip(".") in _SAINTS:
        return False
    return is_word_of_name(tokens[i + 1])


def _trimmed(tokens: list[str], item: Item) -> str:
    """The words without connectors at either end, an ending 's, or a second company after "and"."""
    while tokens and connects(tokens[0]) and tokens[0].lower() not in _ARTICLES and tokens[0] != "The":
        tokens = tokens[1:]
    while tokens and tokens[-1].lower() in CONNECTORS - {"x"}:
        tokens = tokens[:-1]
    name = _BOARD_TAIL.sub("", re.sub(r"\([^()]*\)", " ", " ".join(tokens)))
    name = _unplaced(_first_of_two(re.sub(r"\s+", " ", name).strip(" ,-–'"), item), item)
    return name if fold(name.split()[-1] if name else "") in SUFFIXES else re.sub(r"(?<=\w\w)\.$", "", name)


def _unplaced(name: str, item: Item) -> str:
    """The name without the place where it is, unless the lead has both as one: "Tarn Medical Center in Boston"."""
    whole, at, place = name.rpartition(" in ")
    placed = at and " " in whole and place.casefold() in PLACES and name not in item.opening
    return whole if placed else name


def _first_of_two(name: str, item: Item) -> str:
    """The first of two companies that act together; short names joined by "and" are one, and one that the lead has."""
    first, joint, second = name.partition(" and ")
    if not joint or min(len(first.split()), len(second.split())) < 2:
        return name
    one = rf"{re.escape(first)}\s+(?:and|&)\s+{re.escape(second)}{_SINGULAR}"
    return name if re.search(one, item.opening) else first


def _seen(name: str, certainty: float, item: Item) -> float:
    """The certainty, mended by the lead: a name it repeats is sure, one it never has is not."""
    if not item.sentences:
        return certainty
    lead = f" {fold(' '.join(item.sentences))} "
    return max(certainty, _REPEATED) if f" {bare(name)} " in lead and bare(name) else min(certainty, _UNSEEN)
