"""edgar: filings of the SEC: money raised privately, directors and officers who come and go.

Watches: EDGAR's current filings, page by page to their end, and the submissions of companies named by `watch`
(https://www.sec.gov/search-filings/edgar-application-programming-interfaces).

Emits: a `funding_round` for each Form D of a company: the sum sold, else offered, industry, place and officers; funds,
pools, real estate, amendments and securities given in a merger are none. For each person that Item 5.02 of an 8-K tells
of a `leadership_hire`, `leadership_departure` or `board_appointment`, with the role and the day it begins or ends.

Costs: no key. A request for each page of a hundred entries, and one a filing: some 400 for a day's filings, one or two
a poll after that. Never more than eight a second over all processes of a machine; where the SEC asks for it, ten
minutes of silence, or as long as it says.

Guarantees: each accession number is taken at least once, however many parties it names. Forms are told by their exact
term. What EDGAR takes from its list between two polls (it holds about a day) is missed. A document that is not there
yet is asked for in three polls; then the filing is told from its list alone, with a confidence that never alerts. One
that cannot be read becomes a dead letter that names what it lacks.

Legal: filings are public records. The SEC asks every program for a name and an address (`contact`) and shuts out who
asks more than ten times a second, https://www.sec.gov/os/accessing-edgar-data.

Filings name no domain: the company is found by its name, or by the `domain` beside its number in `watch`. `path` reads
recorded pages instead; a page for people (EDGAR's apology behind the last one) ends them.

Example:

    [[sources]]
    type = "edgar"
    contact = "Quillmar Inc ann@quillmar.example"
    watch = ["0001045810", { cik = "0001818201", domain = "velo3d.com" }]
"""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from itertools import islice

from sources.contract import Context, Cursor, Setting, Source, Step
from sources.errors import RetryLater, SourceError
from sources.filings.access import Access
from sources.filings.filing import SITE, Filing, each_once
from sources.filings.ledger import Ledger
from sources.filings.lists import CurrentList, FilingList, RecordedList, WatchedList
from sources.filings.options import EdgarOptions
from sources.filings.pace import Pace, shared_clock
from sources.filings.told import listed, told
from streams.ports import Rejected
from streams.signal import SignalDraft

DATA = "https://data.sec.gov"
A_STEP = 8
"""Filings read before the cursor moves."""


class EdgarSource(Source):
    """Filings, some at a step. The cursor stands behind the accession numbers read."""

    type = "edgar"
    options_model = EdgarOptions
    options: EdgarOptions
    retry_cap = timedelta(minutes=30)

    def __init__(
        self, options: EdgarOptions, setting: Setting, *, table: str | None = None, pace: Pace | None = None
    ) -> None:
        super().__init__(options, setting, table=table)
        pace = pace or Pace(shared_clock())
        site, contact = (options.site or SITE).rstrip("/"), options.contact or ""
        self.access = Access(site, contact, pace, options.allow_private)
        data = Access((options.site or DATA).rstrip("/"), contact, pace, options.allow_private)
        self.recorded = RecordedList(options.path, setting.workspace, options.forms) if options.path else None
        self.lists: Sequence[FilingList] = [self.recorded] if self.recorded else self._live_lists(data)

    def _live_lists(self, data: Access) -> list[FilingList]:
        alike = [tuple(form for form in self.options.forms if form.startswith(first)) for first in ("D", "8-K")]
        watched = [WatchedList(each.cik, each.domain, data) for each in self.options.watch]
        return [*(CurrentList(forms, self.access) for forms in alike if forms), *watched]

    @property
    def live(self) -> bool:
        return self.recorded is None

    @property
    def host(self) -> str | None:
        return None if self.recorded else "www.sec.gov"

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        ledger = Ledger(cursor)
        failed: list[SourceError] = []
        async for step in self._read(ledger.late(), ledger, context, first=False):
            yield step
        for filings in self.lists:
            first = not ledger.is_whole(filings.key)
            walk = await filings.walk(context, ledger.knows, whole=not first)
            fresh = [filing for filing in each_once(walk.filings) if not ledger.knows(filing)]
            fresh = fresh[:A_STEP] if context.brief else fresh
            if walk.broken:
                yield Step(ledger.cursor(), (), walk.broken)
            async for step in self._read(fresh, ledger, context, first=first):
                yield step
            if isinstance(walk.error, RetryLater):
                raise walk.error
            if walk.error:
                failed.append(walk.error)
            elif first:
                ledger.now_whole(filings.key)
                yield Step(ledger.cursor(), first=True)
        if failed:
            raise failed[0] if len(failed) == 1 else SourceError("; ".join(str(cause) for cause in failed[:3]))

    async def _read(
        self, filings: Sequence[Filing], ledger: Ledger, context: Context, *, first: bool
    ) -> AsyncIterator[Step]:
        """Steps of filings; what ends the reading is raised after what was read until then."""
        waiting = iter(filings)
        while part := list(islice(waiting, A_STEP)):
            drafts: list[SignalDraft] = []
            rejected: list[Rejected] = []
            stop: SourceError | None = None
            for filing in part:
                try:
                    drafts += await self._told(filing, ledger, rejected, context)
                except SourceError as cause:
                    stop = cause
                    break
            yield Step(ledger.cursor(), drafts, rejected, first)
            if stop:
                raise stop

    async def _told(
        self, filing: Filing, ledger: Ledger, rejected: list[Rejected], context: Context
    ) -> list[SignalDraft]:
        """The filing's signals; it is done but where its document is to be asked for again."""
        drafts: list[SignalDraft] = []
        try:
            body = await self._document(filing, context)
        except SourceError as cause:
            if cause.status is None or isinstance(cause, RetryLater):
                raise
            if ledger.waits(filing):
                return drafts
            body = None
        try:
            drafts = await context.work(told, filing, body) if body else listed(filing)
        except (ValueError, SourceError) as cause:
            rejected.append(Rejected(f"filing {filing.accession} ({filing.form})", str(cause), (body or b"")[:65_536]))
        ledger.done(filing)
        return drafts

    async def _document(self, filing: Filing, context: Context) -> bytes | None:
        if self.recorded:
            body: bytes | None = await context.work(self.recorded.document, filing)
            return body
        page = await self.access.page(filing.document, context, opening=filing.form != "D")
        return page.body
