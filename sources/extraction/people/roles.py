"""Roles: where a text names one, how far it reaches, and whether it leads a company or sits on a board."""

import re
from dataclasses import dataclass
from enum import Enum

from sources.extraction.people.role_nouns import AREAS as AREAS
from sources.extraction.people.role_nouns import BOARD_NOUNS, CAPITALS, HAS_UNIT, HEAD, MODIFIERS, REGIONS, UNITS, VICE
from sources.extraction.people.role_nouns import first_head as first_head
from sources.extraction.text.tables import either, pattern, words

_BARRED = pattern(words("roles", "barred", "words"))
_BARRED_BODY = pattern(words("roles", "barred", "bodies"))
_LINE = re.compile(
    rf"\b(?:of|for|,)\s+(?:\S+\s+){{0,4}}?(?:{either(words('roles', 'board', 'business_line'))})\b", re.IGNORECASE
)
_STOP = re.compile(
    rf"\s(?:{either(words('clauses', 'after_role'))})\b"
    r"|[;:!?§|]|\s[–—-]\s|(?<!\b[A-Z])\.(?:\s|$)|\s\(|\)",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:,\s+and\b|,\s*&|\band\b|&|/|,)\s*", re.IGNORECASE)
_OF = re.compile(r"\s*,?\s+(?:of|for)\s+", re.IGNORECASE)
_FILLER = re.compile(
    rf"^(?:{either(words('roles', 'wording', 'fillers'))}|(?:(?:the|its)\s+(?:[\w-]+\s+){{0,3}})?[\w.&-]+(?:'s|s'))\s+",
    re.IGNORECASE,
)
_PARTNERSHIP = re.compile(
    rf"(?:(?:an?|its|the)\s+)?(?:{either(words('roles', 'wording', 'partnership'))})\s+(?:[\w.-]+\s+){{0,2}}partner\b",
    re.IGNORECASE,
)
_RANK = pattern(words("roles", "wording", "partner_rank"))
_AREA_STOP = re.compile(r",\s|\s(?:and|&)\s+(?:the|an?|its|their|his|her)\s", re.IGNORECASE)
_RUNS = re.compile(r"(?:managing director|president|general manager|managing partner)", re.IGNORECASE)
"""What a chair runs the company as."""
_ADJECTIVE = re.compile(r"principal\s+(?!of\b|at\b|and\b|in\b|for\b)\w", re.IGNORECASE)
_DANGLING = re.compile(r"(?:[\s,]+(?:and|&))+$", re.IGNORECASE)
_FORMER = re.compile(r"(?:(?:the|its|a)\s+)?(?:former|previous|ex)\b", re.IGNORECASE)
_AS_VERB = re.compile(
    r"(?:head|chair|lead|direct)\s+(?:the|its|up|our|a|and\s+(?:lead|chair|head|direct))\b", re.IGNORECASE
)
_CLAUSE = re.compile(
    rf",\s+(?:(?:{either(words('verbs', 'other', 'finite'))}|\w+ing|effective|an?|the|who)\b|\d)", re.IGNORECASE
)


class Seat(Enum):
    """What a role makes of the person who takes it."""

    LEADER = "leader"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class Role:
    """A role as the text writes it, with its area, and where it stands."""

    text: str
    seat: Seat
    start: int
    end: int


def find(text: str, at: int = 0) -> Role | None:
    """The first role that the text names from ``at`` on; None where there is none, or one that does not lead."""
    head = first_head(text, at)
    if not head:
        return None
    start, end = _leftward(text, head.start(), at), _rightward(text, head)
    written = unfilled(_DANGLING.sub("", text[start:end].strip(" ,&-")))
    return None if _is_barred(written, text[end:]) else Role(written, seat_of(written), start, end)


def after_marker(text: str) -> Role | None:
    """The role that fills a text from its beginning, as behind "as" or "to": all words before its noun belong to it."""
    if is_partnership(text) or _AS_VERB.match(text) or _FORMER.match(text):
        return None
    filled = unfilled(text)
    skipped = len(text) - len(filled)
    found = find(filled)
    if (
        not found
        or len(filled[: found.start].split()) > 5
        or "," in filled[: found.start]
        or _STOP.search(f" {filled[: found.start]}")
    ):
        return None
    if _ADJECTIVE.match(filled[found.start :]):
        return None
    end = _capitals(found, filled)
    written = _DANGLING.sub("", filled[:end].strip(" ,&-"))
    if _is_barred(written, filled[end:]):
        return None
    return Role(written, seat_of(written), skipped, skipped + end)


def _is_barred(role: str, behind: str) -> bool:
    """Whether the words of the role, or the two behind it, make it one that does not lead."""
    return bool(
        behind.startswith("'s ")
        or _BARRED_BODY.search(role)
        or _BARRED.search(re.sub(BOARD_NOUNS, " ", role, flags=re.IGNORECASE))
        or _BARRED.match(" ".join(behind.split()[:2]).strip(" ,"))
        or (role.lower().endswith("partner") and _RANK.match(behind.lstrip()))
    )


