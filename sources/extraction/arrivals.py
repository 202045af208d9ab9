"""Rounds told without a verb of taking: an investor is welcomed, or an unlisted verb stands before a named round."""

import re
from collections.abc import Iterator

from .clauses import clauses, is_unreal
from .tables import words
from .takings import SERIES, Taking, core_of, is_blocked, nouns_behind

_ANY_VERB = re.compile(
    r"^(?P<subject>[^$€£₹]*?[\w.&')])\s+(?P<verb>[a-z]{3,12}(?:s|ed))(?:\s(?:up|in|on|off|down|out))?\s+(?P<core>(?:(?:an?|its|another|"
    r"over|nearly|new|fresh|oversubscribed)\s+)*[$€£₹A-Z]{0,4}\.?\s?\d.*)$"
)
_NAMED_ROUND = re.compile(rf"{SERIES}|\b(?:pre-?seed|seed|funding round|financing round|equity round)\b", re.IGNORECASE)
_OTHERS = frozenset(words("money_verbs", "funding", "others"))
_AS_INVESTOR = re.compile(
    r"^\s*(?P<who>[^,;]{2,60}?)\s+as\s+(?:(?:an?|its|first|new|lead|minority|strategic|equity|key|long-term|growth|majority)\s+)*"
    r"(?:investors?|shareholders?|backers?)\b(?!\s+relations)(?P<rest>.*)$",
    re.IGNORECASE,
)


def unheard(sentence: str) -> Iterator[Taking]:
    """A round behind a verb of no list, where the sum and the round's name leave no doubt: "cooks up $14M Series A"."""
    found = _ANY_VERB.match(sentence)
    if not found or found["verb"] in _OTHERS or is_unreal(found["subject"]):
        return
    core = core_of(f" {found['core']}")
    noun = next(nouns_behind(core), "")
    if noun and _NAMED_ROUND.search(noun) and not is_blocked(found["subject"], core):
        yield Taking(found["subject"], core, found.start("verb"), 0.85)


def newcomers(sentence: str) -> Iterator[Taking]:
    """Each time that somebody welcomes a new investor: "adds Halden Ventures as investor in Series B"."""
    for clause in clauses(sentence, words("money_verbs", "funding", "welcome")):
        found = _AS_INVESTOR.match(clause.rest)
        if found and not is_blocked(clause.subject, core_of(found["rest"])):
            yield Taking(clause.subject, core_of(found["rest"]), clause.at, 0.85)
