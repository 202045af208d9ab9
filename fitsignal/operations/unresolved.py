"""unresolved: the names that no account has, and a person's word on whose they are."""

from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from icp.domains import account_domain
from sinks import claims
from streams.names import read_name
from streams.ports import Batch, Claim, OutletError, Receipt
from streams.times import instant, rfc3339

if TYPE_CHECKING:
    from fitsignal.service import Service

_NAMES = """
    SELECT name, count(*) AS signals, list(DISTINCT kind ORDER BY kind) AS kinds,
        arg_max(reason, (observed_at, id)) AS reason, arg_max(candidates, (observed_at, id)) AS candidates,
        list(DISTINCT source ORDER BY source) AS sources,
        epoch_us(min(observed_at)) AS first_seen, epoch_us(max(observed_at)) AS last_seen
    FROM unresolved WHERE ? IS NULL OR name = ? GROUP BY name ORDER BY signals DESC, last_seen DESC, name LIMIT ?
"""
_SIGNALS = """
    SELECT id::VARCHAR AS id, name, kind, reason, candidates, source, epoch_us(observed_at) AS observed_at
    FROM unresolved WHERE ? IS NULL OR name = ? ORDER BY observed_at DESC, id LIMIT ?
"""
ALL = 10_000_000
PATIENCE = 30.0
"""Seconds that a broker has to take a claim."""

Row = dict[str, Any]


def list_names(service: "Service", params: dict[str, Any]) -> list[Row]:
    """Each name once, the commonest first, with the accounts it could be; `signals`: each signal, the newest first."""
    each, name = bool(params.get("signals")), params.get("name")
    rows = service.store.rows(_SIGNALS if each else _NAMES, [name, name, params.get("limit") or ALL])
    return [_dated(row) for row in rows]


def claim(service: "Service", params: dict[str, Any]) -> list[Row]:
    """Teach that a name is an account's, and give the account what waits under it."""
    name, domain = str(params.get("name") or "").strip(), _domain(params)
    if not read_name(name).written.key:
        raise OperatorError(f"{name!r} is no name of a company: give it as `fitsignal unresolved list` shows it")
    standing = service.catalog.standings.get(domain)
    if standing is None or standing.discovered:
        raise OperatorError(f"{domain} is no account of the list: put it there, then claim {name!r} for it")
    ids = service.host.call(lambda: claims.learn(service.desk, name, domain, service.wall())).result()
    if service.outlet is not service.host:  # beside a broker: so that a rebuilt store learns it too
        _tell(service, Claim(name, domain))
    return [{"name": name, "account": domain, **_released(service, ids, domain), "note": _note(service, name, domain)}]


def _released(service: "Service", ids: list[str], domain: str) -> Row:
    """Embedded, it is decided when this returns; beside a broker it is on its way then."""
    if service.workspace.broker is not None:
        return {"released": _sent(service, ids, domain), "alerted": None}
    receipt: Receipt = service.host.call(lambda: claims.release(service.desk, ids, domain)).result()
    return {"released": receipt.stored, "alerted": receipt.alerted}


def _sent(service: "Service", ids: list[str], domain: str) -> int:
    from fitsignal.broker import client_options
    from sinks.releasing import release

    try:
        return release(client_options(service.workspace), service.store, ids, domain)
    except OutletError as error:
        what = f"the name is learned, but what waits under it was not sent on: {error}"
        raise OperatorError(f"{what}; claim it again when the broker works") from None


def _tell(service: "Service", claim: Claim) -> None:
    try:
        service.outlet.accept(Batch("by-hand", "by-hand", claims=[claim])).result(PATIENCE)
    except (OutletError, TimeoutError) as error:
        why = str(error) or f"it did not answer within {PATIENCE:g} s"
        raise OperatorError(f"the broker did not take the claim, give it again: {why}") from None


def _note(service: "Service", name: str, domain: str) -> str:
    """What a person must know of news to come under the name."""
    match = service.catalog.resolver()(name, None, None, None)
    if match.account == domain:
        return ""
    return f"news to come under this name is not given to it: {match.reason}"


def _domain(params: dict[str, Any]) -> str:
    text = str(params.get("domain", ""))
    return account_domain(text) or text


def _dated(row: Row) -> Row:
    times: Row = {key: rfc3339(instant(row[key])) for key in ("observed_at", "first_seen", "last_seen") if key in row}
    return {**row, **times}
