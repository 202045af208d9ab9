"""Clauses of a headline: who does what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .tables import either, words

_FINITE = either(words("verbs", "other", "finite"))
_HELPERS = (
    r"(?:(?:has|have|had|today|also|just|now|successfully|officially|proudly|recently|formally|quietly|jointly|is\s+(?:pleased|proud|excited|thrilled|delighted|honored)\s+to"
    r"|(?:it|he|she)\s+has|that\s+it\s+has|announces|announced(?:\s+today)?(?:\s+that)?(?:\s+it)?)\s+){0,4}"
)
_END = re.compile(
    r";\s|\s[–—|]\s|(?<!\b[A-Z])(?<!\b[DMJS][rs])(?<!\b(?:Mrs|Inc|Ltd))(?<!\b(?:Corp|Prof))(?<!\bCo)\.\s(?=[A-Z])|\?|\s-\s"
)
_COORDINATED = re.compile(
    rf"^(?P<subject>.+?)[\s,]+(?:{_FINITE})\b.*(?:,|\band|&|\bas it|\bas|;|\bthen)\s*$", re.IGNORECASE
)
_UNREAL = re.compile(
    r"\b(?:to|not|never|plans|plan|planning|may|might|could|would|should|can|seeks?|seeking|wants?|hopes?|aims?|eyes|eyeing|considers?|considering|weighs?|mulls?|nears?|if|why|how|what|when|who|fails?|failed|unlikely|likely|denies|refuses|rumou?red|urges?|asks?|calls on|ready|poised|expected|set|whether|until|that)\s*$"
    r"|^(?:how|why|what|when|if|who|where|can|could|will|should|would|is|are|does|do|after|opinion|meet|inside)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb with what stands before it and behind it, and its place in the sentence."""

    subject: str
    verb: str
    rest: str
    at: int


def clauses(sentence: str, verbs: tuple[str, ...]) -> Iterator[Clause]:
    """Each clause with one of the verbs that states something done: no wish, plan, question or condition."""
    for match in _verb_pattern(verbs).finditer(sentence):
        subject = _subject(sentence[: match.start()])
        if subject is None or _UNREAL.search(subject):
            continue
        rest = sentence[match.end() :]
        end = _END.search(rest)
        yield Clause(subject, match["verb"].lower(), rest[: end.start()] if end else rest, match.start())


def _subject(before: str) -> str | None:
    """The subject in what stands before a verb; behind "and" it is the subject of the first verb."""
    before = before.strip()
    coordinated = _COORDINATED.match(before[-300:])
    return coordinated["subject"] if coordinated else before or None


@cache
def _verb_pattern(verbs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){_HELPERS}(?P<verb>{either(verbs)})(?![\w-])", re.IGNORECASE)
