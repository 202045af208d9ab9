"""What an entry of a feed tells: its event, and the red flags that it raises, as drafts of signals. Pure."""

from typing import Any

from sources.entry import Entry
from sources.markup import cut, sentences
from sources.seen import key_of
from streams.signal import Company, Evidence, SignalDraft

LEAD = 600
EXCERPT = 300
_FIELDS = ("amount", "currency", "round", "person", "role", "target", "buyer", "people", "percent", "proceeding")


def told_by(entry: Entry) -> list[SignalDraft]:
    """The signals that an entry tells of: its event, and the red flags that it raises."""
    from sources.extraction import extract
    from sources.extraction.flags import flags

    lead = cut(entry.summary, LEAD)
    event = extract(entry.title, lead)
    return [_draft(entry, lead, each) for each in (*filter(None, (event,)), *flags(entry.title, lead, event))]


def _draft(entry: Entry, lead: str, event: Any) -> SignalDraft:
    return SignalDraft(
        kind=event.kind,
        company=Company(name=event.company and event.company[:500]),
        occurred_at=entry.published,
        evidence=Evidence(url=entry.link, title=entry.title or None, excerpt=sentences(lead, EXCERPT) or None),
        details=_details(entry, event),
        confidence=event.confidence,
        native=entry.native if entry.native and len(entry.native) <= 500 else entry.native and key_of(entry.native),
    )


def _details(entry: Entry, event: Any) -> dict[str, Any]:
    told = {field: getattr(event, field, None) for field in _FIELDS}
    missing = True if entry.published is None and entry.unread_date is None else None
    told |= {"outlet": entry.outlet, "date_unparsed": entry.unread_date, "date_missing": missing}
    return {field: value for field, value in told.items() if value is not None}
