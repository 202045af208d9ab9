"""Applying: what CRMs tell becomes accounts, some thousand records in a transaction, until nothing is pending.

Where the list or an import has the account too, what it says is kept beside, and counts again when the CRM lets go of
it. What people set by hand stands over both. As with any change of an account, nothing alerts by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from icp.account import Account
from icp.crm_folding import CrmRecord, fold_records, over_list
from sinks.account_rows import body_of
from sinks.crm.gathering import CrmRules, Held, Key, gather, groups, records
from sinks.crm.tables import ACCOUNTS
from sinks.folding import drop_derived, refold
from sinks.headcounts import observe
from sinks.kinship import bare_body, inherit
from sinks.overriding import merged, overrides
from sinks.store import first
from sinks.tables import ACCOUNT_VERSIONS
from streams.discovery import carried

if TYPE_CHECKING:
    import duckdb

    from sinks.desk import Desk

CHUNK = 500
"""Records in a transaction."""
_NEXT = "SELECT DISTINCT crm, id FROM crm_pending ORDER BY crm, id LIMIT ?"
_BELOW = """
    INSERT INTO crm_pending
    WITH RECURSIVE below AS (
        SELECT c.crm, c.id FROM crm_companies AS c JOIN crm_pending AS p ON p.crm = c.crm AND p.id = c.parent
        UNION
        SELECT c.crm, c.id FROM crm_companies AS c JOIN below AS b ON b.crm = c.crm AND b.id = c.parent
    )
    SELECT crm, id FROM below
"""
_DONE = "DELETE FROM crm_pending WHERE (crm || chr(0) || id) IN (SELECT unnest(?))"
_STORED = "SELECT domain, source, body::VARCHAR FROM accounts WHERE domain IN (SELECT unnest(?))"
_TOLD = """
    SELECT domain, crm, whole, body::VARCHAR, base::VARCHAR, base_source FROM crm_accounts
    WHERE domain IN (SELECT unnest(?))
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What CRMs say of an account; not `whole`: it is another domain of theirs."""

    told: Account
    crm: str
    whole: bool


@dataclass(frozen=True, slots=True)
class _Base:
    """What an account was before CRMs spoke of it, and who said so."""

    account: Account
    source: str


def spread(desk: "Desk") -> int:
    """Note as pending what stands below a pending record, for it may inherit; how many are pending then."""
    with desk.transaction() as connection:
        connection.execute(_BELOW)
    row = first(desk.store.connection, "SELECT count(*) FROM crm_pending")
    return int(row[0]) if row else 0


def apply_next(desk: "Desk", rules: Mapping[str, CrmRules], now: datetime) -> list[str] | None:
    """Make the accounts of the next pending records, in a transaction; those that changed, None where none is left."""
    with desk.transaction() as connection:
        keys: list[Key] = connection.execute(_NEXT, [CHUNK]).fetchall()
        if not keys:
            return None
        found = gather(connection, keys)
        told = records(connection, found, rules)
        stored = _stored(connection, {domain for held in found.values() for domain in _domains(held)})
        main = {key: _account_of([told[each] for each in group], stored) for group in groups(found) for key in group}
        targets = _targets(main, stored, found)
        changed = _put(desk, connection, targets, stored, now)
        changed += _let_go(desk, connection, _left(found, targets), now)
        changed += inherit(desk, changed, now)
        _note(connection, found, main, targets)
        connection.execute(_DONE, [["\0".join(key) for key in {*found, *keys}]])
    return changed


def _account_of(members: Sequence[CrmRecord], stored: Mapping[str, tuple[str, str]]) -> Account:
    """The account of a group, under the domain that is an account already, where its first is not."""
    told = fold_records(members)
    if told.domain in stored:
        return told
    key = next((domain for domain in told.domains if domain in stored), told.domain)
    others = tuple(domain for domain in (told.domain, *told.domains) if domain != key)
    return told if key == told.domain else told.model_copy(update={"domain": key, "domains": others})


def _targets(
    main: Mapping[Key, Account], stored: Mapping[str, tuple[str, str]], found: Mapping[Key, Held]
) -> dict[str, Target]:
    """What CRMs say of each account: of a company's main one everything, of others that there are its relation."""
    crms = {crm for crm, _ in found}
    targets: dict[str, Target] = {}
    for (crm, _), told in main.items():
        targets.setdefault(told.domain, Target(told, crm, True))
    for (crm, _), told in main.items():
        for domain in told.domains:
            if domain in stored and stored[domain][0] not in crms:
                targets.setdefault(domain, Target(told, crm, False))
    return targets


def _put(
    desk: "Desk",
    connection: "duckdb.DuckDBPyConnection",
    targets: Mapping[str, Target],
    stored: Mapping[str, tuple[str, str]],
    now: datetime,
) -> list[str]:
    """Store the accounts that are others now; their domains."""
    bases, by_hand = _bases(connection, targets, stored), overrides(connection)
    wanted = []
    for domain, target in targets.items():
        base = bases.get(domain)
        account = over_list(base.account, target.told, whole=target.whole) if base else target.told
        account = merged(account, by_hand.get(domain, {}))
        if domain in stored:
            account = carried(account, Account.model_validate_json(stored[domain][1]))
        source = base.source if base else target.crm
        if stored.get(domain) != (source, body_of(account)):
            wanted.append((account, source))
    _write(connection, targets, bases)
    _enter(desk, connection, wanted, now)
    return [account.domain for account, _ in wanted]


