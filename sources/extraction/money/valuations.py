"""Rounds told by what they brought: a valuation, an end of stealth, a target that the crowd passed."""

import re
from collections.abc import Iterator

from sources.extraction.money import money
from sources.extraction.money.takings import Taking, core_of, is_blocked, strength_of
from sources.extraction.text.clauses import Clause, clauses
from sources.extraction.text.tables import words

_VALUED = words("money_verbs", "funding", "valued")
_DEBUT = words("money_verbs", "funding", "debut")
_TARGET = words("money_verbs", "funding", "target")
_ANY = tuple(dict.fromkeys((*words("verbs", "other", "finite"), *_VALUED, *_DEBUT, *_TARGET)))
_OUT = ("doubles down", "invests", "invested", "bets", "backs")
"""With these the money goes out."""
_SUM_AHEAD = (
    r"(?:raising\s+)?(?:(?:an?|its|new|fresh|latest|over|another|nearly|oversubscribed|massive)\s+)*"
    r"(?=[$€£₹A-Z]{0,4}\.?\s?\d)"
)
_WITH = re.compile(rf"\b(?:with|in|via|through)\s+{_SUM_AHEAD}", re.IGNORECASE)
_AFTER = re.compile(rf"\b(?:with|in|via|through|after|following|on|from)\s+{_SUM_AHEAD}", re.IGNORECASE)
_WORTH = re.compile(r"\b(?:unicorns?|valu\w+|worth|billion mark|billion-dollar)\b", re.IGNORECASE)
_STEALTH = re.compile(r"\b(?:stealth|cover)\b", re.IGNORECASE)
_CROWD = re.compile(r"\b(?:crowd-?funding|kickstarter|indiegogo|crowdcube|seedrs|wefunder)\b", re.IGNORECASE)
_GOAL = re.compile(r"\s*(?:its\s+)?\S+\s(?:\w+\s)?crowd-?funding\s+(?:goal|target)\b", re.IGNORECASE)
_WHOSE = re.compile(r"'s?\s(?:valuation|value|worth)$")
_ROUND = re.compile(r"\b(?:raise|round|funding|financing|series|seed|pre-seed)\b", re.IGNORECASE)


def _is_out(clause: Clause) -> bool:
    """Whether a new company shows itself: "leaves stealth with", "emerges with"."""
    return bool(_STEALTH.search(clause.rest)) or clause.verb.startswith("emerge")


def brought(sentence: str) -> Iterator[Taking]:
    """Each round that the sentence tells by its effect: "expands with", "hits $1bn valuation after", "debuts with"."""
    for clause in clauses(sentence, _ANY):
        whole = f"{clause.verb} {clause.rest}"
        valued = clause.verb in _VALUED and bool(_WORTH.search(whole))
        if clause.verb in _OUT:
            continue
        if clause.verb in _TARGET and _GOAL.match(clause.rest) and any(money.event_sums(clause.rest)):
            yield Taking(clause.subject, clause.rest, clause.at, 0.85)
        marker = (_AFTER if valued else _WITH).search(clause.rest)
        if not marker:
            continue
        core = core_of(clause.rest[marker.end() :])
        strength = strength_of(core, raises=valued)
        if is_blocked(clause.subject, core):
            continue
        if (valued and strength >= 0.85) or (strength == 0.97 and _ROUND.search(core)):
            yield Taking(_WHOSE.sub("", clause.subject), core, clause.at, 0.88)
        elif clause.verb in _TARGET and _CROWD.search(clause.rest) and any(money.event_sums(core)):
            yield Taking(clause.subject, f"{core} crowdfunding", clause.at, 0.88)
        elif clause.verb in _DEBUT and (strength == 0.85 or (strength and _is_out(clause))):
            yield Taking(clause.subject, core, clause.at, 0.85)
        elif clause.verb in _DEBUT and strength:  # for the lead to say what it is
            yield Taking(clause.subject, core, clause.at, 0.6)
