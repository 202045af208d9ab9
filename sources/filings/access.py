"""Access to the SEC's servers by its rules, https://www.sec.gov/os/accessing-edgar-data.

Who asks says so in the User-Agent; all programs of one user together ask ten times a second at most; who is told that
it was too often stays away for ten minutes.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sources.contract import Context
from sources.errors import RetryLater, SourceError
from sources.filings.current import is_web_page
from sources.filings.pace import SHUT_OUT, Pace
from sources.page import Page

BYTES = 10_000_000
OPENING = 3_000_000
"""Of a whole submission that much is read: its first paper, which is the report itself, is far smaller."""


@dataclass(frozen=True, slots=True)
class Access:
    """Requests to one of the SEC's hosts, or to one that stands for it. `contact` is sent with each."""

    site: str
    contact: str
    pace: Pace
    allow_private: bool = False

    async def page(self, path: str, context: Context, *, opening: bool = False) -> Page:
        """The page below the site's address. RetryLater where the SEC shuts us out; SourceError for the rest."""
        await self.pace.turn()
        headers = {"user-agent": self.contact, "accept-encoding": "gzip, deflate"}
        limit = OPENING if opening else BYTES
        nothing: dict[str, Any] = {}
        try:
            found = await context.web.get(
                self.site + path, nothing, limit, self.allow_private, headers=headers, beginning=opening
            )
        except SourceError as cause:
            if cause.status in (403, 429):
                asked = cause.after if isinstance(cause, RetryLater) else None
                raise await self._shut_out(str(cause), context, asked) from None
            raise
        if found is None:
            raise SourceError(f"{self.site} answered that nothing changed, which was not asked")
        if b"Undeclared Automated Tool" in found.body[:20_000] and is_web_page(found.body):
            raise await self._shut_out(f"{found.shown} takes us for an unnamed program", context)
        return found

    async def _shut_out(self, said: str, context: Context, asked: timedelta | None = None) -> RetryLater:
        pause: timedelta = await context.work(self.pace.shut, asked)
        minutes = "ten minutes" if pause == SHUT_OUT else f"{pause.total_seconds() / 60:.0f} minutes, as it asks"
        return RetryLater(
            f"{said}: the SEC shuts out who asks more than ten times a second, or gives no contact that it accepts; it "
            f"is left alone for {minutes}",
            pause,
        )
