"""The top: from a headline and its lead to the one trigger event that it states."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from . import acquisitions, departures, fund_closes, funding, hires, investments, offerings
from .event import Event, Reading
from .item import Item, read_title
from .tables import pattern, words
from .text import LEAD_LIMIT

_BARRED = pattern(words("noise", "barred"))
_DOUBTFUL = pattern(words("noise", "doubtful"))
_TEASE = pattern(words("noise", "teases"))
_READERS: Mapping[str, Callable[[Item], Reading | None]] = {
    "hires": hires.read,
    "departures": departures.read,
    "offerings": offerings.read,
    "fund_closes": fund_closes.read,
    "funding": funding.read,
    "investments": investments.read,
    "acquisitions": acquisitions.read,
}
_FIELDS = ("company", "amount", "currency", "round", "person", "role")


def extract(title: str, lead: str = "") -> Event | None:
    """The trigger event that a headline and its lead state; None where they state none.

    Of several events the one that the title states first. Text alone decides, nothing known beside it. Any text is
    allowed, of any length: what is not understood gives None. The same text always gives the same event.
    """
    clean = read_title(title)
    if _BARRED.search(clean) or clean.endswith("?"):
        return None
    readers = _concerned(clean if clean and not _TEASE.search(clean) else lead[:LEAD_LIMIT])
    event = _first(Item(clean, lead), readers) if readers else None
    if event and _DOUBTFUL.search(clean):
        return replace(event, confidence=min(event.confidence, 0.7))
    return event


def extract_line(record: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of ``fitsignal extract`` to one record with id, title and lead: the id, the kind and its fields.

    The kind is "none", and every field None, where the text states no event; a title or lead that is no text is empty.
    """
    event = extract(_text(record.get("title")), _text(record.get("lead")))
    kind = event.kind if event else "none"
    return {"id": record.get("id"), "kind": kind} | {field: getattr(event, field, None) for field in _FIELDS}


def _concerned(text: str) -> list[Callable[[Item], Reading | None]]:
    """The readers whose words the text has at all."""
    lower = text.lower()
    return [reader for name, reader in _READERS.items() if any(stem in lower for stem in words("gates", name))]


def _first(item: Item, readers: list[Callable[[Item], Reading | None]]) -> Event | None:
    found = [reading for reader in readers if (reading := reader(item))]
    return min(found, key=lambda reading: reading.at).event if found else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