def _enter(
    desk: "Desk", connection: "duckdb.DuckDBPyConnection", wanted: Sequence[tuple[Account, str]], now: datetime
) -> None:
    before = {account.domain: desk.catalog.is_folded(account.domain) for account, _ in wanted}
    desk.put_accounts(connection, wanted)
    for account, _ in wanted:
        desk.catalog.know(account)
    observe(connection, [account for account, _ in wanted], now)
    flipped = [domain for domain, folded in before.items() if desk.catalog.is_folded(domain) != folded]
    desk.memory.forget(flipped)
    refold(connection, desk.catalog.standings, desk.rules, flipped, now)


def _bases(
    connection: "duckdb.DuckDBPyConnection", targets: Mapping[str, Target], stored: Mapping[str, tuple[str, str]]
) -> dict[str, _Base]:
    """What stands below: what was kept before, else what the account is now, unless only a CRM made it."""
    rows = connection.execute(_TOLD, [list(targets)]).fetchall()
    known = {row[0] for row in rows}
    bases = {row[0]: _Base(Account.model_validate_json(row[4]), row[5]) for row in rows if row[4]}
    for domain, target in targets.items():
        if domain in stored and domain not in known:
            source, body = stored[domain]
            account = Account.model_validate_json(body)
            if not (target.whole and account.status == "discovered"):
                bases[domain] = _Base(account, source)
    return bases


def _write(connection: "duckdb.DuckDBPyConnection", targets: Mapping[str, Target], bases: Mapping[str, _Base]) -> None:
    connection.execute("DELETE FROM crm_accounts WHERE domain IN (SELECT unnest(?))", [list(targets)])
    rows = []
    for domain, target in targets.items():
        base = bases.get(domain)
        kept = (body_of(base.account), base.source) if base else (None, None)
        rows.append((domain, target.crm, target.whole, body_of(target.told), *kept))
    ACCOUNTS.insert(connection, rows)


def _left(found: Mapping[Key, Held], targets: Mapping[str, Target]) -> list[str]:
    """Accounts that no record makes any more."""
    before = {domain for held in found.values() for domain in held.accounts}
    return sorted(before - targets.keys())


def _let_go(desk: "Desk", connection: "duckdb.DuckDBPyConnection", left: Sequence[str], now: datetime) -> list[str]:
    """Accounts that CRMs have no more are what the list says again; those of no list are forgotten."""
    if not left:
        return []
    rows = connection.execute(_TOLD, [list(left)]).fetchall()
    connection.execute("DELETE FROM crm_accounts WHERE domain IN (SELECT unnest(?))", [list(left)])
    by_hand = overrides(connection)
    back = [(Account.model_validate_json(row[4]), row[5]) for row in rows if row[4]]
    _enter(desk, connection, [(merged(each, by_hand.get(each.domain, {})), source) for each, source in back], now)
    forget_accounts(desk, connection, [row[0] for row in rows if not row[4]])
    return [row[0] for row in rows]


def forget_accounts(desk: "Desk", connection: "duckdb.DuckDBPyConnection", domains: Sequence[str]) -> None:
    """Forget accounts, with a version that says so; their signals are kept."""
    if not domains:
        return
    names, seq = list(domains), desk.next_seq(len(domains))
    for table, key in (("accounts", "domain"), ("fits", "account")):
        connection.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT unnest(?))", [names])  # noqa: S608
    drop_derived(connection, names)
    ACCOUNT_VERSIONS.insert(connection, [(seq + place, domain, None) for place, domain in enumerate(names)])
    desk.catalog.drop(names)
    desk.memory.forget(names)


def _note(
    connection: "duckdb.DuckDBPyConnection",
    found: Mapping[Key, Held],
    main: Mapping[Key, Account],
    targets: Mapping[str, Target],
) -> None:
    """Which accounts each record was folded into; records that are gone leave; deals are their account's."""
    rows = []
    for key in found:
        told = main.get(key)
        domains = (told.domain, *(d for d in told.domains if d in targets)) if told else ()
        rows.append((*key, list(dict.fromkeys(domains)), told.domain if told else None))
    connection.register("folded", _arrow(rows))
    try:
        connection.execute(_FOLDED)
        connection.execute(_OF_DEALS)
    finally:
        connection.unregister("folded")
    gone = ["\0".join(key) for key, held in found.items() if held.gone]
    sql = "DELETE FROM crm_companies WHERE gone AND (crm || chr(0) || id) IN (SELECT unnest(?))"
    connection.execute(sql, [gone])


_FOLDED = """
    UPDATE crm_companies AS c SET accounts = f.accounts FROM folded AS f
    WHERE c.crm = f.crm AND c.id = f.id AND c.accounts IS DISTINCT FROM f.accounts
"""
_OF_DEALS = """
    UPDATE deals AS d SET account = f.account FROM folded AS f
    WHERE d.crm = f.crm AND d.company = f.id AND d.account IS DISTINCT FROM f.account
"""


def _arrow(rows: Sequence[tuple[Any, ...]]) -> Any:
    import pyarrow as pa

    types = (pa.string(), pa.string(), pa.list_(pa.string()), pa.string())
    columns = [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), types, strict=True)]
    return pa.Table.from_arrays(columns, names=["crm", "id", "accounts", "account"])


def _stored(connection: "duckdb.DuckDBPyConnection", domains: Iterable[str]) -> dict[str, tuple[str, str]]:
    rows = connection.execute(_STORED, [list(domains)]).fetchall()
    return {domain: (source, bare_body(body)) for domain, source, body in rows}


def _domains(held: Held) -> tuple[str, ...]:
    return (*held.company.domains, *held.accounts)
