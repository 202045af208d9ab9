"""Ages as a rep reads them: 12 min, 2 h, 3 d. Whole units, cut, never rounded up to a time not yet passed."""

from datetime import UTC, datetime, time, timedelta

MINUTE, HOUR, DAY = 60, 3600, 86_400


def age(then: datetime, now: datetime) -> str:
    """How long ago: "3 d ago", "2 h ago", "just now".

    An instant at midnight UTC is a bare date, whose hour nobody knows: it is told in days, "today" for the first.
    """
    if then.astimezone(UTC).time() == time(0) and now - then < timedelta(days=1):
        return "today"
    text = span(now - then)
    return f"{text} ago" if text != "now" else "just now"


def span(length: timedelta) -> str:
    """A length in its largest whole unit: "48 d", "3 h", "5 min"; "now" under a minute."""
    seconds = length.total_seconds()
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return "now"
