"""Titles of officers and directors, as reports write them: where one stands, how far it reaches, whether it leads."""

import re
from typing import NamedTuple

_RANK = (
    r"(?:(?:interim|acting|deputy|global|group|senior|executive|corporate|regional|first|assistant|associate|divisional|"
    r"worldwide|international|north american|european|permanent|founding|co-?)[\s-]+)*"
)
_OFFICER = (
    r"(?:co-?\s?)?chief(?:,?\s+(?:and\s+|&\s+)?[\w&'/-]+){1,6}?\s+officer|chief\s+(?:executive|of\s+staff|scientist|economist)|"
    r"c[efotmirplahsdb][a-z]?o\b|[es]?vp\b|vice[\s-]president|presidents?(?![\s-]elect)|managing\s+director|executive\s+director|"
    r"general\s+manager|general\s+counsel|chief\s+counsel|head\s+of|treasurer|(?:controller|comptroller)|"
    r"principal\s+(?:executive|financial|accounting|operating)(?:\s+(?:officer\s+)?and\s+(?:principal\s+)?(?:financial|accounting))?"
    r"\s+officer|executive\s+(?:vice[\s-])?chair(?:man|woman|person)?(?:\s+of\s+the\s+board(?:\s+of\s+directors)?)?"
)
_MINOR = r"(?:corporate\s+|company\s+)?secretary|chief\s+of\s+staff"
_BOARD_OF = r"(?:board|supervisory\s+board)(?:\s+of\s+(?:directors|trustees|managers|governors))?"
_CHAIR = (
    r"(?:(?:non-?\s?executive|independent|vice|lead|co-?)[\s-]*)*chair(?:man|woman|person)?"
    rf"(?:\s+of\s+(?:the\s+|its\s+|our\s+)?(?:company's\s+)?(?:{_BOARD_OF}|(?:[\w&,-]+\s+){{1,7}}?committee))?"
)
_BOARD = (
    rf"{_CHAIR}|(?:(?:independent|non-?\s?employee|non-?\s?executive|outside|new|additional|sole|lead|presiding|managing|"
    r"class\s+(?:i{1,3}v?|[abc123]))[,\s]+(?:and\s+)?)*directors?\b(?!\s+of\s+(?!the\b|its\b|our\b|both\b|each\b|‹))|"
    rf"members?\s+of\s+(?:the\s+|its\s+|our\s+)?(?:[\w.&-]+'s\s+)?{_BOARD_OF}|(?:[\w.&-]+'s\s+)?{_BOARD_OF}(?:\s+(?:chair|member))?|"
    r"trustees?|board\s+observer"
)
_HEAD = re.compile(
    rf"{_RANK}(?:(?P<officer>{_OFFICER})|(?P<minor>{_MINOR})|(?P<board>{_BOARD}))(?![\w'])", re.IGNORECASE
)
_FILLER = re.compile(
    r"(?:(?:the|an?|its|our|his|her|their|new|next|also|both|permanent|full-time|company's|corporation's|bank's|firm's|as|"
    r"(?:\w+\s+){0,3}?(?:positions?|roles?|offices?|titles?|duties|responsibilities)\s+(?:of|as)|roles?\s+of|offices?\s+of|titles?\s+of|duties\s+of|responsibilities\s+of|be|serve|company|current|former)"
    r"\s+|(?:[A-Z][\w.&-]*\s+){0,4}?[A-Z][\w.&-]*'s\s+)*"
)
_JOIN = re.compile(
    r"\s*(?:,\s*(?:and|&)\s+|,\s+|\s(?:and|&)\s+|\s*/\s*)(?:(?:will|shall)\s+(?:also\s+)?(?:serve|be\s+appointed)\s+)?"
    r"(?:as\s+|to\s+)?(?:(?:the|an?|its|our|his|her|company's|also|in\s+addition,?)\s+)*",
    re.IGNORECASE,
)
_MONTH = "January|February|March|April|May\\b|June|July|August|September|October|November|December"
_AREA_WORD = rf"(?!Effective|Inc\b|{_MONTH})[A-Z][\w&'./-]*"
_AREA = re.compile(
    rf"(?:,\s+|\s+(?:of|for|-|–|—)\s+(?:the\s+|its\s+|our\s+)?(?:Company's\s+)?)"
    rf"(?!(?:the\s+)?(?:Company|Corporation|Bank|Board|Registrant|Partnership|Trust)\b){_AREA_WORD}"
    rf"(?:,?\s+(?:and\s+|&\s+|of\s+)?{_AREA_WORD})*"
)
_WIDE = re.compile(r"president|[es]?vp|head of|general manager|managing director|executive director", re.IGNORECASE)
_SEVERAL = re.compile(r"(?<!of )\b(director|member|trustee|officer|president)s\b", re.IGNORECASE)
_INITIALS = re.compile(r"\b(?:[A-Z]\.)+$")
_AS = re.compile(r"\s+as\s+(?:an?\s+|the\s+)?", re.IGNORECASE)
_EXECUTIVE_CHAIR = re.compile(r"executive\s+(?:vice[\s-])?chair", re.IGNORECASE)


class Title(NamedTuple):
    """Titles of one person as they are written. `leads`: one of them leads the company; else it is a seat on its board.

    `minor`: neither, such as a secretary's.
    """

    text: str
    leads: bool
    board: bool
    start: int
    end: int

    @property
    def minor(self) -> bool:
        """Whether it neither leads nor sits on the board."""
        return not (self.leads or self.board)


def title_at(text: str, at: int) -> Title | None:
    """The titles that begin right there, but for articles and the like; None where there are none."""
    filled = _FILLER.match(text, at)
    start = filled.end() if filled else at
    head = _HEAD.match(text, start)
    return _grown(text, head) if head else None


def title_in(text: str, at: int = 0, end: int | None = None) -> Title | None:
    """The first titles of a stretch of text."""
    head = _HEAD.search(text, at, len(text) if end is None else end)
    return _grown(text, head) if head else None


def _grown(text: str, head: re.Match[str]) -> Title:
    """All titles of the row that begins with this one."""
    heads = [head]
    end = _with_area(text, head)
    while joint := _JOIN.match(text, end):
        following = _HEAD.match(text, joint.end())
        if not following:
            break
        heads.append(following)
        end = _with_area(text, following)
    written = _AS.sub(" ", " ".join(text[head.start() : end].split())).strip(" ,")
    written = written if _INITIALS.search(written) else written.rstrip(".")
    leads = any(each["officer"] or _EXECUTIVE_CHAIR.match(each[0]) for each in heads)
    board = any(each["board"] for each in heads)
    return Title(_capitals(written), leads, board, head.start(), end)


def _with_area(text: str, head: re.Match[str]) -> int:
    """Where the title ends, with the area of those that have one: "Senior Vice President, Finance"."""
    if not head["officer"] or not _WIDE.search(head["officer"]):
        return head.end()
    area = _AREA.match(text, head.end())
    if not area:
        return head.end()
    cut = _HEAD.search(text, head.end(), area.end())
    if not cut:
        return area.end()
    kept = text[head.end() : cut.start()]
    return head.end() + len(re.sub(r"[\s,]*(?:\b(?:and|of)\b|&)?[\s,]*$", "", kept))


def _capitals(written: str) -> str:
    """Titles of one person in capitals, as they are written elsewhere."""
    written = _SEVERAL.sub(r"\1", written)
    if not written.islower():
        return written
    return " ".join(
        word if word in ("of", "the", "and", "a", "an", "for") else word.capitalize() for word in written.split()
    )
