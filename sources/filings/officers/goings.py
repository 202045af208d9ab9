"""Goings: who leaves which post, by the patterns of one marked sentence and what stands beside the name elsewhere."""

import re
from collections.abc import Iterator

from sources.filings.officers import verbs
from sources.filings.officers.comings import ENDS, Stated, is_barred
from sources.filings.officers.marked import Marked
from sources.filings.officers.titles import Title, title_at, title_in


def goings(text: Marked, sentence: str) -> Iterator[Stated]:
    """Who leaves which title, as the sentence states it."""
    for pattern in (verbs.TOLD, verbs.LEFT, verbs.WILL_GO, verbs.GOING, verbs.ITS_GOING, verbs.DISMISSED):
        for found in pattern.finditer(sentence):
            if not is_barred(sentence, found):
                who = found["who"] or found.groupdict().get("ended") or found["over"]
                end, title = _left(text, sentence, found, who)
                yield who, title, True, end


def _left(text: Marked, sentence: str, found: re.Match[str], who: str) -> tuple[int, Title | None]:
    """The title that is left: behind the verb, else beside the name, else beside it elsewhere in the text."""
    stop = ENDS.search(sentence, found.end())
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
