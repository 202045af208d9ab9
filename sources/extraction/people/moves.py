"""The grammar of moves: who gives up one organisation for a role at another."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.extraction.people.owners import NAME_END
from sources.extraction.people.subjects import is_somebody, person_part, with_org
from sources.extraction.text.clauses import clauses
from sources.extraction.text.statement import UNTOLD, Statement
from sources.extraction.text.tables import words

_FOR = re.compile(
    r"^\s*(?:\S.{0,60}?\s)?(?:for|to\s+(?:become|join|be))\s+(?P<rest>(?:the\s+|a\s+|an\s+)?\S.*)$", re.IGNORECASE
)


def moves(sentence: str) -> Iterator[Statement]:
    """PERSON quits ORG for ROLE at another ORG; PERSON leaves for another ORG, which the lead has to explain."""
    for clause in clauses(sentence, words("verbs", "hire", "leave")):
        taken = _FOR.match(clause.rest)
        person = person_part(clause.subject)
        if not taken or not is_somebody(person):
            continue
        told = list(with_org(person, replace(clause, rest=f" {taken['rest']}"), 0.88))
        yield from (statement for statement in told if statement.org)
        if not told and taken["rest"][:1].isupper():
            yield Statement(NAME_END.split(taken["rest"])[0], person, None, clause.at, UNTOLD)
