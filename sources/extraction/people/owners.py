"""How a phrase ties a role to its organisation: "CFO of Norrvik", "Norrvik CFO", "Norrvik founder Ann Doe"."""

import re
from dataclasses import replace

from sources.extraction.people import people, roles
from sources.extraction.people.roles import Role
from sources.extraction.text.clauses import until_verb
from sources.extraction.text.names import APOSTROPHES, PLACES, is_word_of_name
from sources.extraction.text.tables import either, pattern, words

NAME_END = re.compile(rf",\s|;\s|\s(?:{either(words('clauses', 'after_name'))})\s", re.IGNORECASE)
"""Where the name of an organisation ends that the phrase begins with."""
_ORG_END = re.compile(
    rf"\s(?:{either(words('clauses', 'after_name'))})\s|[;:|§]|,\s(?!Inc|Ltd|LLC|P\.A|Corp)|\s[–—-]\s", re.IGNORECASE
)
_POST = rf"(?:\s+(?:{either(words('roles', 'wording', 'posts'))})\b)?"
_AT = re.compile(rf"{_POST}[\s,]+(?:at|for|by|with|of|on(?:\s+the)?\s+board\s+of)\s+(?P<org>\S.*)$", re.IGNORECASE)
_WHOLE = either(words("roles", "wording", "whole"))
_TITLE_OF = re.compile(
    rf"(?P<role>.*?(?:chief\b.*?\bofficer|\bC[A-Z]{{1,3}}O|\b(?:{_WHOLE})))\s+(?:of|for|to)\s+(?:the\s+board\s+of\s+)?"
    r"(?P<org>(?:the\s+)?[A-Z0-9].*)$",
    re.IGNORECASE,
)
_BODY_OF = re.compile(
    rf"(?P<role>.*\b(?:{either(words('roles', 'wording', 'bodies'))}))\s+(?:of|for|at)\s+"
    r"(?P<org>(?:the\s+)?(?!directors|trustees|advis)\S.*)$",
    re.IGNORECASE,
)
_OWNED_UNIT = re.compile(r".*?\b(?:of|for)\s+(?P<org>(?:the\s+)?[A-Z][^\s,]*(?:\s[A-Z&][^\s,]*){0,4}?)'s?\s+\S")
_HOUSE = re.compile(
    r"(?P<role>[^,]*\b(?:director|head|chief|curator|president))\s+(?:of|for)\s+(?:the\s+)?"
    rf"(?P<org>(?:[A-Z][\w&' .-]*\b)?(?:{either(words('names', 'houses'))})"
    r"(?:\s+(?:of|for)\s+(?:the\s+)?[A-Z][\w' -]*)?)$",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?P<role>(?:(?!\sfor\s).)+\s(?:of|and)\s(?:(?!\sfor\s).)+?)\s+(?:for|at)\s+(?:the\s+)?"
    r"(?P<org>(?P<first>[A-Z0-9][\w&'.-]*)(?:\s+(?:[A-Z0-9&][\w&'.-]*|of|and|the))*)$"
)
_APPOSED = re.compile(r",\s(?P<org>[A-Z][\w&-]*(?:\s[A-Z&][\w&-]*){0,3})'s?\s(?P<post>[\w\s]+?),?$")
_OWNED = re.compile(r"(?P<org>[A-Z].*?)(?:'s|(?<=s)')\s+(?P<kind>[a-z][\w\s-]*)$")
_HEADED = re.compile(
    r"(?:new )?(?:head|boss|chief|leader) of (?:the )?(?P<org>(?P<first>[A-Z][\w&'-]+)(?: [A-Z&][\w&'-]*)*)$"
)
_VICE = re.compile(r"\bvice[\s-]president$", re.IGNORECASE)
_OWNER_FIRST = re.compile(r"^(?P<org>\S.*?)'s?\s+(?=\S)")
_MEMBER = re.compile(
    r"(?:\s*\b(?:(?:as\s+)?(?:a\s+|an?\s+new\s+)?members?\s+(?:of|to)(?:\s+the)?|seat\s+on(?:\s+the)?"
    r"|chair\s+of(?:\s+the)?|its|the|next|new|first|as))\s*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|[Ii]ts|[Aa]n?|[Aa]s|[Tt]o|THE(?=$))(?:\s+|$)|^[Tt]he$")