def is_partnership(text: str) -> bool:
    """Whether the text begins with a partnership of companies: "official partner", "its newest retail partner"."""
    return bool(_PARTNERSHIP.match(text))


def is_bare_vice(role: Role) -> bool:
    """Whether the role is a vice president's without any area: the lead may say of what."""
    return bool(VICE.fullmatch(role.text))


def unfilled(role: str) -> str:
    """The role without "the", "its", "new", "first" before it."""
    while (shorter := _FILLER.sub("", role, count=1)) != role:
        role = shorter
    return role


def seat_of(role: str) -> Seat:
    """Whether a written role leads the company or sits on its board; a chair who is a chief, or has a line, leads."""
    leads = [m for m in HEAD.finditer(role) if not m["board"]]
    boards = [m for m in HEAD.finditer(role) if m["board"]]
    if not boards:
        return Seat.LEADER
    only_chair = re.fullmatch(r"(?i)(?:vice |deputy )?(?:co-?)?\s*chair(?:man|woman|person)?", boards[0][0].strip())
    if only_chair and _LINE.search(role[boards[0].end() :].replace("Board", "")) and "committee" not in role.lower():
        return Seat.LEADER
    if only_chair and any(m["chief"] or m["short"] or _RUNS.fullmatch(m[0]) for m in leads):
        return Seat.LEADER
    return Seat.LEADER if leads and leads[0].start() < boards[0].start() else Seat.BOARD


def _leftward(text: str, start: int, floor: int) -> int:
    """Where the words begin that modify the noun at ``start``."""
    while True:
        before = re.search(r"(\S+)\s+$", text[floor:start])
        if not before:
            return start
        if before[1].strip("(\"'").lower() not in MODIFIERS:
            return start
        start = floor + before.start(1)


def _rightward(text: str, head: re.Match[str]) -> int:
    """Where the role ends: its area and further roles of the same person belong to it."""
    stop = _STOP.search(text, head.end())
    limit = min(stop.start() if stop else len(text), head.end() + 90)
    clause = _CLAUSE.search(text, head.end(), limit)
    limit = clause.start() if clause else limit
    end = head.end()
    plain = bool(head["chief"] or (head["short"] and not VICE.fullmatch(head["short"])))
    bare = _bare_area(head, text, end)
    while (further := _further(text, end, limit, plain)) > end:
        end = further
    while bare > end and (further := _further(text, bare, max(bare, limit), plain)) > bare:
        bare = further
    return max(bare, end)


def _bare_area(head: re.Match[str], text: str, end: int) -> int:
    """The end of an area without "of" right behind a role: "VP Sales EMEA", "Director – Retail", "CEO Americas"."""
    area = (UNITS if HAS_UNIT.fullmatch(head[0]) else REGIONS).match(text, end) if not head["board"] else None
    return area.end() if area else end


def _capitals(role: Role, text: str) -> int:
    """The end of the capitals behind a vice president, whose person stands before: "as VP Lending Products"."""
    stop = _STOP.search(text, role.end)
    rest = text[role.end : stop.start() if stop else len(text)]
    area = CAPITALS.match(rest) if VICE.fullmatch(role.text) else None
    return role.end + area.end() if area else role.end


def _further(text: str, end: int, limit: int, plain: bool) -> int:
    """The end of what joins the role at ``end``: another role, or its area."""
    joint = _JOINT.match(text, end, limit)
    if joint and joint.end() > end and joint[0].strip():
        following = first_head(text, joint.end(), limit)
        between = text[joint.end() : following.start()].lower().split() if following else []
        if following and all(w.strip(",") in MODIFIERS or w in ("the", "its") for w in between):
            return following.end()
        next_person = text[limit:].lstrip().startswith(("as ", "to "))
        open_to_area = joint[0].strip() == "," and not plain and not following and not next_person
        is_area = open_to_area and _is_area(text[joint.end() : limit])
        return _area_end(text, joint.end(), limit) if is_area else end
    of = _OF.match(text, end, limit)
    return _area_end(text, of.end(), limit) if of else end


def _is_area(text: str) -> bool:
    return bool(re.match(r"[A-Z][\w&'-]+", text)) and len(text.split()) <= 6


def _area_end(text: str, start: int, limit: int) -> int:
    """The end of the area that begins at ``start``: up to a comma, or an "and" that leads to another person's role."""
    comma = _AREA_STOP.search(text[start:limit])
    end = start + comma.start() if comma else limit
    for joint in re.finditer(r"\s(?:and|&)\s", text[start:end], re.IGNORECASE):
        if first_head(text[start + joint.end() : limit + 30]):
            return start + joint.start()
    return start + len(text[start:end].rstrip())
