"""Sync: bring the store to the accounts, profiles and policy in force. Each change is a numbered entry of the log.

A change never alerts by itself: what it makes of stored signals is folded anew, in silence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from icp.account import Account
from icp.origins import ORIGINS
from icp.profile import Profile
from sinks.account_rows import Entered, body_of, write_accounts
from sinks.crm.listed import still_in_crm, with_crm
from sinks.desk import Desk
from sinks.finding import release_found
from sinks.folding import CHUNK, drop_derived, refold
from sinks.headcounts import observe
from sinks.heap import give_back
from sinks.kinship import bare_body, inherit
from sinks.overriding import enter, merged, overrides
from sinks.refolding import fold_pending, note_pending
from sinks.rows import dumped
from sinks.store import streamed
from sinks.tables import ACCOUNT_VERSIONS
from streams.discovery import carried
from streams.policy import ENGINE, Policy
from streams.qualified import FOLDED

if TYPE_CHECKING:
    import duckdb

LIST = "list"
_LISTED = "SELECT domain, body FROM accounts WHERE source = 'list'"
_TAUGHT = f"SELECT domain, body FROM accounts WHERE (attributes -> '{ORIGINS}') IS NOT NULL"  # noqa: S608


def sync(
    desk: Desk,
    profiles: Sequence[Profile],
    policy: Policy,
    settings: Mapping[str, Any],
    accounts: Callable[[], Iterable[Account]],
    accounts_key: str,
    now: datetime,
) -> bool:
    """Take over what the workspace says; True where anything changed. `accounts` is called only if its key is new."""
    connection = desk.store.connection
    old = {
        name: orjson.loads(value) for name, value in connection.execute("SELECT name, value FROM settings").fetchall()
    }
    version = ",".join(profile.version for profile in profiles)
    new_policy, new_profiles = old.get("policy") != policy.version, old.get("profiles") != version
    new_accounts, new_engine = old.get("accounts_key") != accounts_key, old.get("engine") != ENGINE
    before = {domain: standing.verdict in FOLDED for domain, standing in desk.catalog.standings.items()}
    with desk.transaction():
        if new_policy:
            _note(desk, "policy", policy.version, policy.model_dump(mode="json", by_alias=True), now)
            _write_rules(connection, policy)
        if new_profiles:
            _note(desk, "profile", version, [profile.model_dump(mode="json") for profile in profiles], now)
        if new_profiles:  # before the list: what it brings is scored as it comes
            _rescore(desk)
        if new_accounts:
            _take_list(desk, accounts(), now)
        known = {
            "policy": policy.version,
            "profiles": version,
            "accounts_key": accounts_key,
            "engine": ENGINE,
            **settings,
        }
        connection.executemany(
            "INSERT OR REPLACE INTO settings VALUES (?, ?)", [[name, dumped(value)] for name, value in known.items()]
        )
        if new_accounts or new_profiles:
            desk.catalog.load(connection)
        desk.memory.forget()
        heirs = inherit(desk, None, now)
        flipped = [d for d, s in desk.catalog.standings.items() if (s.verdict in FOLDED) != before.get(d, False)]
        note_pending(connection, [*desk.catalog.standings] if new_policy or new_engine else flipped)
        drop_derived(connection, [domain for domain in before if domain not in desk.catalog.standings])
    fold_pending(desk, now)
    if new_accounts:
        release_found(desk)
    if new_accounts or new_profiles:
        desk.store.connection.execute("CHECKPOINT")
        give_back()
    return new_policy or new_profiles or new_accounts or bool(heirs)


def take_in(desk: Desk, accounts: Iterable[Account], source: str, now: datetime) -> None:
    """Add or replace accounts beside the list, some thousand in a transaction; none is removed."""
    with desk.transaction() as connection:
        set_by_hand, taught = overrides(connection), _taught(connection)
        for chunk in _chunks(accounts):
            known = with_crm(connection, chunk, source)
            told = [merged(account, set_by_hand.get(account.domain, {})) for account in known]
            wanted = [(carried(a, taught[a.domain]) if a.domain in taught else a, source) for a in told]
            desk.put_accounts(connection, wanted)
            observe(connection, [account for account, _ in wanted], now)
            names = [account.domain for account, _ in wanted]
            desk.memory.forget(names)
            _refold(desk, names, now)
            for account, _ in wanted:
                desk.catalog.know(account)
    with desk.transaction():
        inherit(desk, None, now)


def _refold(desk: Desk, accounts: Sequence[str], now: datetime) -> None:
    refold(desk.store.connection, desk.catalog.standings, desk.rules, accounts, now)


def _note(desk: Desk, what: str, version: str, body: Any, now: datetime) -> None:
    seq = enter(desk, what, {"version": version}, now)
    sql = f"INSERT INTO {what}_versions VALUES (?, ?, ?)"  # noqa: S608
    desk.store.connection.execute(sql, [seq, version, dumped(body)])


def _write_rules(connection: "duckdb.DuckDBPyConnection", policy: Policy) -> None:
    rules = [[kind, rule.half_life.total_seconds(), rule.cap] for kind, rule in policy.kinds.items()]
    connection.execute("DELETE FROM kind_rules")
    connection.executemany("INSERT INTO kind_rules VALUES (?, ?, ?)", rules)


def _take_list(desk: Desk, accounts: Iterable[Account], now: datetime) -> None:
    """Take over the account list: new and changed accounts become versions, those that left are forgotten."""
    connection, set_by_hand = desk.store.connection, overrides(desk.store.connection)
    stored = {domain: _hash(bare_body(body)) for domain, body in streamed(connection, _LISTED)}
    taught = _taught(connection)
    listed: set[str] = set()
    for chunk in _chunks(accounts):
        known = with_crm(connection, chunk, LIST)
        told = [merged(a, set_by_hand[a.domain]) if a.domain in set_by_hand else a for a in known]
        wanted = [carried(a, taught[a.domain]) if a.domain in taught else a for a in told]
        listed.update(account.domain for account in wanted)
        changed = [a for a in wanted if a.domain not in stored or stored[a.domain] != _hash(body_of(a))]
        desk.put_accounts(connection, ((account, LIST) for account in changed))
        observe(connection, wanted, now)
    left = [domain for domain in stored if domain not in listed]
    kept = still_in_crm(connection, left)
    desk.put_accounts(connection, [(merged(a, set_by_hand.get(a.domain, {})), crm) for a, crm in kept])
    _forget(desk, sorted({*left} - {account.domain for account, _ in kept}))


def _taught(connection: "duckdb.DuckDBPyConnection") -> dict[str, Account]:
    """Accounts of which signals have taught something: a new list leaves it where it still says nothing itself."""
    rows = connection.execute(_TAUGHT).fetchall()
    return {domain: Account.model_validate_json(body) for domain, body in rows}


def _hash(body: str) -> bytes:
    return blake2b(body.encode(), digest_size=16).digest()


def _forget(desk: Desk, left: Sequence[str]) -> None:
    if not left:
        return
    connection, seq = desk.store.connection, desk.next_seq(len(left))
    for table, key in (("accounts", "domain"), ("fits", "account")):
        connection.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT unnest(?))", [list(left)])  # noqa: S608
    ACCOUNT_VERSIONS.insert(connection, [(seq + place, domain, None) for place, domain in enumerate(left)])


def _rescore(desk: Desk) -> None:
    connection = desk.store.connection
    connection.execute("DELETE FROM fits")
    bodies = connection.execute("SELECT body, source FROM accounts").fetchall()
    for chunk in _chunks(bodies):
        known = [(Account.model_validate_json(body), source, body) for body, source in chunk]
        rows = [Entered(account, source, body, desk.catalog.fits_of(account)) for account, source, body in known]
        write_accounts(connection, rows)


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
