"""Reviews of the profile, entered in the log: when, what was accepted and why, and how the accounts looked."""

from typing import TYPE_CHECKING, Any

from sinks.overriding import enter

if TYPE_CHECKING:
    from fitsignal.service import Service

KIND = "icp_review"
"""The kind of entry."""


def note(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Enter a review; its number in the log."""
    body = params.get("review") or {}

    def entered() -> int:
        with service.desk.transaction():
            return enter(service.desk, KIND, body, service.wall())

    return [{"seq": service.host.call(entered).result()}]
