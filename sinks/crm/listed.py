"""The account list beside CRMs: what a list says of an account that a CRM has too is kept below what the CRM says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from icp.account import Account
from icp.crm_folding import over_list
from sinks.account_rows import body_of
from sinks.store import first

if TYPE_CHECKING:
    import duckdb

_ANY = "SELECT 1 FROM crm_accounts LIMIT 1"
_TOLD = "SELECT domain, whole, body::VARCHAR FROM crm_accounts WHERE domain IN (SELECT unnest(?))"
_BASE = """
    UPDATE crm_accounts AS c SET base = b.body::JSON, base_source = $source FROM bases AS b WHERE b.domain = c.domain
"""
_BARE = """
    UPDATE crm_accounts SET base = NULL, base_source = NULL WHERE whole AND domain IN (SELECT unnest(?))
    RETURNING domain, crm, body::VARCHAR
"""
_UNKNOWN = """
    INSERT INTO crm_pending
    WITH named AS (SELECT crm, id, unnest(domains) AS name FROM crm_companies)
    SELECT DISTINCT crm, id FROM named
    WHERE name IN (SELECT unnest(?)) AND name NOT IN (SELECT domain FROM crm_accounts)
"""


def with_crm(connection: "duckdb.DuckDBPyConnection", accounts: Sequence[Account], source: str) -> list[Account]:
    """The accounts of a list with what CRMs say put over them, in the caller's transaction.

    An account that the list names for the first time, and a CRM as another domain of a company, is pending.
    """
    if first(connection, _ANY) is None:
        return list(accounts)
    rows = connection.execute(_TOLD, [[each.domain for each in accounts]]).fetchall()
    told = {domain: (whole, Account.model_validate_json(body)) for domain, whole, body in rows}
    _keep(connection, [each for each in accounts if each.domain in told], source)
    connection.execute(_UNKNOWN, [[each.domain for each in accounts if each.domain not in told]])
    return [over_list(a, told[a.domain][1], whole=told[a.domain][0]) if a.domain in told else a for a in accounts]


def _keep(connection: "duckdb.DuckDBPyConnection", listed: Sequence[Account], source: str) -> None:
    import pyarrow as pa

    names = [each.domain for each in listed]
    connection.register("bases", pa.table({"domain": names, "body": list(map(body_of, listed))}))
    try:
        connection.execute(_BASE, {"source": source})
    finally:
        connection.unregister("bases")


def still_in_crm(connection: "duckdb.DuckDBPyConnection", left: Sequence[str]) -> list[tuple[Account, str]]:
    """Of accounts that left a list those that a CRM has, as it has them, in the caller's transaction."""
    if not left or first(connection, _ANY) is None:
        return []
    rows = connection.execute(_BARE, [list(left)]).fetchall()
    connection.execute("DELETE FROM crm_accounts WHERE NOT whole AND domain IN (SELECT unnest(?))", [list(left)])
    return [(Account.model_validate_json(body), crm) for _, crm, body in rows]
