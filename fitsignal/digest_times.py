"""The times of digests: when one should go out, and what it then covers."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sinks.digest import DigestPolicy, window

if TYPE_CHECKING:
    from fitsignal.service import Service

Window = tuple[datetime, datetime]
GRACE = timedelta(hours=12)
"""How long after its time a digest that a sleeping machine missed is still sent."""


def zone(service: "Service") -> tzinfo:
    """The workspace's time zone."""
    return ZoneInfo(service.workspace.timezone)


def window_due(schedule: DigestPolicy, tz: tzinfo, sent: datetime | None, now: datetime) -> Window | None:
    """The window of a digest that should go out now, where the last covered until `sent`; None where none is due."""
    slot = _last_slot(schedule, now, tz)
    if slot is None or now - slot > GRACE or (sent is not None and sent >= slot):
        return None
    return window(schedule, sent, now, tz)


def _last_slot(schedule: DigestPolicy, now: datetime, tz: tzinfo) -> datetime | None:
    """The latest time of sending that has come, today's or yesterday's: a late one is caught up after midnight."""
    today = now.astimezone(tz).date()
    days = (today, today - timedelta(days=1))
    slots = (datetime.combine(day, schedule.time, tzinfo=tz) for day in days if day.weekday() in schedule.weekdays)
    return next((slot.astimezone(UTC) for slot in slots if slot <= now), None)
