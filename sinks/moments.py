"""Instants and windows as a rep reads them, in the workspace's zone: Tue 24 Nov 09:12 CET, Wed 08:00 to Thu 08:00."""

from datetime import datetime, time, timedelta, tzinfo

WEEK = timedelta(days=6)
"""Within so long, the day of the week alone is clear."""


def moment(then: datetime, now: datetime, tz: tzinfo) -> str:
    """ "Tue 24 Nov 09:12 CET"; with its year where `now` is of another."""
    local = then.astimezone(tz)
    year = f" {local.year}" if local.year != now.astimezone(tz).year else ""
    return f"{_day(local)}{year} {local:%H:%M %Z}"


def lately(then: datetime, now: datetime, tz: tzinfo) -> str:
    """ "Tue 09:12" within the week, else "24 Nov"."""
    local = then.astimezone(tz)
    return f"{local:%a %H:%M}" if now - then < WEEK else f"{local.day} {local:%b}"


def window_text(start: datetime, end: datetime, tz: tzinfo) -> str:
    """ "Tue 24 Nov" for a whole day, "Sat 21 Nov to Sun 22 Nov" for several, else "Wed 08:00 to Thu 08:00"."""
    first, last = start.astimezone(tz), end.astimezone(tz)
    if first.time() == last.time() == time(0) and first < last:
        return _days(first, last - timedelta(days=1))
    if end - start < WEEK:
        return f"{first:%a %H:%M} to {last:%a %H:%M}"
    return f"{_day(first)} {first:%H:%M} to {_day(last)} {last:%H:%M}"


def _days(first: datetime, last: datetime) -> str:
    return _day(first) if first.date() == last.date() else f"{_day(first)} to {_day(last)}"


def _day(local: datetime) -> str:
    return f"{local:%a} {local.day} {local:%b}"
