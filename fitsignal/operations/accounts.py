"""accounts and fit: who there is, how well they fit, and changes by hand."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from fitsignal.column_maps import remember
from fitsignal.errors import OperatorError
from fitsignal.growing import tell_growth
from fitsignal.operations.changes import read_changes
from fitsignal.pulling import settle
from fitsignal.workspace import read_account_file
from icp.account import Account
from icp.domains import account_domain
from icp.fit import best_fit
from icp.problem import shown
from sinks import sync as syncing
from sinks.finding import release_found
from sinks.overriding import override
from streams.join import gate

if TYPE_CHECKING:
    from fitsignal.service import Service

IMPORTED = "import"
_LIST = """
    SELECT a.domain, a.name, a.status, f.tier, f.fit, f.verdict, a.industry, a.employees, a.country, a.owner, a.source
    FROM accounts AS a JOIN fits AS f ON f.account = a.domain AND f.best
    WHERE ? IS NULL OR a.status = ? ORDER BY f.fit DESC, a.domain LIMIT ?
"""


def fit(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Fits of the domains, or of all accounts, the best first."""
    domains = [account_domain(str(each)) or str(each) for each in params.get("domains") or ()]
    if not domains:
        rows = service.store.rows("SELECT reasons::VARCHAR AS body FROM fits WHERE best ORDER BY fit DESC, account")
        import json

        return [json.loads(row["body"]) for row in rows]
    return [best_fit(_account(service, each), service.workspace.profiles).model_dump(mode="json") for each in domains]


def list_accounts(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Accounts, the best fit first."""
    status = params.get("status")
    return service.store.rows(_LIST, [status, status, params.get("limit") or 10_000_000])


def show_account(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Everything known of one account."""
    account = _account(service, _domain(params))
    found = best_fit(account, service.workspace.profiles)
    facts = account.model_dump(mode="json")
    extras = facts.pop("attributes")
    return [{**facts, **extras, "fit": found.fit, "tier": found.tier, "gate": gate(account.status, found.verdict)}]


def set_account(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Set fields of an account by hand; the change outlives imports, and the gate sees it at once."""
    domain = _domain(params)
    _account(service, domain)
    values = read_changes(domain, params.get("values") or {})
    try:
        service.host.call(lambda: override(service.desk, domain, values, service.wall())).result()
        service.host.call(service.catalog_changed).result()
        service.host.call(lambda: release_found(service.desk)).result()
    except ValidationError as error:
        raise OperatorError(_refused(domain, error)) from None
    return show_account(service, {"domain": domain})


def import_accounts(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Take in a list: new accounts are added, those that are there are replaced; none is removed.

    A `map` (header: column) is remembered for lists with the same headers.
    """
    path, mapping = Path(str(params.get("file", ""))), dict(params.get("map") or {})
    try:
        intake = read_account_file(path, path.name, folder=service.workspace.path, mapping=mapping)
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error.strerror or error}") from None
    broken = [problem.message for problem in intake.problems if problem.level == "error"]
    if mapping and not any(problem.field == "map" for problem in intake.problems):
        remember(service.workspace.path, intake.columns, mapping)
    service.host.call(lambda: _take_in(service, intake.accounts)).result()
    settle(service)
    tell_growth(service)
    rows = [{"file": path.name, "accounts": len(intake.accounts), "refused": len(broken)}]
    return [*rows, *({"file": path.name, "problem": message} for message in broken[:100])]


def _take_in(service: "Service", accounts: tuple[Account, ...]) -> None:
    syncing.take_in(service.desk, accounts, IMPORTED, service.wall())
    service.catalog_changed()
    release_found(service.desk)


def _account(service: "Service", domain: str) -> Account:
    found = service.reader.account(domain)
    if found is None:
        raise OperatorError(f"{domain} is no account: `fitsignal accounts list` shows those there are")
    return found


def _domain(params: dict[str, Any]) -> str:
    return account_domain(str(params.get("domain", ""))) or str(params.get("domain", ""))


def _refused(domain: str, error: ValidationError) -> str:
    """What the contract itself refuses, such as a list in a list."""
    first = error.errors(include_url=False)[0]
    where = [str(part) for part in first["loc"] if part != "attributes"]
    return f"{domain} was not changed: {where[0]}: found {shown(first.get('input'))}, expected text or a number"
