"""The flags of a headline: each kind that its title states, or the first sentence of its lead says more plainly."""

from collections.abc import Iterator

from sources.extraction.event import Event
from sources.extraction.flags import acquired, insolvency, layoffs
from sources.extraction.flags.flag import LEAST, Flag
from sources.extraction.text.item import Item, read_title
from sources.extraction.text.tables import anywhere, pattern, words

_GATE = anywhere(words("flags", "gates"))
_BARRED = pattern(words("flags", "barred"))
_LAID_OFF = "laid-off"
"""Of people whom somebody else let go, or long ago."""
_READERS = (acquired.read, layoffs.read, insolvency.read)


def flags(title: str, lead: str = "", event: Event | None = None) -> list[Flag]:
    """The red flags that a headline raises, at most one a kind; `event` is what else was read in it.

    Any text is allowed. The same text always gives the same flags.
    """
    if not (event and event.target) and not _GATE.search(title[:4_000].lower()):
        return []
    item = Item(read_title(title), lead)
    if not item.cased or item.title.endswith("?") or _is_barred(item.title):
        return []
    found: dict[str, Flag] = {}
    for flag in _read(item, event):
        if flag.confidence >= LEAST:
            found.setdefault(flag.kind, flag)
    return [*found.values()]


def _is_barred(title: str) -> bool:
    return _LAID_OFF in title.lower() or bool(_BARRED.search(title))


def _read(item: Item, event: Event | None) -> Iterator[Flag]:
    if event and (flag := acquired.of_event(event, item)):
        yield flag
    for reader in _READERS:
        if flag := reader(item.title, item):
            yield flag
