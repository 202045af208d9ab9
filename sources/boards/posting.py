"""A job posting as plain values, whatever board it comes from."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Posting:
    """One open seat as its board gives it. `text` makes the posting's plain words, possibly none, when asked."""

    job: str
    title: str
    url: str | None = None
    published: datetime | None = None
    unread_date: str | None = None
    location: str | None = None
    department: str | None = None
    company: str | None = None
    text: Callable[[], str] = field(default=str, compare=False)

    def beside(self, other: "Posting") -> "Posting":
        """The same seat listed twice, as some boards do for each of its places: one, with both places."""
        places = dict.fromkeys(place for place in (self.location, other.location) if place)
        return replace(self, location="; ".join(places)[:500] or None)