_TIME = re.compile(
    r"^(?:long-?time|long-serving|veteran|outgoing|embattled|departing|retiring)\s+(?=[A-Z])", re.IGNORECASE
)
_NEXT = re.compile(r"^(?:new|next|first|permanent|interim|acting|incoming)\s+(?=[A-Z0-9])")
_TITLES = re.compile(
    rf"[\s,]+(?:(?:and|&)\s*)?(?:(?:{either((*words('people', 'founders'), 'and', '&'))})\b[\s,]*)*$"
    r"|\s+(?:and|&)$",
    re.IGNORECASE,
)
_SAYS_THAT = re.compile(
    r"^(?P<org>[A-Z0-9][^,:;]{1,60}?)(?:\s+on\s+\w+day)?\s+(?i:announced?s?|says|said|confirms|confirmed|reports|reported)"
    r"(?:\s+(?:\w+day|today))?(?:\s+that)?(?=\s+[\w\s,]*[A-Z])"
)
_NEWS = pattern((*words("roles", "vague", "somebody"), *words("roles", "vague", "words"), "turn"))
_LABEL_AT = re.compile(r"^.*\b(?:at|for|of|in)\s+(?:the\s+)?(?P<org>[A-Z].*)$")
_ACTS = re.compile(r"(?P<org>[A-Z0-9][\w&'.-]*(?:\s[A-Z0-9&][\w&'.-]*){0,4})\s[a-z]{3,}s\s[a-z]")
_BREAK = r":\s|;\s|\s[–—|-]\s|\sas\s(?=[A-Z])"
_LABEL_END = re.compile(rf"(?:^|{_BREAK})(?!.*(?:{_BREAK}))")


def split_org(role: Role, rest: str) -> tuple[str, str]:
    """The role, and the organisation behind it: behind "at", or behind "of" where the role needs no area."""
    if owned := _OWNED_UNIT.match(role.text):
        return role.text, owned["org"]
    if at := _AT.match(rest[role.end :]):
        return role.text, _ORG_END.split(at["org"])[0]
    whole = _BODY_OF.match(role.text) or _TITLE_OF.match(role.text) or _HOUSE.match(role.text)
    if whole and (not _VICE.search(whole["role"]) or _is_house(whole["role"], whole["org"])):
        return whole["role"], whole["org"]
    placed = _FOR.match(role.text)
    if placed and placed["first"].lower() not in roles.AREAS and placed["first"].casefold() not in PLACES:
        return placed["role"], placed["org"]
    return role.text, ""


def _is_house(role: str, of: str) -> bool:
    """Whether a vice president written small is one of a house, whose name has capitals, and not of an area."""
    plain = (t for t in of.split() if not t[0].isupper() or t.lower().strip(",") in roles.AREAS)
    return role.islower() and len(of.split()) > 1 and not any(plain)


def apposed(subject: str) -> str:
    """The organisation in what describes the person: "Ann Doe, Norrvik's finance director,"."""
    described = _APPOSED.search(subject)
    return described["org"] if described and roles.find(described["post"]) else ""


def described(before: str, behind: str, role: Role) -> tuple[str, Role]:
    """Organisation and role of a person set off by commas: "the Norrvik MD", "Norrvik's broadcast director"."""
    org = NAME_END.split(behind)[0] if behind else owner(before)
    owned = _OWNED.match(org)
    if owned and not behind:
        role = replace(role, text=f"{owned['kind']} {role.text}")
    return owned["org"] if owned else org, role


def headed(role: Role) -> str:
    """The organisation in "head of Norrvik Germany"; words of an area are none."""
    named = _HEADED.match(role.text)
    return named["org"] if named and named["first"].lower() not in roles.AREAS else ""


def owner(before: str) -> str:
    """The organisation in the words before its role: "Norrvik's next", "member of the Norrvik"."""
    while (shorter := _MEMBER.sub("", before)) != before:
        before = shorter
    before = _TITLES.sub("", before) if len(before.split()) > 1 else before
    return _NEXT.sub("", _TIME.sub("", _ARTICLE.sub("", before).strip(" ,")))


def owner_first(person: str) -> str:
    """The organisation before its person: "Norrvik's Ann Doe", "Norrvik founder Ann Doe"."""
    if owned := _OWNER_FIRST.match(person):
        return owned[0].strip() if owned[0].strip().lower() in APOSTROPHES else owned["org"]
    head = roles.first_head(person)
    if head and head.start() == 0:
        return ""
    tokens = person.split()
    described = next((i for i, token in enumerate(tokens) if i and people.describes(token)), 0)
    former = not tokens or tokens[0].lower().startswith(("former", "ex", "founder"))
    while described and tokens[described - 1].lower() in roles.AREAS and tokens[described - 1].islower():
        described -= 1
    return "" if former else " ".join(tokens[:described])


def announced_by(subject: str) -> str:
    """The organisation in what stands before the person's clause: "Norrvik: Ann Doe", "Change at Norrvik: Ann Doe"."""
    if said := _SAYS_THAT.match(subject):
        return said["org"]
    end = _LABEL_END.search(subject)
    label = subject[: end.start()].strip(" ,") if end else ""
    at = _LABEL_AT.match(label)
    if at:
        return until_verb(at["org"])
    head = until_verb(label)
    acts = _ACTS.match(head)
    head = acts["org"] if acts else head
    held = roles.find(head)
    head = owner(head[: held.start]) if held else head
    plain = [t for t in head.split() if t.islower() and t.isalpha() and t not in ("of", "and", "the", "for")]
    named = is_word_of_name(head)
    return head if named and not plain and not _NEWS.search(head) else ""
