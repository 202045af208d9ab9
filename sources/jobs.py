"""jobs: postings of public job boards, and surges of them.

Watches: the boards of Greenhouse, Lever, Ashby, Workable, SmartRecruiters, Recruitee, Teamtailor and Personio; each
kind is listed below.

Emits: a `job_posting` for each posting not seen before, dated by its first publication, since the time of update moves
with every edit; what is no open seat is skipped, and a seat listed once for each of its places is one. New postings of
one role family that are at least three within 14 days, and twice what the month before lets expect, make a
`hiring_surge` (the policy's `new`, `within` and `times_mean`), once in those 14 days. What was there at the first poll
is not new, but is part of that month.

Costs: no key; a request a poll and board (a large board of SmartRecruiters: one a hundred postings). An hour between
polls is polite.

Guarantees: at least once; seats opened and closed between two polls are missed. A board that is suddenly empty is an
outage, not closings: an error as long as it lasts. One board's failure does not keep the others from being read.

Legal: the boards' interfaces are published for others to show the postings; title, place, department and the names of
technologies are kept, never the text.

A posting tells which of some 500 technologies it names (`technologies`; `sources/boards/technologies.toml` has them,
and a person can add to it). A name that is an ordinary word too, such as Go, R or Segment, counts only in a list with
other technologies or in a form that leaves no doubt.

Example:

    [[sources]]
    type = "jobs"
    name = "boards"
    boards = [
      { token = "kelvora", domain = "kelvora.example" },
      { board = "lever", token = "orveld", domain = "orveld.example" },
      { path = "recorded/quillmar.json", domain = "quillmar.example", company = "Quillmar" },
    ]
    every = "1h"
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from sources.boards import board_format
from sources.boards.details import details
from sources.boards.format import Listing
from sources.boards.options import Board, JobsOptions
from sources.boards.posting import Posting
from sources.boards.surge import Surge, surges, with_postings
from sources.contract import Context, Cursor, Setting, Source, Step
from sources.errors import SourceError
from sources.page import Page, host_of
from sources.place import Place
from sources.seen import remembered
from streams.policy import KindRule
from streams.signal import Company, Evidence, SignalDraft

MANY = 5
PAGES = 100
"""Pages that a board is read to at most."""
ZONES = 1
"""Days that a posting's date may be ahead of ours: there are boards east of here."""


