"""Where filings are listed: EDGAR's current filings, a watched company's submissions, recorded pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, Protocol

from sources.contract import Context
from sources.errors import RetryLater, SourceError
from sources.filings.access import Access
from sources.filings.current import PER_PAGE, Listed, current, is_web_page
from sources.filings.filing import FORMS, Filing, is_accession
from sources.filings.submissions import submitted
from sources.place import FILE_BYTES, inside
from streams.ports import Rejected

PAGES = 100
"""Pages that a list is read to at most; a whole day of all forms has some fifty."""
AWAY = "EDGAR is not available: it answers with a page for people instead of its list of filings"
Known = Callable[[Filing], bool]


class Walk(NamedTuple):
    """What a list gave, and the error that ended it before its end, if one did."""

    filings: list[Filing]
    broken: list[Rejected]
    error: SourceError | None = None


class FilingList(Protocol):
    """A list of filings. `key` names it in cursors, `forms` are those taken of it."""

    @property
    def key(self) -> str: ...

    @property
    def forms(self) -> Sequence[str]: ...

    async def walk(self, context: Context, known: Known, *, whole: bool) -> Walk:
        """Its filings; where it was read to its end before (`whole`), no further than what is known."""
        ...


@dataclass(frozen=True, slots=True)
class CurrentList:
    """Current filings of forms that begin alike, newest first, a hundred a page.

    Behind the last page EDGAR answers 503 with an apology, as it does when it is down. After a page that is not full
    nothing is asked any more. After a full one the apology is the end only where the first page can still be had, and
    the page itself, asked once more, can not.
    """

    forms: tuple[str, ...]
    access: Access

    @property
    def key(self) -> str:
        return self.forms[0]

    def address(self, start: int) -> str:
        """The page that begins behind so many entries."""
        shortest = min(self.forms, key=len).replace("/", "%2F")
        return (
            f"/cgi-bin/browse-edgar?action=getcurrent&type={shortest}&owner=include&count={PER_PAGE}&start={start}"
            "&output=atom"
        )

    async def walk(self, context: Context, known: Known, *, whole: bool) -> Walk:
        filings: list[Filing] = []
        broken: list[Rejected] = []
        try:
            for number in range(PAGES):
                listed = await self._page(number * PER_PAGE, context)
                if listed is None:
                    return Walk(filings, broken)
                mine = [filing for filing in listed.filings if filing.form in self.forms and filing.wanted]
                filings += mine
                broken += listed.broken
                if context.brief or listed.entries < PER_PAGE or (whole and mine and all(map(known, mine))):
                    return Walk(filings, broken)
        except SourceError as cause:
            return Walk(filings, broken, cause)
        return Walk(filings, broken, SourceError(f"EDGAR lists more than {PAGES} pages of {self.key}: read no further"))

    async def _page(self, start: int, context: Context) -> Listed | None:
        """The page; None behind the last one. Raises RetryLater where EDGAR is down."""
        listed = await self._asked(start, context)
        if listed is not None:
            return listed
        if not start or await self._asked(0, context) is None:
            raise RetryLater(AWAY)
        return await self._asked(start, context)

    async def _asked(self, start: int, context: Context) -> Listed | None:
        """The page; None for the apology."""
        try:
            page = await self.access.page(self.address(start), context)
        except SourceError as cause:
            if cause.status == 503:
                return None
            raise
        if is_web_page(page.body):
            return None
        listed: Listed = await context.work(current, page.body, page.shown)
        return listed


@dataclass(frozen=True, slots=True)
class WatchedList:
    """The submissions of one company, of the year before its newest one."""

    cik: str
    domain: str | None
    access: Access
    forms: tuple[str, ...] = FORMS

    @property
    def key(self) -> str:
        return self.cik

    async def walk(self, context: Context, known: Known, *, whole: bool) -> Walk:
        try:
            page = await self.access.page(f"/submissions/CIK{self.cik}.json", context)
            found: list[Filing] = await context.work(submitted, page.body, page.shown, self.cik)
        except SourceError as cause:
            return Walk([], [], cause)
        mine = [replace(filing, domain=self.domain or filing.domain) for filing in found]
        return Walk([filing for filing in mine if filing.form in self.forms and filing.wanted], [])


@dataclass(frozen=True, slots=True)
class RecordedList:
    """Pages in files of the workspace, in the order of their names. A page for people is the end if it is the last."""

    pattern: str
    workspace: Path
    forms: tuple[str, ...]
    key: str = field(default="recorded")

    async def walk(self, context: Context, known: Known, *, whole: bool) -> Walk:
        found: Walk = await context.work(self._read)
        return found

    def _read(self) -> Walk:
        filings: list[Filing] = []
        broken: list[Rejected] = []
        pages = self.pages()
        for page in pages:
            shown = page.relative_to(self.workspace).as_posix()
            try:
                body = _content(page, shown)
                if is_web_page(body) and page == pages[-1] and len(pages) > 1:
                    break
                listed = current(body, shown)
            except SourceError as cause:
                return Walk(filings, broken, cause)
            filings += [filing for filing in listed.filings if filing.form in self.forms and filing.wanted]
            broken += listed.broken
        return Walk(filings, broken, None if pages else SourceError(f"{self.pattern} names no file yet"))

    def pages(self) -> list[Path]:
        """The files that the pattern names now, without documents."""
        found = [path for path in self.workspace.glob(self.pattern) if path.is_file() and not is_accession(path.stem)]
        return sorted(path for path in found if _is_inside(path, self.workspace))

    def document(self, filing: Filing) -> bytes | None:
        """The filing's document, recorded beside the pages; None where it was not."""
        beside = (self.workspace / self.pattern).parent
        for path in sorted(beside.glob(f"{filing.accession}.*")):
            return _content(path, path.relative_to(self.workspace).as_posix())
        return None


def _content(path: Path, shown: str) -> bytes:
    try:
        if path.stat().st_size > FILE_BYTES:
            raise SourceError(f"{shown} is larger than {FILE_BYTES / 1e6:g} MB: it was not read")
        return path.read_bytes()
    except OSError as cause:
        raise SourceError(f"{shown} could not be read: {cause.strerror or type(cause).__name__}") from None


def _is_inside(path: Path, workspace: Path) -> bool:
    try:
        inside(workspace, path.relative_to(workspace).as_posix())
    except ValueError:
        return False
    return True
