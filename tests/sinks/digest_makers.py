"""Digests of invented companies, as the renderers are given them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sinks.digest import Digest, Section

END = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)


def digest(
    *sections: Section, counts: tuple[str, ...] = ("412 visits",), greeting: str = "Good morning Mara"
) -> Digest:
    """A digest of a day, for Mara."""
    paris = ZoneInfo("Europe/Paris")
    return Digest(END - timedelta(days=1), END, paris, "mara", greeting, sections, counts, False, True)
