"""Clauses of a headline: who does what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from sources.extraction.text.tables import either, words

_FINITE = either(words("verbs", "other", "finite"))
_COORDINATED = re.compile(
    rf"^(?P<subject>.+?)[\s,]+(?:{_FINITE})\b.*(?:[,&;]|\b(?:and|as it|as|then))\s*$", re.IGNORECASE
)
_FIRST_CLAUSE = re.compile(
    r"^(?P<subject>[A-Z0-9][\w&'.-]*(?:\s[A-Z0-9&][\w&'.-]*){0,4})\s[a-z]{3,}s\s[a-z$€£\d].*(?:[,&;]|\band)\s*$"
)
"""The same behind a verb of no list, where the title writes small what is no name."""
_HELPERS = re.compile(rf"(?:(?:^|[\s,]+)(?:{either(words('clauses', 'helpers'))}))+$", re.IGNORECASE)
_PERFECT = re.compile(r"\b(?:has|have|had)(?:\s+(?:also|now|just|recently|today|already|officially))?$", re.IGNORECASE)
_HELPER_ENDS = frozenset(helper.split()[-1] for helper in words("clauses", "helpers"))
_UNREAL_LAST = frozenset(words("clauses", "unreal_before"))
"""Phrases of a word or two."""
_UNREAL_FIRST = re.compile(rf"(?:{either(words('clauses', 'unreal_first'))})\b", re.IGNORECASE)
_TAIL = 40
"""Characters before a verb that can hold what makes it unreal."""
_MAIN_VERB = re.compile(rf"(?<=\S)\s+(?:{_FINITE})(?![\w-])", re.IGNORECASE)
_JOINTS = (",", "&", ";", "and", "as it", "as", "then")
_ABBREVIATED = (
    r"(?<!\b[A-Z])(?<!\b[DMJS][rs])(?<!\b(?:Mrs|Inc|Ltd|Pvt|Pte|Pty))(?<!\b(?:Corp|Prof))(?<!\bCo)"
    r"(?<!\b(?:Mass|Conn|Tenn|Mich|Wash|Minn|Univ|Bros|Assn|Natl))(?<!\b(?:Calif|Manuf))"
)
_END = re.compile(rf";\s|(?<!VP)(?<!resident)\s[–—]\s|\s\|\s|{_ABBREVIATED}\.\s(?=[A-Z])|\?|\s-\s")
_RELATIVE = re.compile(r",?\s+(?:which|who|that)$")
_TOKEN = re.compile(r"[\w'&-]+")
_UNLISTED = re.compile(
    r"^(?P<subject>(?:[^$€£₹]{0,120}?\s)?[(\"']?[A-Z0-9][\w.&'-]*\)?)\s+(?P<verb>[a-z]{3,12}(?:s|ed))\b(?:\s(?:up|off|down|out)\b)?"
    r"(?P<rest>\s.*)$"
)
_NO_DEED = frozenset(words("money_verbs", "funding", "others"))
_MOST = 12
"""Verbs of one sentence that are tried: no headline has more, so hostile text costs no more."""
_REACH = 300
"""Characters before a verb in which its subject is sought."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb with what stands before it and behind it, and its place in the sentence."""

    subject: str
    verb: str
    rest: str
    at: int
    perfect: bool = False
    """Whether "has" or "have" stands right before the verb: then its subject acts, as "has named" tells."""


def clauses(sentence: str, verbs: tuple[str, ...]) -> Iterator[Clause]:
    """Each clause with one of the verbs that states something done: no wish, plan, question or condition."""
    for verb, start, end in islice(_verbs(sentence, verbs), _MOST):
        raw = sentence[max(0, start - _REACH) : start].rstrip()
        before = _without_helpers(raw)
        subject = _subject(before.strip()).strip(" ,")
        if not subject or is_unreal(before.strip(" ,")) or is_unreal(subject):
            continue
        rest = sentence[end:]
        stop = _END.search(rest)
        yield Clause(subject, verb, rest[: stop.start()] if stop else rest, start, bool(_PERFECT.search(raw[-_TAIL:])))


