"""Acquired: who is bought as a whole, told of the buyer or of the one bought."""

import re
from collections.abc import Iterator

from sources.extraction.deals import bought
from sources.extraction.event import Event
from sources.extraction.flags.flag import Flag
from sources.extraction.flags.subject import subject
from sources.extraction.text import companies
from sources.extraction.text.item import Item
from sources.extraction.text.names import bare
from sources.extraction.text.tables import either, words
from sources.extraction.text.text import fold

_PARTS = either(words("flags", "acquired", "parts"))
_PART_LAST = re.compile(rf"(?:^|[\s-])(?:{_PARTS}|app|platform|collection|system)$|\bproduct line\b", re.IGNORECASE)
_PART_OF = re.compile(rf"['’]s?\s|\s+(?:[\w&-]+\s+){{0,2}}?(?:{_PARTS})\b", re.IGNORECASE)
_SHARE_OF = re.compile(rf"\b(?:{_PARTS})\s+(?:in|of|from)\s+(?:the\s+)?(?:[\w-]+\s+){{0,3}}?$", re.IGNORECASE)
_CONTROL = re.compile(rf"\b(?:{either(words('flags', 'acquired', 'control'))})", re.IGNORECASE)
_BY = re.compile(
    rf"^(?P<target>.{{2,160}}?)[\s,]+(?:{either(words('flags', 'acquired', 'itself'))}"
    rf"|{either(words('flags', 'acquired', 'done'))})\s+(?P<buyer>.+)$",
    re.IGNORECASE,
)
_END = re.compile(r"\s(?:for|in|to|as|after|from|at|with|amid|following|under|on)\s|[,;(]|\s[–—-]\s", re.IGNORECASE)
_MERGED = re.compile(r"\b(?:merge[sd]?|merger|merging|combine[sd]?|combination)\b", re.IGNORECASE)
_BASE = 0.92


def of_event(event: Event, item: Item) -> Flag | None:
    """The flag of the one bought, where a headline tells of the buyer; none in a merger, or where a part is bought."""
    if event.kind != "acquisition" or not event.target or _MERGED.search(item.title):
        return None
    if bare(event.target) == bare(event.company) or _is_part(event.target, item):
        return None
    return Flag("acquired", event.target, min(event.confidence, _BASE), buyer=event.company)


def read(sentence: str, item: Item) -> Flag | None:
    """The flag of the one bought, where the headline tells of it: TARGET acquired by BUYER."""
    told = _BY.match(sentence)
    if not told or not bought.strength(told["target"], item):
        return None
    name = subject(told["target"], item)
    if name is None or _is_part(name.text, item):
        return None
    buyer = companies.company(_END.split(f"{told['buyer']} ")[0], item)
    return Flag("acquired", name.text, round(min(_BASE, name.certainty), 2), buyer=buyer.text if buyer else None)


def _is_part(name: str, item: Item) -> bool:
    """Whether title or lead says that only a part of the company is bought: "Tillfern's plant", "stake in Tillfern"."""
    if _PART_LAST.search(name):
        return True
    texts = (item.title, *item.sentences[:1])
    return any(_is_cut(text, *at) for text in texts for at in _places(name, text)) or not fold(name)


def _places(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the text has the name, in any case."""
    wanted, have = name.lower(), text.lower()
    at = have.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = have.find(wanted, at + len(wanted))


def _is_cut(text: str, start: int, end: int) -> bool:
    """Whether the words around a name make it a part of it, and no majority."""
    share = _SHARE_OF.search(text[:start])
    if share:
        return not _CONTROL.search(text[max(0, share.start() - 40) : end])
    return bool(_PART_OF.match(text, end))
