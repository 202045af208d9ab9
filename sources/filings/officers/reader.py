"""The reader: from the paragraphs of Item 5.02 to the changes that they state, one a person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sources.filings.officers import verbs
from sources.filings.officers.comings import ENDS, comings
from sources.filings.officers.goings import goings
from sources.filings.officers.marked import Marked, marked
from sources.filings.officers.titles import Title

Kind = Literal["leadership_hire", "leadership_departure", "board_appointment"]
OLD = timedelta(days=200)
"""What lies so long before the report is somebody's past, not its news."""
SURE, FAIR = 0.92, 0.75


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
    came = list(comings(sentence))
    for who, title, goes, end in (*came, *goings(text, sentence)):
        effective = _effective(text, sentence, end, day)
        if _is_past(text, sentence, end, effective or day, filed):
            continue
        for person in verbs.NUMBER.findall(who):
            yield _Said(int(person), title, goes, number, effective, goes and bool(came))


def _is_past(text: Marked, sentence: str, end: int, day: date | None, filed: date | None) -> bool:
    """Whether what is stated lies long before the report."""
    if day and filed:
        return filed - day > OLD
    stop = ENDS.search(sentence, end)
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
