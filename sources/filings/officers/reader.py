"""The reader: from the paragraphs of Item 5.02 to the changes that they state, one a person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from sources.filings.officers import verbs
from sources.filings.officers.marked import Marked, marked
from sources.filings.officers.titles import Title, title_at, title_in

Kind = Literal["leadership_hire", "leadership_departure", "board_appointment"]
OLD = timedelta(days=200)
"""What lies so long before the report is somebody's past, not its news."""
SURE, FAIR = 0.92, 0.75
_ENDS = re.compile(r"[;:]|\.\s|\.$")
_MORE = re.compile(
    rf"[^;.‹]{{0,80}}?[,;]?\s*\b(?:and|&)\s+(?:\(\w{{1,3}}\)\s*)?(?P<who>{verbs.PEOPLE})\s*,?\s+(?=as\b|to\b)",
    re.IGNORECASE,
)
_HAPPENED = re.compile(r"\b(?:was|were|has been|have been) \w+$", re.IGNORECASE)
_HELD = re.compile(r"\b(?:current|existing|incumbent|former|its|our|the)\b", re.IGNORECASE)
_ITS = re.compile(r",\s+(?=(?:its|our|the)\s)", re.IGNORECASE)
_OTHERS = re.compile(r"succe|replac", re.IGNORECASE)
_BEGINS = re.compile(r"begin|commence|start|join|assume", re.IGNORECASE)
_SAME = re.compile(
    r"\bto\s+(?:continue|remain)|\bcontinu(?:e|es|ing)\s+(?:to\s+serve|serving|as|in)|\bremain(?:s|ing)?\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"\s*,?\s*from\s+[^;.‹]{3,160}?\s+to\s+", re.IGNORECASE)
_BODY_SEAT = re.compile(
    r"\s*(?:,\s*)?(?:to|on|onto|join|joined)\s+(?:serve\s+on\s+)?(?=(?:the|its|our)\s)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Change:
    """One person's change. `effective`: the day from which it holds, where it is said."""

    kind: Kind
    person: str
    role: str | None
    effective: date | None = None
    confidence: float = SURE
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement: whose, in which sentence, which title; `goes`: away from it; `aside`: told with another's coming."""

    who: int
    title: Title | None
    goes: bool
    sentence: int
    effective: date | None
    aside: bool = False


def changes(paragraphs: list[str], filed: date | None = None) -> list[Change]:
    """Who came and who left, one change a person, in the order of the text; `filed` tells what is long past."""
    text = marked(paragraphs)
    said = [
        each for number, sentence in enumerate(text.sentences) for each in _statements(text, number, sentence, filed)
    ]
    order = dict.fromkeys(each.who for each in said)
    found = (_change(text, [each for each in said if each.who == who]) for who in order)
    return [change for change in found if change]


def _change(text: Marked, said: list[_Said]) -> Change | None:
    """What the statements of one person come to: a new post, else a post left, else a seat on the board."""
    came = [each for each in said if not each.goes and each.title]
    went = sorted((each for each in said if each.goes), key=lambda each: each.aside)
    leading = next((each for each in came if each.title and each.title.leads), None)
    left = next((each for each in went if each.title and each.title.leads), None)
    if leading and left and _is_same(leading, left) and left.sentence <= leading.sentence:
        leading = None
    seat = next((each for each in came if each.title and each.title.board and not each.title.leads), None)
    for kind, found in (("leadership_hire", leading), ("leadership_departure", left), ("board_appointment", seat)):
        if found and not (kind == "board_appointment" and any(each.title and each.title.board for each in went)):
            return _told(text, kind, found, said)
    return None


def _told(text: Marked, kind: str, found: _Said, said: list[_Said]) -> Change:
    days = (each.effective for each in said if each.goes == found.goes and each.effective)
    name = text.people[found.who]
    return Change(
        kind=kind,  # type: ignore[arg-type]
        person=name,
        role=_unmarked(text, found.title.text) if found.title else None,
        effective=found.effective or next(days, None),
        confidence=SURE if " " in name else FAIR,
        sentence=_unmarked(text, text.sentences[found.sentence]),
    )


def _is_same(one: _Said, other: _Said) -> bool:
    return bool(one.title and other.title and one.title.text.lower() == other.title.text.lower())


def _unmarked(text: Marked, sentence: str) -> str:
    named = verbs.NUMBER.sub(lambda found: text.people[int(found[1])], sentence)
    return re.sub(r"«(\d+)»", lambda found: f"{text.dates[int(found[1])]:%B %d, %Y}".replace(" 0", " "), named)


def _statements(text: Marked, number: int, sentence: str, filed: date | None) -> Iterator[_Said]:
    """What one sentence states."""
    if verbs.PAST.search(verbs.LIFE.sub("", sentence)) and not verbs.EFFECTIVE.search(sentence):
        return
    on = verbs.ON_DAY.search(sentence)
    day = text.dates[int(on[1])] if on else None
    comings = list(_comings(sentence))
    for who, title, goes, end in (*comings, *_goings(text, sentence)):
        effective = _effective(text, sentence, end, day)
        if _is_past(text, sentence, end, effective or day, filed):
            continue
        for person in verbs.NUMBER.findall(who):
            yield _Said(int(person), title, goes, number, effective, goes and bool(comings))


def _is_past(text: Marked, sentence: str, end: int, day: date | None, filed: date | None) -> bool:
    """Whether what is stated lies long before the report."""
    if day and filed:
        return filed - day > OLD
    stop = _ENDS.search(sentence, end)
    years = [int(year) for year in verbs.YEAR.findall(sentence[end : stop.start() if stop else len(sentence)][:60])]
    return bool(filed and years and max(years) < filed.year)


def _effective(text: Marked, sentence: str, at: int, day: date | None) -> date | None:
    """From when: what is said behind the title, else of the whole sentence."""
    stop = verbs.NUMBER.search(sentence, at)
    behind = sentence[at : stop.start() if stop else len(sentence)]
    found = verbs.EFFECTIVE.search(behind) or verbs.FROM_WHEN.search(behind) or verbs.EFFECTIVE.search(sentence)
    if found:
        return text.dates[int(found[1])]
    return day if verbs.AT_ONCE.search(sentence) else None


Stated = tuple[str, Title | None, bool, int]
"""Whose, which title, whether away from it, and where in the sentence that was said."""


def _comings(sentence: str) -> Iterator[Stated]:
    for found in verbs.PUT.finditer(sentence):
        if not _barred(sentence, found) and not verbs.BY_VOTE.search(sentence[: found.start()]):
            yield from list(_put(sentence, found["who"], found.end())) or _before(found)
    for pattern in (verbs.WAS_PUT, verbs.WILL_BE, verbs.DID, verbs.POSSESSED):
        for found in pattern.finditer(sentence):
            if not _barred(sentence, found):
                stated = list(_put(sentence, found["who"], found.end(), told=not _OTHERS.match(_verb(found))))
                begins = _BEGINS.match(_verb(found))
                yield from stated or ([(found["who"], None, False, found.end())] if begins else [])


def _before(found: re.Match[str]) -> Iterator[Stated]:
    """The title between verb and name where none follows: "elected two new directors, Ann Doe and Bo Roe"."""
    said = (found["was"] or "").rstrip(" ,")
    title = None if _HELD.search(said) or found.string[found.end() :].startswith(" to ") else title_in(said)
    if title and title.end == len(said):
        yield found["who"], title, False, found.end()


def _verb(found: re.Match[str]) -> str:
    return found.groupdict().get("verb") or ""


def _put(sentence: str, who: str, at: int, *, told: bool = True) -> Iterator[Stated]:
    """The titles that stand behind the person or the verb, and those of others in the same row.

    `told`: a title right behind the verb is theirs, as it is not behind "will succeed".
    """
    while True:
        title = _behind(sentence, at, told=told)
        if title is None:
            return
        yield who, title, False, title.end
        more = _MORE.match(sentence, title.end)
        if not more:
            return
        who, at = more["who"], more.end()


def _behind(sentence: str, at: int, *, told: bool) -> Title | None:
    """The first title behind, right there or led to by "as" or "to", within the clause."""
    if moved := _FROM_TO.match(sentence, at):
        return title_at(sentence, moved.end())
    if seat := verbs.SEAT.match(sentence, at):
        return Title("Board", leads=False, board=True, start=seat.start(), end=seat.end())
    stop = _ENDS.search(sentence, at)
    end = min(stop.start() if stop else len(sentence), at + 300)
    following = verbs.NUMBER.search(sentence, at, end)
    limit = following.start() if following else end
    title = title_at(sentence, at + len(sentence[at:]) - len(sentence[at:].lstrip())) if told else None
    for marker in verbs.MARKER.finditer(sentence, at, end):
        if title or (marker.start() > limit and not _is_successor(sentence, at, limit)):
            break
        if _SAME.search(sentence, at, marker.end()):
            break
        title = title_at(sentence, marker.end() + 1)
    if title is None and told:
        title = _apposed(sentence, at)
    return title if title and title.start < end else None


def _apposed(sentence: str, at: int) -> Title | None:
    """The new title beside a name that nothing else follows: "named Ann Doe, its Chief Medical Officer"."""
    beside = _ITS.match(sentence, at)
    return title_at(sentence, beside.end()) if beside else None


def _is_successor(sentence: str, at: int, limit: int) -> bool:
    """Whether the person in between is the one who had the post: "will succeed ‹1› as Chief Executive Officer"."""
    return bool(
        re.search(
            r"\b(?:succe\w+|replac\w+|takes?\s+over|taking\s+over)\b[^;.]{0,60}$", sentence[max(0, at - 12) : limit]
        )
    )


def _barred(sentence: str, found: re.Match[str]) -> bool:
    """Whether the verb stands in what might be, or was told before."""
    before, behind = sentence[: found.start()], sentence[found.end() :]
    clause = _ENDS.split(before)[-1]
    return bool(
        verbs.HYPOTHETICAL.search(clause)
        or (verbs.AFTERWARDS.match(behind) and not _HAPPENED.search(found[0]))
        or verbs.TOLD_BEFORE.search(f"{clause} {found[0]}")
    )


def _goings(text: Marked, sentence: str) -> Iterator[Stated]:
    for pattern in (verbs.TOLD, verbs.LEFT, verbs.WILL_GO, verbs.GOING, verbs.ITS_GOING, verbs.DISMISSED):
        for found in pattern.finditer(sentence):
            if not _barred(sentence, found):
                who = found["who"] or found.groupdict().get("ended") or found["over"]
                end, title = _left(text, sentence, found, who)
                yield who, title, True, end


def _left(text: Marked, sentence: str, found: re.Match[str], who: str) -> tuple[int, Title | None]:
    """The title that is left: behind the verb, else beside the name, else beside it elsewhere in the text."""
    stop = _ENDS.search(sentence, found.end())
    end = stop.start() if stop else len(sentence)
    new = re.compile(
        r"\b(?:transition|will\s+(?:serve|become|remain|continue)|to\s+become|remain|continue)", re.IGNORECASE
    )
    other = next((n for n in verbs.NUMBER.finditer(sentence, found.end(), end) if n[0] not in who), None)
    end = other.start() if other else end
    turn = new.search(sentence, found.end(), end)
    limit = min(turn.start() if turn else end, found.end() + 200)
    begin = found.start() if found.re is verbs.ITS_GOING else max(found.start(), found.end() - 12)
    for marker in verbs.OUT_OF.finditer(sentence, begin, limit):
        title = title_at(sentence, marker.end())
        if title and title.start < limit:
            return title.end, title
    return found.end(), _beside(sentence, who) or next(
        (title for other in text.sentences if (title := _beside(other, who))), None
    )


def _beside(sentence: str, who: str) -> Title | None:
    """The title that stands beside a name: "‹0›, the Company's Chief Financial Officer," or before it."""
    first = verbs.NUMBER.search(who)
    if not first:
        return None
    for place in re.finditer(re.escape(first[0]), sentence):
        apposed = re.compile(r",\s+").match(sentence, place.end())
        if apposed and (title := title_at(sentence, apposed.end())):
            return title
        before = title_in(sentence, max(0, place.start() - 100), place.start())
        if before and re.fullmatch(r"[\s,]*", sentence[before.end : place.start()]):
            return before
    return None


def undated(change: Change) -> Change:
    """The change without its sentence, for comparing."""
    return replace(change, sentence="")
