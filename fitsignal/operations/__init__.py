"""Operations: what commands and the API ask of a running or just opened workspace. JSON-able rows out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from fitsignal.operations.given import check_given
from streams.ports import OutletError

if TYPE_CHECKING:
    from fitsignal.service import Service

OPERATIONS = {
    "status": "status:status",
    "page": "page:page",
    "page.link": "page:link",
    "fit": "accounts:fit",
    "explain": "explain:explain",
    "digest": "digests:digest",
    "forecast": "forecast:forecast",
    "accounts.list": "accounts:list_accounts",
    "accounts.show": "accounts:show_account",
    "accounts.set": "accounts:set_account",
    "accounts.import": "accounts:import_accounts",
    "signal": "signals:signal",
    "deadletters.list": "signals:list_dead",
    "deadletters.show": "signals:show_dead",
    "deadletters.retry": "signals:retry_dead",
    "deadletters.drop": "signals:drop_dead",
    "unresolved.list": "unresolved:list_names",
    "unresolved.claim": "unresolved:claim",
    "answer": "answers:answer",
    "icp.note": "reviews:note",
    "outbox.list": "outbox:list_rows",
    "outbox.resend": "outbox:resend",
    "outbox.drop": "outbox:drop",
    "outbox.resume": "outbox:resume",
    "erase": "erasure:erase",
    "store.sql": "stored:sql",
    "store.backup": "stored:backup",
    "store.export": "stored:export",
}
"""Each operation's module and function, imported when first asked for."""


def operate(service: "Service", name: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows that an operation gives. OperatorError with a sentence where it does not work."""
    place = OPERATIONS.get(name)
    if place is None:
        raise OperatorError(f"there is no operation {name!r}")
    check_given(params)
    module, function = place.split(":")
    try:
        rows: list[dict[str, Any]] = getattr(import_module(f"{__name__}.{module}"), function)(service, params)
    except OutletError as error:
        raise OperatorError(str(error)) from None
    return rows
