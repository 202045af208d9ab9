"""page: what the status page shows, in rows: the status, and the latest alerts; and a link that signs in to it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from fitsignal.operations.status import status

if TYPE_CHECKING:
    from fitsignal.service import Service

LATEST = 8
_ALERTS = "SELECT id::VARCHAR AS id FROM alerts ORDER BY decided_at DESC, id LIMIT ?"


def page(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of `status`, the latest alerts before them."""
    now = service.now()
    alerts = [_alert(service, row["id"], now) for row in service.store.rows(_ALERTS, [LATEST])]
    return [*alerts, *status(service, params)]


def link(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """An address that signs a browser in to the page, once. OperatorError where nobody serves it."""
    if service.sign_in is None:
        raise OperatorError("the status page is served while the workspace runs: start `fitsignal run`")
    return [{"url": service.sign_in()}]


def _alert(service: "Service", alert: str, now: datetime) -> dict[str, Any]:
    from sinks.ages import age
    from sinks.message import message

    view = service.reader.alert_view(alert, now)
    told = message(view)
    return {
        "part": "alerts",
        "priority": told.priority,
        "title": told.title.partition(" · ")[2],
        "fit": told.fit,
        "intent": told.intent,
        "when": age(view.alert.decided_at, now),
        "url": told.evidence_url,
    }