def unlisted(sentence: str) -> Clause | None:
    """The clause of whatever verb follows the first name, where it is none that leaves the thing undone."""
    found = _UNLISTED.match(sentence)
    if not found or not _NO_DEED.isdisjoint(_forms(found["verb"])) or is_unreal(found["subject"]):
        return None
    return Clause(found["subject"], found["verb"], found["rest"], found.start("verb"))


def _forms(verb: str) -> tuple[str, str, str]:
    """The verb, and its forms in -s where it is one in -ed: "joined" is "joins"."""
    return verb, f"{verb.removesuffix('ed')}s", f"{verb.removesuffix('d')}s"


def is_unreal(before: str) -> bool:
    """Whether what stands before a verb makes it a wish, a plan, a question or a condition."""
    return _ends_unreal(before) or bool(_UNREAL_FIRST.match(before))


def _ends_unreal(before: str) -> bool:
    tail = before[-_TAIL:].lower().split()
    return bool(tail) and (tail[-1] in _UNREAL_LAST or " ".join(tail[-2:]) in _UNREAL_LAST)


def until_verb(phrase: str) -> str:
    """The phrase up to its first main verb: "Norrvik Expands Platform With" is "Norrvik"."""
    cut = _MAIN_VERB.search(phrase)
    return phrase[: cut.start()] if cut else phrase


def _without_helpers(before: str) -> str:
    """What stands before a verb, without "has", "today" and their like at its end; most verbs have none."""
    last = before[before.rfind(" ") + 1 :].lower().lstrip(",")
    return _HELPERS.sub("", before) if last in _HELPER_ENDS else before


def _subject(before: str) -> str:
    """The subject in what stands before a verb; behind "and" or a comma it is the subject of the first verb."""
    joined = before.lower().endswith(_JOINTS)
    coordinated = (_COORDINATED.match(before) or _FIRST_CLAUSE.match(before)) if joined else None
    return _RELATIVE.sub("", coordinated["subject"]) if coordinated else before


def _verbs(sentence: str, verbs: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """Each of the verbs in the sentence, the longest at its place, with start and end."""
    known = _by_first_word(verbs)
    if known.keys().isdisjoint(vocabulary(sentence)):
        return
    tokens, said = _tokens(sentence), _said(sentence)
    done = 0
    for i, word in enumerate(said):
        phrases = known.get(word)
        if phrases is None or tokens[i][0] < done:
            continue
        phrase = next((p for p in phrases if len(p) == 1 or said[i : i + len(p)] == p), None)
        if phrase:
            done = tokens[i + len(phrase) - 1][1]
            yield " ".join(phrase), tokens[i][0], done


@lru_cache(maxsize=32)
def _tokens(sentence: str) -> tuple[tuple[int, int], ...]:
    """Where each word of the sentence begins and ends."""
    return tuple(m.span() for m in _TOKEN.finditer(sentence))


@lru_cache(maxsize=32)
def _said(sentence: str) -> tuple[str, ...]:
    """The words of the sentence, in small letters."""
    return tuple(sentence[start:end].lower() for start, end in _tokens(sentence))


@lru_cache(maxsize=32)
def vocabulary(sentence: str) -> frozenset[str]:
    """The words of the sentence, each once, in small letters."""
    return frozenset(_said(sentence))


_KNOWN: dict[int, tuple[tuple[str, ...], dict[str, list[tuple[str, ...]]]]] = {}
"""By the identity of a list, for lists are long to hash: the list itself, and its verbs by their first words."""
_LISTS = 256
"""Lists that are kept at most; there are some sixty."""


def _by_first_word(verbs: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    kept = _KNOWN.get(id(verbs))
    if kept is None:
        if len(_KNOWN) >= _LISTS:
            _KNOWN.clear()
        kept = _KNOWN[id(verbs)] = (verbs, _sorted_by_first_word(verbs))
    return kept[1]


def _sorted_by_first_word(verbs: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    known: dict[str, list[tuple[str, ...]]] = {}
    for verb in sorted(set(verbs), key=lambda v: (-len(v.split()), v)):
        phrase = tuple(verb.split())
        known.setdefault(phrase[0], []).append(phrase)
    return known
