"""Hours: when people want to be left alone, when they work, and on which day of theirs something is. Pure."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from streams.policy import Quiet

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STEP = timedelta(days=1)
_MOST = 15
"""Days that are looked through: more than any week of quiet."""


def hold_until(now: datetime, quiet: Quiet | None, tz: tzinfo) -> datetime | None:
    """When quiet ends, in UTC; None where it is not quiet. A week without a working hour is no quiet at all."""
    if quiet is None:
        return None
    spans = _work(now, quiet, tz)
    if any(start <= now < end for start, end in spans):
        return None
    return next((start for start, _ in spans if start > now), None)


def working_time(start: datetime, end: datetime, quiet: Quiet | None, tz: tzinfo) -> timedelta:
    """How much of the time between two instants was no quiet one."""
    if quiet is None or end <= start:
        return max(end - start, timedelta(0))
    days = (end - start) // _STEP + 3
    return sum((_shared(start, end, *span) for span in _work(start, quiet, tz, days)), timedelta(0))


def day_start(now: datetime, tz: tzinfo) -> datetime:
    """The beginning of the day there, in UTC."""
    return datetime.combine(now.astimezone(tz).date(), time(), tzinfo=tz).astimezone(UTC)


def _shared(start: datetime, end: datetime, first: datetime, last: datetime) -> timedelta:
    return max(min(end, last) - max(start, first), timedelta(0))


def _work(now: datetime, quiet: Quiet, tz: tzinfo, days: int = _MOST) -> list[tuple[datetime, datetime]]:
    """The working spans from the day before an instant on, in UTC, in order."""
    today = now.astimezone(tz).date() - _STEP
    return [
        (_at(day, opens, tz), _at(day + _STEP if closes == time() else day, closes, tz))
        for day in (today + timedelta(days=n) for n in range(days))
        if _DAYS[day.weekday()] not in quiet.days
        for opens, closes in _open(quiet)
    ]


def _open(quiet: Quiet) -> list[tuple[time, time]]:
    """The hours of a working day; closing at midnight is its end."""
    if quiet.hours is None:
        return [(time(), time())]
    start, end = (time.fromisoformat(part) for part in quiet.hours.split("-"))
    if start == end:
        return []
    if end < start:  # quiet over midnight
        return [(end, start)]
    spans = [(time(), start)] if start > time() else []
    return [*spans, (end, time())]


def _at(day: date, clock: time, tz: tzinfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=tz).astimezone(UTC)
