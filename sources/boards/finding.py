"""Finding the job board of a company: by what its own pages link to, proved by reading the board."""

from collections.abc import AsyncIterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from icp.account import Account
from sources.boards import board_format
from sources.boards.format import Listing
from sources.boards.links import USUAL, BoardLink, boards_in, careers_links
from sources.errors import SourceError
from streams.names import name_key

if TYPE_CHECKING:
    from sources.fetch import Web
    from sources.page import Page

PAGE_BYTES = 2_000_000
BOARD_BYTES = 50_000_000
CAREERS = 4
"""Careers pages of one company that are looked at."""


class FoundBoard(NamedTuple):
    """A board that answers: whose it is, where its link stood, how many seats are open, and its own company's name."""

    domain: str
    board: str
    token: str
    page: str
    jobs: int
    company: str | None
    note: str | None = None


async def find_boards(account: Account, web: "Web", home: str, *, allow_private: bool = False) -> list[FoundBoard]:
    """Boards of the account, by its home page at `home`. Raises SourceError where no page of it could be read."""
    looking = _Looking(account, web, allow_private)
    async for page in looking.pages(home):
        links = boards_in(f"{page.address} {_text(page)}")
        if links:
            proved = [await looking.proved(link, page.shown) for link in links]
            return [found for found in proved if found is not None]
    return []


class _Looking:
    def __init__(self, account: Account, web: "Web", allow_private: bool) -> None:
        self._account, self._web, self._allow_private = account, web, allow_private

    async def pages(self, home: str) -> AsyncIterator["Page"]:
        """The home page, then careers pages that it names, else those that are usual."""
        first = await self._get(home, PAGE_BYTES)
        yield first
        named = careers_links(_text(first), first.address or home, self._account.domain)
        for url in islice(named or [home.rstrip("/") + path for path in USUAL], CAREERS):
            try:
                yield await self._get(url, PAGE_BYTES)
            except SourceError:
                continue

    async def proved(self, link: BoardLink, where: str) -> FoundBoard | None:
        """The board as it answers; none where it does not."""
        format = board_format(link.kind)
        address = format.address.format(token=link.token)
        try:
            page = await self._get(address, BOARD_BYTES)
            listing = format.read(page.body, page.shown, address)
        except SourceError:
            return None
        company = next((posting.company for posting in listing.postings if posting.company), None)
        return self._found(link, where, listing, company)

    def _found(self, link: BoardLink, where: str, listing: Listing, company: str | None) -> FoundBoard:
        strange = company is not None and name_key(company) != name_key(self._account.name)
        note = f"it calls the company {company!r}: is it the same?" if strange else None
        return FoundBoard(self._account.domain, link.kind, link.token, where, len(listing.jobs), company, note)

    async def _get(self, url: str, most: int) -> "Page":
        page = await self._web.get(url, {}, most, self._allow_private)
        if page is None:
            raise SourceError(f"{url} answered without a page")
        return page


def _text(page: "Page") -> str:
    return page.body.decode("utf-8", "replace")
