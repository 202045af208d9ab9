"""jobs: watches the public job boards of companies and emits a `job_posting` for each posting not seen before.

Board: Greenhouse, https://developers.greenhouse.io/job-board.html (no key; one request holds the whole board; no
published rate limit: an hour between polls is polite). A posting's time is `first_published`: `updated_at` moves with
every edit. Prospect posts, which are no seats, are skipped. A board that is suddenly empty is an outage, not closings:
an error as long as it lasts. Delivery: at least once; seats opened and closed between two polls are missed.
"""

import re
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sources.contract import Context, Cursor, Every, Setting, Source, SourceOptions, Step
from sources.errors import SourceError
from sources.page import Page
from sources.place import Place, PlaceText
from sources.posting import Posting, greenhouse
from sources.seen import remembered
from streams.signal import Company, Evidence, SignalDraft

API = "https://boards-api.greenhouse.io/v1/boards/{token}/jobs?content=true"
MANY = 5
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,100}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Board(BaseModel):
    """One board and whose it is. `token` is its name at Greenhouse; `url` or `path` (recorded) say where to read."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    token: Token | None = None
    url: PlaceText | None = Field(default=None, repr=False)
    path: PlaceText | None = None
    domain: Label | None = None
    company: Label | None = None

    @model_validator(mode="after")
    def _has_an_identity(self) -> "Board":
        return _identified(self)

    @property
    def key(self) -> str:
        """The board's name in ids and cursors."""
        return self.token or self.domain or ""

    @property
    def text(self) -> str:
        """Where the board is read."""
        return self.path or self.url or API.format(token=self.token)


def _identified(board: Board) -> Board:
    if not (board.token or board.domain):
        raise ValueError("a board needs a token, or a domain beside its url or path")
    if not board.token and not (board.url or board.path):
        raise ValueError("a board without a token needs a url or a path")
    if board.url and board.path:
        raise ValueError("a board is read from a url or from a path, not from both")
    return board


class JobsOptions(SourceOptions):
    """One board in the table itself, or several as `boards = [{ token = "...", domain = "..." }]`."""

    type: Literal["jobs"]
    board: Literal["greenhouse"] = "greenhouse"
    token: Token | None = None
    url: PlaceText | None = Field(default=None, repr=False)
    path: PlaceText | None = None
    domain: Label | None = None
    company: Label | None = None
    boards: tuple[Board, ...] = ()
    technologies: tuple[Label, ...] = ()
    every: Every = timedelta(hours=1)
    allow_private: bool = False

    @model_validator(mode="after")
    def _names_boards_once(self) -> "JobsOptions":
        keys = [board.key for board in self.all_boards()]
        if not keys:
            raise ValueError('name a board: token = "..." or boards = [{ token = "..." }]')
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"boards are listed twice: {', '.join(twice)}")
        return self

    def all_boards(self) -> tuple[Board, ...]:
        """The boards in the order they are polled."""
        single = {name: getattr(self, name) for name in ("token", "url", "path", "domain", "company")}
        if self.boards and any(single.values()):
            raise ValueError("write token, url, path, domain and company into the boards, or leave boards out")
        own = (_identified(Board.model_construct(**single)),) if any(single.values()) else ()
        return self.boards or own


class JobsSource(Source):
    """Postings of job boards, one step a board. The cursor stands, for each board, behind the postings seen."""

    type = "jobs"
    options_model = JobsOptions
    options: JobsOptions

    def __init__(self, options: JobsOptions, setting: Setting) -> None:
        super().__init__(options, setting)
        self.boards = [(b, Place(b.text, setting.workspace, options.allow_private)) for b in options.all_boards()]

    @property
    def live(self) -> bool:
        return any(place.live for _, place in self.boards)

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        failed: list[SourceError] = []
        named = {board.key for board, _ in self.boards}
        cursor = {key: state for key, state in cursor.items() if key in named}
        for board, place in self.boards:
            try:
                step = await self._step(board, place, cursor, context)
            except SourceError as cause:
                failed.append(cause)
                continue
            if step is not None:
                cursor = step.cursor
                yield step
        if failed:
            raise _together(failed)

    async def _step(self, board: Board, place: Place, cursor: Cursor, context: Context) -> Step | None:
        state = cursor.get(board.key, {})
        page = await place.fetch(state.get("page", {}), context)
        if page is None:
            return None
        technologies = (*self.options.technologies, *context.technologies)
        step: Step = await context.work(self.parse, board, page, state, technologies)
        return Step({**cursor, board.key: step.cursor}, step.drafts, step.rejected, step.first)

    def parse(self, board: Board, page: Page, state: Cursor, technologies: tuple[str, ...]) -> Step:
        """Drafts of the postings that the board's `state` has not seen. Pure; SourceError for what is no board."""
        postings, broken = greenhouse(page.body, page.shown)
        if not postings and state.get("open", 0) >= MANY:
            raise SourceError(f"{page.shown} lists no job where it had {state['open']}: taken as an outage")
        before = state.get("seen", [])
        old = set(before)
        fresh = {posting.job: posting for posting in postings if posting.job not in old}
        drafts = [self._draft(board, posting, technologies) for posting in fresh.values()]
        seen = remembered((posting.job for posting in postings), before)
        after = {"page": dict(page.caching), "seen": seen, "open": len(postings)}
        return Step(after, drafts, broken, first="seen" not in state)

    def _draft(self, board: Board, posting: Posting, technologies: tuple[str, ...]) -> SignalDraft:
        return SignalDraft(
            kind="job_posting",
            company=Company(name=board.company or posting.company, domain=board.domain),
            occurred_at=posting.published,
            evidence=Evidence(url=posting.url, title=posting.title),
            details=self._details(posting, technologies),
            native=f"greenhouse:{board.key}:{posting.job}",
        )

    def _details(self, posting: Posting, technologies: tuple[str, ...]) -> dict[str, Any]:
        role = self.setting.policy.roles.matcher.classify(posting.title)
        told = {
            "job": posting.job,
            "title": posting.title,
            "location": posting.location,
            "department": posting.department,
            "family": role.families[0] if role.families else None,
            "seniority": role.seniority,
            "technologies_named": named_in(f"{posting.title}\n{posting.text}", technologies) or None,
            "date_unparsed": posting.unread_date,
        }
        return {field: value for field, value in told.items() if value is not None}


def named_in(text: str, technologies: Iterable[str]) -> list[str]:
    """The technologies that the text names as whole words; up to three letters only in their own case (Go, R)."""
    return [name for name in dict.fromkeys(technologies) if _word(name).search(text)]


@lru_cache(maxsize=4096)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.NOFLAG if len(name) <= 3 else re.IGNORECASE)


def _together(failed: list[SourceError]) -> SourceError:
    """One board's own error, else how many failed and why the first ones did; the others were taken."""
    if len(failed) == 1:
        return failed[0]
    shown = "; ".join(str(cause) for cause in failed[:3])
    return SourceError(f"{len(failed)} boards failed: {shown}{' ...' if len(failed) > 3 else ''}")
