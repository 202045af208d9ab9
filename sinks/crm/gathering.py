"""Gathering: the records that make an account together, with all that is known of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from icp.account import Account, Status
from icp.crm import CrmCompany
from icp.crm_folding import CrmRecord, Deals, inherited, own_status
from icp.text import fold_text
from streams.times import instant

if TYPE_CHECKING:
    import duckdb

Key = tuple[str, str]
"""A record: the name of its CRM, and its id there."""
DEEPEST = 16
"""Parents above parents that are looked at."""

_FIELDS = "crm, id, domains, words, parent, owner, epoch_us(modified_at) AS modified_at, gone, accounts, body::VARCHAR"
_BY_KEY = f"SELECT {_FIELDS} FROM crm_companies WHERE (crm || chr(0) || id) IN (SELECT unnest(?))"  # noqa: S608
_BY_DOMAIN = f"""
    WITH named AS (
        SELECT crm, id, unnest(list_concat(domains, accounts)) AS name FROM crm_companies
    ), wanted AS (SELECT DISTINCT crm, id FROM named WHERE name IN (SELECT unnest(?)))
    SELECT {_FIELDS} FROM crm_companies SEMI JOIN wanted USING (crm, id)
"""  # noqa: S608
_DEALS = """
    SELECT crm, company, count(*) FILTER (outcome IS NULL),
        arg_max(stage, coalesce(modified_at, opened_at, seen_at)) FILTER (outcome IS NULL),
        coalesce(bool_or(outcome = 'won'), false)
    FROM deals WHERE (crm || chr(0) || company) IN (SELECT unnest(?)) GROUP BY crm, company
"""


@dataclass(frozen=True, slots=True)
class CrmRules:
    """What the configuration says of a CRM's words; `deals`: whether deals are read."""

    status: Mapping[str, Status]
    deals: bool = True

    @classmethod
    def of(cls, words: Mapping[str, Status], *, deals: bool) -> "CrmRules":
        """The rules, with words as they are compared."""
        return cls({fold_text(word): status for word, status in words.items()}, deals)


class Held(NamedTuple):
    """A record as the store has it."""

    company: CrmCompany
    gone: bool
    accounts: tuple[str, ...]


def gather(connection: "duckdb.DuckDBPyConnection", keys: Iterable[Key]) -> dict[Key, Held]:
    """The records, and all that share a domain or an account with one of them, however far that leads."""
    found = _read(connection, _BY_KEY, [[_joined(key) for key in keys]])
    asked: set[str] = set()
    while new := _names(found) - asked:
        asked |= new
        found |= _read(connection, _BY_DOMAIN, [list(new)])
    return found


def groups(found: Mapping[Key, Held]) -> list[list[Key]]:
    """Records that are one company: those that are there, joined by the domains they share."""
    first: dict[str, Key] = {}
    above: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while above[key] != key:
            above[key] = key = above[above[key]]
        return key

    for key, held in sorted(found.items()):
        if held.gone or not held.company.domains:
            continue
        above[key] = key
        for domain in held.company.domains:
            above[root(key)] = root(first.setdefault(domain, key))
    together: dict[Key, list[Key]] = {}
    for key in above:
        together.setdefault(root(key), []).append(key)
    return list(together.values())


def records(
    connection: "duckdb.DuckDBPyConnection", found: Mapping[Key, Held], rules: Mapping[str, CrmRules]
) -> dict[Key, CrmRecord]:
    """The records with their deals, owner, and status, which may be a parent's."""
    everyone = _with_parents(connection, found)
    deals = _deals(connection, list(everyone))
    own = {key: _own(key, held, deals, rules) for key, held in everyone.items()}
    emails = _emails(connection)
    return {
        key: CrmRecord(
            company=_with_parent(held.company, key, everyone),
            deals=deals.get(key, Deals()),
            owner=_owner(key[0], held.company.owner, emails),
            status=inherited(own[key], [own[each] for each in _above(key, everyone)]),
        )
        for key, held in found.items()
    }


def _own(key: Key, held: Held, deals: Mapping[Key, Deals], rules: Mapping[str, CrmRules]) -> Status:
    rule = rules.get(key[0], CrmRules({}))
    return own_status(held.company.words, deals.get(key, Deals()), rule.status, known_deals=rule.deals)


def _owner(crm: str, owner: str | None, emails: Mapping[Key, str]) -> str | None:
    return owner if owner and "@" in owner else emails.get((crm, owner or ""))


def _with_parent(company: CrmCompany, key: Key, everyone: Mapping[Key, Held]) -> CrmCompany:
    """The record with its parent by name, as an account list would have it."""
    above = everyone.get((key[0], company.parent or ""))
    if above is None or company.account is None or above.company.account is None:
        return company
    account = company.account.model_copy(update={"parent": above.company.account.domain})
    return replace(company, account=account)


def _with_parents(connection: "duckdb.DuckDBPyConnection", found: Mapping[Key, Held]) -> dict[Key, Held]:
    everyone = dict(found)
    for _ in range(DEEPEST):
        parents = {(crm, held.company.parent) for (crm, _), held in everyone.items() if held.company.parent}
        missing = [(crm, name) for crm, name in parents if name and (crm, name) not in everyone]
        above = _read(connection, _BY_KEY, [[_joined(key) for key in missing]]) if missing else {}
        if not above:
            break
        everyone |= above
    return everyone


def _above(key: Key, everyone: Mapping[Key, Held]) -> list[Key]:
    """The parents that are there, the nearest first; a circle ends where it began."""
    chain: list[Key] = []
    while len(chain) < DEEPEST:
        key = (key[0], everyone[key].company.parent or "")
        if key not in everyone or key in chain or everyone[key].gone:
            break
        chain.append(key)
    return chain


def _names(found: Mapping[Key, Held]) -> set[str]:
    there = {domain for held in found.values() if not held.gone for domain in held.company.domains}
    return there.union(*(held.accounts for held in found.values()))


def _read(connection: "duckdb.DuckDBPyConnection", sql: str, values: list[Any]) -> dict[Key, Held]:
    return dict(map(_held, connection.execute(sql, values).fetchall()))


def _held(row: Sequence[Any]) -> tuple[Key, Held]:
    crm, name, domains, words, parent, owner, modified_at, gone, accounts, body = row
    account = Account.model_validate_json(body) if body else None
    modified = None if modified_at is None else instant(modified_at)
    company = CrmCompany(name, tuple(domains), account, tuple(words), parent, owner, modified)
    return (crm, name), Held(company, gone, tuple(accounts))


def _deals(connection: "duckdb.DuckDBPyConnection", keys: Sequence[Key]) -> dict[Key, Deals]:
    rows = connection.execute(_DEALS, [[_joined(key) for key in keys]]).fetchall()
    return {(crm, company): Deals(count, stage, won) for crm, company, count, stage, won in rows}


def _emails(connection: "duckdb.DuckDBPyConnection") -> dict[Key, str]:
    rows = connection.execute("SELECT crm, id, email FROM crm_owners").fetchall()
    return {(crm, name): email for crm, name, email in rows}


def _joined(key: Key) -> str:
    return "\0".join(key)