class JobsSource(Source):
    """Postings of job boards, each a part of its own. The cursor stands, by board, behind the postings seen."""

    type = "jobs"
    options_model = JobsOptions
    options: JobsOptions

    def __init__(self, options: JobsOptions, setting: Setting, *, table: str | None = None) -> None:
        super().__init__(options, setting, table=table)
        self.boards = [(b, Place(b.text, setting.workspace, options.allow_private)) for b in options.all_boards()]

    @cached_property
    def parts(self) -> "Sequence[JobsSource]":
        if len(self.boards) == 1:
            return (self,)
        alone = {"token": None, "url": None, "path": None, "domain": None, "company": None}
        return [
            JobsSource(
                self.options.model_copy(update={**alone, "name": f"{self.name}/{board.key}", "boards": (board,)}),
                self.setting,
                table=self.name,
            )
            for board, _ in self.boards
        ]

    @property
    def host(self) -> str | None:
        return host_of(self.boards[0][1].text) or None if self.live else None

    @property
    def live(self) -> bool:
        return any(place.live for _, place in self.boards)

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        named = {board.key for board, _ in self.boards}
        cursor = {key: state for key, state in cursor.items() if key in named}
        for board, place in self.boards:
            if step := await self._step(board, place, cursor, context):
                cursor = step.cursor
                yield step

    async def _step(self, board: Board, place: Place, cursor: Cursor, context: Context) -> Step | None:
        state = cursor.get(board.key, {})
        page = await place.fetch(state.get("page", {}), context)
        if page is None:
            return None
        listing, caching = await self._listing(board, place, page, frozenset(state.get("seen", ())), context)
        technologies = (*self.options.technologies, *context.technologies)
        step: Step = await context.work(
            self.news, board, page.shown, listing, state, technologies, context.clock().date()
        )
        after = {**step.cursor, "page": caching}
        return Step({**cursor, board.key: after}, step.drafts, step.rejected, step.first)

    async def _listing(
        self, board: Board, place: Place, page: Page, known: frozenset[str], context: Context
    ) -> tuple[Listing, dict[str, Any]]:
        """All pages of a board, and what a later request may save by: nothing where there are several."""
        read = board_format(board.kind).read
        listing = whole = await context.work(read, page.body, page.shown, place.text if place.live else "", known)
        for _ in range(PAGES):
            if listing.next is None:
                return whole, dict(page.caching) if listing is whole else {}
            following = replace(place, text=listing.next)
            page = await following.fetch({}, context) or page
            listing = await context.work(read, page.body, page.shown, following.text, known)
            whole = whole.with_page(listing)
        raise SourceError(f"{place.shown} has more than {PAGES} pages of postings: it was not read to its end")

    def news(
        self,
        board: Board,
        where: str,
        listing: Listing,
        state: Cursor,
        technologies: tuple[str, ...],
        today: date = date.max,
    ) -> Step:
        """Drafts of the postings that the board's `state` has not seen. Pure; SourceError for an outage.

        Postings dated after `today` count in no surge: their board would live in the future from then on.
        """
        if not listing.jobs and state.get("open", 0) >= MANY:
            raise SourceError(f"{where} lists no job where it had {state['open']}: taken as an outage")
        if not listing.jobs and listing.broken and state.get("open"):
            raise SourceError(f"{where} lists only what is no job where it had {state['open']}: taken as an outage")
        first = "seen" not in state
        drafts = [self._draft(board, posting, technologies) for posting in listing.postings]
        history, surged = self._surges(state.get("surge", {}), drafts, today, first=first)
        drafts += [_surge_draft(board, surge, drafts) for surge in surged]
        seen = remembered(listing.jobs, state.get("seen", ()))
        after = {"seen": seen, "open": len(listing.jobs), "surge": history}
        return Step(after, drafts, listing.broken, first=first)

    def _surges(
        self, history: Cursor, drafts: Sequence[SignalDraft], today: date, *, first: bool
    ) -> tuple[dict[str, Any], list[Surge]]:
        latest = today.toordinal() + ZONES
        days = [day for draft in drafts for day in _day(draft) if day[1] <= latest]
        rule = self.setting.policy.kinds.get("hiring_surge", KindRule())
        known = with_postings(history, days, first=first)
        return surges(known, () if first else (family for family, _ in days), rule)

    def _draft(self, board: Board, posting: Posting, technologies: tuple[str, ...]) -> SignalDraft:
        return SignalDraft(
            kind="job_posting",
            company=Company(name=board.company or posting.company, domain=board.domain),
            occurred_at=posting.published,
            evidence=Evidence(url=posting.url, title=posting.title),
            details=details(posting, self.setting.policy, technologies),
            native=f"{_named(board)}:{posting.job}",
        )


def _named(board: Board) -> str:
    """The board in ids."""
    return f"{board.kind}:{board.token or board.domain}"


def _day(draft: SignalDraft) -> list[tuple[str, int]]:
    """Family and day of a posting, where it tells both."""
    if draft.occurred_at is None or "family" not in draft.details:
        return []
    return [(draft.details["family"], draft.occurred_at.toordinal())]


def _surge_draft(board: Board, surge: Surge, drafts: Sequence[SignalDraft]) -> SignalDraft:
    """The surge, shown by the newest of the family's postings that came with it."""
    of_family = (draft for draft in drafts if [family for family, _ in _day(draft)] == [surge.family])
    newest = max(of_family, key=lambda draft: (draft.occurred_at, draft.native))
    name = surge.family.replace("_", " ")
    title = f"{surge.new} new {name} postings, {surge.before} in the month before"
    return SignalDraft(
        kind="hiring_surge",
        company=newest.company,
        occurred_at=newest.occurred_at,
        evidence=Evidence(url=newest.evidence.url, title=title),
        details={"family": surge.family, "new": surge.new},
        native=f"surge:{_named(board)}:{surge.family}:{surge.day}",
    )
