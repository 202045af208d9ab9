"""Looking for the job boards of a workspace's accounts; nothing is kept."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fitsignal.errors import OperatorError
from fitsignal.workspace import Workspace
from icp.account import Account
from sources.boards.finding import FoundBoard, find_boards
from sources.errors import SourceError
from sources.fetch import Web
from sources.turns import Turns

HOME = "https://{domain}/"
WANTED = ("prospect", "customer", "open_deal", "discovered")
Row = dict[str, Any]


def discover_boards(
    workspace: Workspace, domains: Sequence[str], most: int, *, home: str = HOME, allow_private: bool = False
) -> list[Row]:
    """A row for each board that was found, else one that says why there is none. Raises OperatorError."""
    accounts = _asked(workspace, domains)[:most]
    return asyncio.run(_found(accounts, home, allow_private=allow_private))


def _asked(workspace: Workspace, domains: Sequence[str]) -> list[Account]:
    """Accounts that were named; if none was, all whose boards no source watches yet."""
    listed = {account.domain: account for account in workspace.intake.accounts}
    if strange := [domain for domain in domains if domain not in listed]:
        raise OperatorError(f"no account has the domain {', '.join(strange)}: see `fitsignal accounts list`")
    if domains:
        return [listed[domain] for domain in domains]
    watched = set(_watched(workspace.source_options))
    return [each for each in listed.values() if each.status in WANTED and each.domain not in watched]


def _watched(sources: Iterable[Any]) -> Iterator[str]:
    for source in sources:
        if source.get("type") == "jobs":
            yield from (board.get("domain", "") for board in (source, *source.get("boards", ())))


async def _found(accounts: Sequence[Account], home: str, *, allow_private: bool) -> list[Row]:
    turns = Turns()
    async with Web() as web:

        async def look(account: Account) -> list[Row]:
            async with turns.taken(account.domain):
                return await _rows(account, web, home, allow_private=allow_private)

        return [row for rows in await asyncio.gather(*map(look, accounts)) for row in rows]


async def _rows(account: Account, web: Web, home: str, *, allow_private: bool) -> list[Row]:
    try:
        url = home.replace("{domain}", account.domain)
        found = await find_boards(account, web, url, allow_private=allow_private)
    except SourceError as cause:
        return [{"domain": account.domain, "board": None, "note": str(cause)}]
    if not found:
        return [{"domain": account.domain, "board": None, "note": "no page of it links to a board that is known here"}]
    return [each._asdict() for each in found]


def as_table(rows: Iterable[Row]) -> str:
    """What to paste into fitsignal.toml for the boards that were found without a doubt."""
    boards = [FoundBoard(**row) for row in rows if row["board"] and not row["note"]]
    lines = [f'  {{ board = "{b.board}", token = "{b.token}", domain = "{b.domain}" }},' for b in boards]
    return "\n".join(['[[sources]]\ntype = "jobs"\nboards = [', *lines, "]"]) if lines else ""
