"""The top: from a headline and its lead to the one trigger event that it states."""

from dataclasses import replace
from typing import Any

from . import acquisitions, departures, fund_closes, funding, hires, investments, offerings
from .event import Event, Reading
from .item import Item, read, read_title
from .tables import pattern, words

_BARRED = pattern(words("noise", "barred"))
_DOUBTFUL = pattern(words("noise", "doubtful"))
_READERS = (
    hires.read,
    departures.read,
    offerings.read,
    fund_closes.read,
    funding.read,
    investments.read,
    acquisitions.read,
)


def extract(title: str, lead: str = "") -> Event | None:
    """The trigger event that a headline and its lead state; None where they state none.

    Rules: docs of event kinds; several events give the one that the title states first. Any text is allowed: what is
    not understood gives None.
    """
    clean = read_title(title)
    if _BARRED.search(clean) or clean.endswith("?"):
        return None
    event = _first(read(clean, lead))
    if event and _DOUBTFUL.search(clean):
        return replace(event, confidence=min(event.confidence, 0.7))
    return event


def extract_line(record: dict[str, Any]) -> dict[str, Any]:
    """The answer of ``fitsignal extract`` for one input record: its id, the kind ("none" for no event) and the fields."""
    event = extract(_text(record.get("title")), _text(record.get("lead")))
    fields = ("company", "amount", "currency", "round", "person", "role")
    return {"id": record.get("id"), "kind": event.kind if event else "none"} | {
        f: getattr(event, f, None) for f in fields
    }


def _first(item: Item) -> Event | None:
    found: list[Reading] = [r for reader in _READERS if (r := reader(item))]
    return min(found, key=lambda r: r.at).event if found else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
