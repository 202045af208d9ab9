"""Comings: who takes which post, by the patterns of one marked sentence."""

import re
from collections.abc import Iterator

from sources.filings.officers import verbs
from sources.filings.officers.titles import Title, title_at, title_in

ENDS = re.compile(r"[;:]|\.\s|\.$")
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

Stated = tuple[str, Title | None, bool, int]
"""Whose, which title, whether away from it, and where in the sentence that was said."""


def comings(sentence: str) -> Iterator[Stated]:
    """Who takes which title, as the sentence states it."""
    for found in verbs.PUT.finditer(sentence):
        if not is_barred(sentence, found) and not verbs.BY_VOTE.search(sentence[: found.start()]):
            yield from list(_put(sentence, found["who"], found.end())) or _before(found)
    for pattern in (verbs.WAS_PUT, verbs.WILL_BE, verbs.DID, verbs.POSSESSED):
        for found in pattern.finditer(sentence):
            if not is_barred(sentence, found):
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
    stop = ENDS.search(sentence, at)
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


def is_barred(sentence: str, found: re.Match[str]) -> bool:
    """Whether the verb stands in what might be, or was told before."""
    before, behind = sentence[: found.start()], sentence[found.end() :]
    clause = ENDS.split(before)[-1]
    return bool(
        verbs.HYPOTHETICAL.search(clause)
        or (verbs.AFTERWARDS.match(behind) and not _HAPPENED.search(found[0]))
        or verbs.TOLD_BEFORE.search(f"{clause} {found[0]}")
    )
