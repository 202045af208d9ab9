"""What is pushed to a CRM of an alert: a few values for fields of the account, and the message as a note or task. Pure.

Each note ends with a mark of its alert: who pushes it again looks for the mark first, so that a repeat is harmless.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from icp.crm import CrmError
from sinks.digest import Digest
from sinks.facts import evidence_url
from sinks.headlined import headlined
from sinks.message import message, summary
from sinks.message_text import message_text
from sinks.sink import Delivery, DestinationError, MessageError, SinkError, TransientError
from sinks.views import AlertView, ReplyView, alert_views
from streams.times import rfc3339

VALUES = ("fit", "tier", "intent", "level", "priority", "alerted_at", "reason", "evidence")
"""What can be a field of the account."""
_QUIET = frozenset(("reply", "update", "reminder", "digest"))
"""Deliveries that tell a CRM nothing new."""


class CrmApi(Protocol):
    """A CRM's API as it is called; every call raises CrmError."""

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any: ...

    def post(self, path: str, body: Any, *, reads: bool = False) -> Any: ...

    def patch(self, path: str, body: Any) -> Any: ...

    def close(self) -> None: ...


def views_of(delivery: Delivery) -> tuple[AlertView, ...]:
    """The alerts that a delivery tells a CRM of."""
    if delivery.kind in _QUIET or delivery.alert is None:
        return ()
    content = delivery.content()
    return () if isinstance(content, Digest | ReplyView) else alert_views(content)


def values_of(view: AlertView) -> dict[str, Any]:
    """An alert in values; none is missing, so that an older one never stays."""
    return {
        "fit": round(view.alert.fit.fit, 1),
        "tier": view.alert.fit.tier,
        "intent": round(view.alert.intent.points, 1),
        "level": view.alert.intent.level,
        "priority": view.alert.priority,
        "alerted_at": rfc3339(view.alert.decided_at.replace(microsecond=0)),
        "reason": summary(view)[:255],
        "evidence": evidence_url(headlined(view)) or "",
    }


def fields_of(view: AlertView, names: Mapping[str, str]) -> dict[str, Any]:
    """The values under the CRM's names; a value whose name is empty is left out."""
    return {names[key]: value for key, value in values_of(view).items() if names.get(key)}


def mark_of(view: AlertView) -> str:
    """What tells the note of one alert from that of any other."""
    return f"fitsignal alert {view.alert.id}"


def title_of(view: AlertView) -> str:
    """The first line."""
    return message(view).title


def text_of(view: AlertView) -> str:
    """The whole message, plain, with its mark."""
    return f"{message_text(message(view)).strip()}\n\n{mark_of(view)}"


def names_known(given: Mapping[str, str], shipped: Mapping[str, str]) -> dict[str, str]:
    """The shipped names with those given over them. Raises ValueError where a value is none of ours."""
    unknown = sorted(given.keys() - set(VALUES))
    if unknown:
        raise ValueError(f"expected names for {', '.join(VALUES)}, found {unknown[0]}")
    return {**shipped, **given}


def sink_error(error: CrmError, done: int) -> SinkError:
    """What a failed call means for the deliveries. Nothing is ambiguous: who comes again looks first."""
    if error.kind == "refused":
        return MessageError(str(error), done=done)
    if error.kind == "access":
        return DestinationError(str(error), done=done)
    return TransientError(str(error), retry_after=error.after, done=done)
