"""Accounts and their fits as rows of the store: written whole, or only where something was taught."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from icp.account import Account, Range
from icp.fit import Fit
from sinks.columns import Table
from sinks.tables import ACCOUNTS, FITS

if TYPE_CHECKING:
    import duckdb

_KNOWN = tuple(ACCOUNTS.columns.items())[:-3]
_PLACES = {name: place for place, name in enumerate(ACCOUNTS.columns)}
_LISTS = frozenset(name for name, kind in ACCOUNTS.columns.items() if kind == "texts")
_FIXED = {"domain", "source", *_LISTS}
_TAUGHT = Table(
    "accounts", {name: kind for name, kind in ACCOUNTS.columns.items() if name not in _FIXED - {"domain"}}, often=True
)
_CHANGE = f"""
    UPDATE accounts SET {", ".join(f'"{name}" = told."{name}"' for name in _TAUGHT.columns if name != "domain")}
    FROM ({{source}}) AS told WHERE accounts.domain = told.domain
"""  # noqa: S608
"""A third of what replacing the row costs, and a fifth of its log. A list cannot be changed in its place."""


class Entered(NamedTuple):
    """An account as it is taken in: the source it came from, its JSON, and its fits, the best first.

    No fits: they are as they are stored. `whole`: nothing of its row need be as it is stored; else it stands there, of
    that source, with the same lists.
    """

    account: Account
    source: str
    body: str
    fits: Sequence[Fit]
    whole: bool = True


def same_lists(one: Account, other: Account) -> bool:
    """Whether the columns that hold lists are alike."""
    return all(getattr(one, name) == getattr(other, name) for name in _LISTS)


def body_of(account: Account) -> str:
    """The account as the log and its row keep it."""
    return account.model_dump_json(exclude_defaults=True)


def write_accounts(connection: "duckdb.DuckDBPyConnection", rows: Iterable[Entered]) -> None:
    """Insert or replace accounts with their fits."""
    whole: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    fits: list[tuple[Any, ...]] = []
    for row in rows:
        told = _account_row(row.account, row.source, row.body)
        if row.whole:
            whole.append(told)
        else:
            changed.append(tuple([told[_PLACES[name]] for name in _TAUGHT.columns]))
        fits.extend(_fit_row(fit, best=place == 0) for place, fit in enumerate(row.fits))
    ACCOUNTS.insert(connection, whole, mode="INSERT OR REPLACE")
    _TAUGHT.query(connection, changed, _CHANGE)
    FITS.insert(connection, fits, mode="INSERT OR REPLACE")


def _account_row(account: Account, source: str, body: str) -> tuple[Any, ...]:
    known = [_plain(getattr(account, name), kind) for name, kind in _KNOWN]
    return (*known, _attributes(account) if account.attributes else "{}", source, body)


def _attributes(account: Account) -> str:
    return account.model_dump_json(include={"attributes"})[len('{"attributes":') : -1]


def _plain(value: Any, kind: str) -> Any:
    """As a column holds it: of a range its lower end, the range itself stays in the body."""
    if value is None or value.__class__ is str:
        return value
    if isinstance(value, Range):
        value = value.low if value.low is not None else value.high
    if kind == "int" and value is not None:
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def _fit_row(fit: Fit, *, best: bool) -> tuple[Any, ...]:
    return (
        fit.domain,
        fit.profile,
        fit.version,
        fit.fit,
        fit.tier,
        fit.verdict,
        fit.known,
        fit.known_mandatory,
        best,
        fit.model_dump_json(),
    )
