"""Inheriting in the store: accounts that name a parent have its status, and lose it, in one transaction with its own.

A parent is named by its domain or its name, as an account list's column says it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from icp.account import Account, Status
from icp.kinship import STATUS_FROM, bare, inherited, with_inherited
from sinks.account_rows import body_of
from sinks.folding import CHUNK

if TYPE_CHECKING:
    import duckdb

    from sinks.books import Books

_FROM = f"(attributes ->> '{STATUS_FROM}')"
_KIN = f"SELECT domain, parent, status, {_FROM} AS status_from FROM accounts WHERE parent IS NOT NULL"  # noqa: S608
_STATUSES = "SELECT domain, status FROM accounts WHERE domain IN (SELECT unnest(?))"
_BY_HAND = """
    SELECT DISTINCT body ->> '$.domain' FROM entries
    WHERE kind = 'account_set' AND (body -> '$.changes.status') IS NOT NULL
"""
_BODIES = "SELECT body, source FROM accounts WHERE domain IN (SELECT unnest(?))"


class _Kin(NamedTuple):
    """An account that names a parent; `status_from`: whose status it has."""

    domain: str
    parent: str
    status: Status
    status_from: str | None


def inherit(books: "Books", touched: Iterable[str] | None, now: datetime) -> list[str]:
    """Give the status of parents to the accounts below `touched`, all where that is None; those that changed.

    In the caller's transaction, after what it changed; signals of those that change are folded anew.
    """
    connection, versions = books.store.connection, inheritances(books, touched)
    changed: list[str] = []
    for start in range(0, len(versions), CHUNK):
        part = versions[start : start + CHUNK]
        books.change_accounts(connection, part, now)
        changed += [account.domain for account, _ in part]
    return changed


def inheritances(books: "Books", touched: Iterable[str] | None) -> list[tuple[Account, str]]:
    """Accounts whose status is another now by those above them, with their sources."""
    connection = books.store.connection
    if touched is None:
        books.catalog.forget_parents()
    kin = [_Kin(*row) for row in connection.execute(_KIN).fetchall()]
    if not kin:
        return []
    parents = {each.domain: above for each in kin if (above := books.catalog.parent_of(each.parent))}
    wanted = None if touched is None else _below({*touched}, kin, parents)
    own = _own(connection, kin, parents)
    by_hand = {row[0] for row in connection.execute(_BY_HAND).fetchall()}
    found = {each: inherited(each.domain, own, parents) for each in kin if wanted is None or each.domain in wanted}
    told = {
        each.domain: above
        for each, above in found.items()
        if each.domain not in by_hand
        and (each.status_from, each.status) != ((above.source, above.status) if above else (None, own[each.domain]))
    }
    rows = connection.execute(_BODIES, [list(told)]).fetchall() if told else ()
    accounts = ((Account.model_validate_json(body), source) for body, source in rows)
    return [(with_inherited(account, told[account.domain]), source) for account, source in accounts]


def _own(
    connection: "duckdb.DuckDBPyConnection", kin: Collection[_Kin], parents: Mapping[str, str]
) -> dict[str, Status]:
    """The status by itself of each that has a parent, or is one."""
    own: dict[str, Status] = dict(connection.execute(_STATUSES, [[*{*parents.values()}]]).fetchall())
    return own | {each.domain: "prospect" if each.status_from else each.status for each in kin}


def _below(touched: set[str], kin: Collection[_Kin], parents: Mapping[str, str]) -> set[str]:
    """Those touched and all below them, by the parents that they have now or had."""
    children: dict[str, list[str]] = {}
    for each in kin:
        for above in {parents.get(each.domain), each.status_from} - {None}:
            children.setdefault(str(above), []).append(each.domain)
    found, open_ones = set(touched), list(touched)
    while open_ones:
        new = [child for child in children.get(open_ones.pop(), ()) if child not in found]
        found.update(new)
        open_ones += new
    return found


def bare_body(body: str) -> str:
    """The account's JSON by itself, without the status of another."""
    return body_of(bare(Account.model_validate_json(body))) if f'"{STATUS_FROM}"' in body else body
