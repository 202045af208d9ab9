"""Taking a CRM's page into the store: records, and the cursor that points after them, in one transaction.

What changed is noted as pending; the accounts are made of it later (`applying`), so that a parent may come after its
child. A crash leaves a page whole or not at all, and the next round goes on after the last whole one.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from icp.crm import CrmCompany, CrmCursor, CrmDeal, CrmError, CrmPage
from sinks.account_rows import body_of
from sinks.columns import time
from sinks.crm.tables import COMPANIES, DEALS, OWNERS, PENDING
from sinks.rows import dumped
from sinks.store import first
from streams.times import instant, micros

if TYPE_CHECKING:
    import duckdb

    from sinks.desk import Desk

LEAST_LEFT = 0.5
"""Of the records known, the share that a full round must show: where it shows fewer, that is an outage."""
FEW = 20
"""Records of which any number may leave at once."""

_HELD = """
    SELECT id, domains, words, parent, owner, body::VARCHAR, accounts, gone FROM crm_companies
    WHERE crm = ? AND id IN (SELECT unnest(?))
"""
_UNSEEN = """
    SELECT t.id FROM {table} AS t JOIN crm_state AS s ON s.crm = t.crm WHERE t.crm = ? AND t.seen_at < s.began_at
"""
_CLEAR = "DELETE FROM {table} WHERE crm = ? AND id IN (SELECT unnest(?))"


def cursor_of(desk: "Desk", crm: str) -> CrmCursor:
    """Where the reading of a CRM stands; empty where it was never read."""
    row = first(desk.store.connection, "SELECT cursor FROM crm_state WHERE crm = ?", [crm])
    found: CrmCursor = orjson.loads(row[0]) if row else {}
    return found


def is_full_due(desk: "Desk", crm: str, every: timedelta, now: datetime) -> bool:
    """Whether everything is to be read anew."""
    row = first(desk.store.connection, "SELECT epoch_us(full_at) FROM crm_state WHERE crm = ?", [crm])
    return row is None or row[0] is None or now - instant(row[0]) >= every


def begin(desk: "Desk", crm: str, rules: Mapping[str, Any], now: datetime) -> None:
    """A round begins, or goes on. Where the rules of its words are others, every record is read anew from the store."""
    with desk.transaction() as connection:
        row = first(connection, "SELECT rules, cursor FROM crm_state WHERE crm = ?", [crm])
        if row is None:
            sql = "INSERT INTO crm_state (crm, cursor, rules, began_at, tried_at) VALUES (?, '{}', ?, ?, ?)"
            connection.execute(sql, [crm, dumped(rules), now, now])
            return
        if orjson.loads(row[0]) != dict(rules):
            sql = "INSERT INTO crm_pending SELECT crm, id FROM crm_companies WHERE crm = ?"
            connection.execute(sql, [crm])
            connection.execute("UPDATE crm_state SET rules = ? WHERE crm = ?", [dumped(rules), crm])
        connection.execute("UPDATE crm_state SET tried_at = ? WHERE crm = ?", [now, crm])
        if "phase" not in orjson.loads(row[1]):
            connection.execute("UPDATE crm_state SET began_at = ? WHERE crm = ?", [now, crm])


def fail(desk: "Desk", crm: str, trouble: str) -> None:
    """Note why a round did not come to its end."""
    with desk.transaction() as connection:
        connection.execute("UPDATE crm_state SET trouble = ? WHERE crm = ?", [trouble, crm])


def leave(desk: "Desk", configured: Sequence[str]) -> int:
    """CRMs that are configured no more: their records are gone; how many."""
    with desk.transaction() as connection:
        names = [row[0] for row in connection.execute("SELECT crm FROM crm_state").fetchall()]
        count = 0
        for name in names:
            if name not in configured:
                ids = _ids(connection, "SELECT id FROM crm_companies WHERE crm = ?", [name])
                count += _gone(connection, name, ids)
                for table in ("crm_state", "crm_owners", "deals"):
                    connection.execute(f"DELETE FROM {table} WHERE crm = ?", [name])  # noqa: S608
    return count


def take_page(desk: "Desk", crm: str, page: CrmPage, now: datetime) -> None:
    """Keep a page with its cursor. Raises CrmError where a full round shows so little that it must be an outage."""
    with desk.transaction() as connection:
        _owners(connection, crm, page.owners)
        _companies(connection, crm, page.companies, now)
        _deals(connection, crm, page.deals, now)
        merged = [name for each in page.companies for name in each.merged if name != each.id]
        _gone(connection, crm, [*page.gone_companies, *merged])
        _gone_deals(connection, crm, page.gone_deals)
        if page.began is not None:
            _end(connection, crm, page, now)
        connection.execute("UPDATE crm_state SET cursor = ? WHERE crm = ?", [dumped(page.cursor), crm])


def _end(connection: "duckdb.DuckDBPyConnection", crm: str, page: CrmPage, now: datetime) -> None:
    if page.full:
        _sweep(connection, crm)
        connection.execute("UPDATE crm_state SET full_at = ? WHERE crm = ?", [now, crm])
    connection.execute("UPDATE crm_state SET read_at = ?, trouble = NULL WHERE crm = ?", [now, crm])


def _sweep(connection: "duckdb.DuckDBPyConnection", crm: str) -> None:
    """What a full round did not show has left, unless it showed so little that it was no full round."""
    for table, gone in (("crm_companies", _gone), ("deals", _gone_deals)):
        unseen = _ids(connection, _UNSEEN.format(table=table), [crm])
        known = first(connection, f"SELECT count(*) FROM {table} WHERE crm = ?", [crm])  # noqa: S608
        if len(unseen) > FEW and known and known[0] - len(unseen) < LEAST_LEFT * known[0]:
            what = "companies" if table == "crm_companies" else "deals"
            told = f"{crm} shows {known[0] - len(unseen):,} of the {known[0]:,} {what} that it had"
            raise CrmError(f"{told}: nothing was removed; may the token see all of them still?", "access")
        gone(connection, crm, unseen)


def _companies(
    connection: "duckdb.DuckDBPyConnection", crm: str, companies: Sequence[CrmCompany], now: datetime
) -> None:
    """Keep records; those that say something new are pending."""
    latest = {each.id: each for each in companies}
    held = {row[0]: row for row in connection.execute(_HELD, [crm, list(latest)]).fetchall()}
    rows = []
    changed = []
    for name, each in latest.items():
        body = body_of(each.account) if each.account else None
        said = (list(each.domains), list(each.words), each.parent, each.owner, body)
        before = held.get(name)
        if before is None or before[1:6] != said or before[7]:
            changed.append(name)
        accounts = before[6] if before else []
        told = (crm, name, *said[:4], time(each.modified_at), micros(now), False, accounts, body)
        rows.append(told)
    connection.execute(_CLEAR.format(table="crm_companies"), [crm, list(latest)])
    COMPANIES.insert(connection, rows)
    note_pending(connection, ((crm, name) for name in changed))


def _deals(connection: "duckdb.DuckDBPyConnection", crm: str, deals: Sequence[CrmDeal], now: datetime) -> None:
    latest = {each.id: each for each in deals}
    touched = _companies_of(connection, crm, list(latest)) | {each.company for each in deals if each.company}
    rows = [_deal_row(crm, each, now) for each in latest.values()]
    connection.execute(_CLEAR.format(table="deals"), [crm, list(latest)])
    DEALS.insert(connection, rows)
    note_pending(connection, ((crm, name) for name in touched))


def _deal_row(crm: str, deal: CrmDeal, now: datetime) -> tuple[Any, ...]:
    told = (crm, deal.id, None, deal.company, deal.stage, deal.amount, deal.currency)
    when = (time(deal.opened_at), time(deal.closed_at))
    return (*told, *when, deal.outcome, deal.owner, time(deal.modified_at), micros(now))


def _gone_deals(connection: "duckdb.DuckDBPyConnection", crm: str, ids: Sequence[str]) -> int:
    if not ids:
        return 0
    note_pending(connection, ((crm, name) for name in _companies_of(connection, crm, ids)))
    connection.execute(_CLEAR.format(table="deals"), [crm, list(ids)])
    return len(ids)


def _companies_of(connection: "duckdb.DuckDBPyConnection", crm: str, deals: Sequence[str]) -> set[str]:
    sql = "SELECT DISTINCT company FROM deals WHERE crm = ? AND company IS NOT NULL AND id IN (SELECT unnest(?))"
    return set(_ids(connection, sql, [crm, list(deals)])) if deals else set()


def _gone(connection: "duckdb.DuckDBPyConnection", crm: str, ids: Sequence[str]) -> int:
    """Note that records are there no more; how many of them we had."""
    if not ids:
        return 0
    sql = "SELECT id FROM crm_companies WHERE crm = ? AND id IN (SELECT unnest(?))"
    known = _ids(connection, sql, [crm, list(ids)])
    sql = "UPDATE crm_companies SET gone = true WHERE crm = ? AND id IN (SELECT unnest(?))"
    connection.execute(sql, [crm, known])
    note_pending(connection, ((crm, name) for name in known))
    return len(known)


def _owners(connection: "duckdb.DuckDBPyConnection", crm: str, owners: Mapping[str, str]) -> None:
    """Keep who the owners are; records of one whose address is another are pending."""
    if not owners:
        return
    held = dict(connection.execute("SELECT id, email FROM crm_owners WHERE crm = ?", [crm]).fetchall())
    changed = [name for name, email in owners.items() if held.get(name) != email]
    if changed:
        connection.execute(_CLEAR.format(table="crm_owners"), [crm, changed])
        OWNERS.insert(connection, [(crm, name, owners[name]) for name in changed])
        sql = "INSERT INTO crm_pending SELECT crm, id FROM crm_companies WHERE crm = ? AND owner IN (SELECT unnest(?))"
        connection.execute(sql, [crm, changed])


def note_pending(connection: "duckdb.DuckDBPyConnection", records: Iterable[tuple[str, str]]) -> None:
    """Records whose accounts are to be made anew."""
    PENDING.insert(connection, list(records))


def _ids(connection: "duckdb.DuckDBPyConnection", sql: str, values: list[Any]) -> list[str]:
    return [row[0] for row in connection.execute(sql, values).fetchall()]
