"""Retry-After: how long the other side asks to wait, in seconds or as a date.

https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
"""

import time
from email.utils import parsedate_to_datetime

MOST = 86_400.0
"""Seconds that are believed: after a day an alert is for the digest."""
DOUBTED = 3_600.0
"""Seconds that are waited where somebody asks for more than that."""
_LONGEST = 40


def retry_after(text: str | None, now: float | None = None) -> float | None:
    """Seconds from now on, of more than a day only an hour; None where nothing readable is asked.

    `now`: seconds since 1970.
    """
    told = (text or "").strip()
    if not told.isascii() or len(told) > _LONGEST:
        return None
    whole, _, part = told.partition(".")
    if whole.isdigit() and (part.isdigit() or whole == told):
        return _believed(float(told))
    try:
        at = parsedate_to_datetime(told).timestamp()
    except (ValueError, OverflowError, TypeError):
        return None
    return _believed(max(at - (time.time() if now is None else now), 0.0))


def _believed(seconds: float) -> float:
    return seconds if seconds <= MOST else DOUBTED
