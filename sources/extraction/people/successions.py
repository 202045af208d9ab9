"""The grammar of successions: who follows whom in a role, and roles that a sentence gives without a verb."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.extraction.people import left, people, roles
from sources.extraction.people.owners import announced_by, owner, split_org
from sources.extraction.people.passives import is_passive
from sources.extraction.people.roles import Role
from sources.extraction.people.subjects import person_part, with_org, words_of_successor
from sources.extraction.text.clauses import clauses, until_verb
from sources.extraction.text.statement import Statement
from sources.extraction.text.tables import words

_NOBODY_ELSE = re.compile(
    r"\s*(?:him|her|them|the (?:role|job|post|helm|reins))?\s*(?:$|[,.;]|in\b|on\b|from\b|next\b|as interim\b)",
    re.IGNORECASE,
)
_REPLACED_BY = re.compile(
    rf"\b(?:replaced|succeeded)(?:\s+as\s+[\w\s]{{2,40}}?)?\s+by\s+(?:[a-z][\w-]*\s+){{0,5}}{people.NAME}"
)
_NAMES_SUCCESSOR = re.compile(
    r"^\s*(?P<who>\S.{2,40}?)\s+(?:as|to be)\s+(?:(?:his|her|their|the|interim)\s+)?(?:successor|replacement)\b",
    re.IGNORECASE,
)
_IS = re.compile(rf"(?:is|will be|to be)\s+(?:former\s+\S+\s+\S+\s+)?{people.NAME}\s*$")
_WITH = re.compile(
    r"\bwith\s+(?P<who>[^,;]{3,80}?)\s+(?:(?:set\s+)?to\s+take\s+over|taking\s+over|(?:set\s+)?to\s+succeed"
    r"|stepping\s+in|stepping\s+up|replacing|succeeding)\b",
    re.IGNORECASE,
)
_AT_ORG = re.compile(r"^\s*(?:at|for|of)\s+(?P<org>(?:the\s+)?[A-Z0-9][^,:;|]{1,60})$")
_LONE = re.compile(r"[A-Z][\w-]+(?:'[A-Z]\w+)?")
"""A surname alone: behind a semicolon it is enough."""
_PART = re.compile(r":\s|;\s|\s[–—-]\s")
_MAY_BE_NEW = re.compile(r"\b(?:[Nn]ew|[Nn]ext|NEW|NEXT) ")
_NEW = re.compile(r"(?:^|\s)(?:the\s+)?(?:new|next)$", re.IGNORECASE)


def successions(sentence: str) -> Iterator[Statement]:
    """Every succession of the sentence, and every new role that it states without a verb."""
    yield from _following(sentence)
    yield from _named_successor(sentence)
    yield from _nominal(sentence)
    if by := _REPLACED_BY.search(sentence):
        yield from _in_place(by["name"], sentence, by.start("name"))
    if (taking := _WITH.search(sentence)) and _is_somebody(taking["who"]):
        yield from _in_place(taking["who"], sentence, taking.start())


def _is_somebody(phrase: str) -> bool:
    """Whether who takes over is a person: a lone word may be the company that buys."""
    named = people.person(phrase)
    return bool(named) and (people.is_full(named) or people.is_described(phrase))


def _following(sentence: str) -> Iterator[Statement]:
    """PERSON succeeds somebody as ROLE of ORG; ROLE leaves, PERSON takes over."""
    for clause in clauses(sentence, words("verbs", "hire", "succeed")):
        if marker := re.search(r"(?:^|\s)as\s+(?!interim\s*$)", clause.rest, re.IGNORECASE):
            person = person_part(clause.subject)
            yield from with_org(person, replace(clause, rest=clause.rest[marker.end() :]), 0.92)
        elif _NOBODY_ELSE.match(clause.rest):
            yield from _in_place(person_part(clause.subject), sentence, clause.at)


def _named_successor(sentence: str) -> Iterator[Statement]:
    """PERSON named successor; ORG names PERSON as successor: the role is the leaver's."""
    for clause in clauses(sentence, words("verbs", "hire", "passive")):
        if words_of_successor(clause.rest):
            yield from _in_place(person_part(clause.subject), sentence, clause.at)
    for clause in clauses(sentence, words("verbs", "hire", "put")):
        named = _NAMES_SUCCESSOR.match(clause.rest)
        if named and not is_passive(clause):
            yield from _in_place(named["who"], sentence, clause.at)


def _in_place(person: str, sentence: str, at: int) -> Iterator[Statement]:
    """The role that somebody leaves in the same sentence, for the person who follows."""
    leaver = next(left.leavings(sentence), None)
    named = people.person(person)
    described = bool(named) and person.strip() != named
    alone = bool(named) and len(person.split()) == 1 and person[:1].isupper()
    if leaver and leaver.role and named and (people.is_full(named) or described or alone):
        yield Statement(leaver.org, named, leaver.role, at, 0.88)
    elif (role := roles.find(sentence[:at])) and people.looks_like_person(person):
        yield Statement(owner(sentence[: role.start]), person, role, at, 0.85)


def _nominal(sentence: str) -> Iterator[Statement]:
    """ORG's new ROLE is PERSON; PERSON new ROLE of ORG, without a verb; new ROLE at ORG."""
    if not _MAY_BE_NEW.search(sentence):
        return
    for part in (0, *(m.end() for m in _PART.finditer(sentence))):
        role = roles.find(sentence, part)
        if role and not _PART.search(sentence[part : role.start]):
            yield from _new(role, sentence, part)


def _new(role: Role, sentence: str, part: int) -> Iterator[Statement]:
    """The new role that one part of the sentence tells."""
    before, behind = sentence[part : role.start], sentence[role.end :].strip()
    new = _NEW.search(before.rstrip())
    if new and (named := _IS.match(behind)):
        yield Statement(owner(before[: new.start()]), named["name"], role, role.start, 0.9)
    elif new and (people.looks_like_person(before[: new.start()]) or (part and _LONE.fullmatch(before[: new.start()]))):
        yield from _told_of(before[: new.start()], role, sentence, announced_by(f"{sentence[:part]}{before}"))
    elif new and not before[: new.start()].strip() and (at := _AT_ORG.match(sentence[role.end :])):
        yield from [Statement(at["org"], "", role, role.start, 0.85)] if until_verb(at["org"]) == at["org"] else []


def _told_of(person: str, role: Role, sentence: str, announcer: str) -> Iterator[Statement]:
    text, org = split_org(role, sentence)
    owned = re.match(r"(?P<org>[A-Z][\w&-]*)'s\s", announcer)
    org = org if org[:1].isupper() else owned["org"] if owned else announcer
    if org:
        yield Statement(org, person, replace(role, text=text), role.start, 0.85)
