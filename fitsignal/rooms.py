"""What the rooms of sources and sinks offer by name: the types that configuration may ask for."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from sinks.sink import Finding


def source_options_model(type_: str) -> type[BaseModel]:
    """The keys of a type of source."""
    from sources import source_class

    return source_class(type_).options_model


def sink_types() -> Mapping[str, Callable[[], type[BaseModel]]]:
    """The types that `[[sinks]]` may name, each with what gives its keys."""
    own = {"console": _console, "slack": _slack, "email": _email, "webhook": _webhook}
    return {**own, "hubspot": _hubspot, "salesforce": _salesforce}


def sink_findings(options: BaseModel) -> "list[Finding]":
    """What the options of a sink tell against it without asking the other side."""
    findings: Any = getattr(options, "findings", tuple)()
    return [finding for finding in findings if finding.level != "ok"]


def _console() -> type[BaseModel]:
    from sinks.console import ConsoleOptions

    return ConsoleOptions


def _slack() -> type[BaseModel]:
    from sinks.slack_options import SlackOptions

    return SlackOptions


def _email() -> type[BaseModel]:
    from sinks.email_options import EmailOptions

    return EmailOptions


def _webhook() -> type[BaseModel]:
    from sinks.webhook_options import WebhookOptions

    return WebhookOptions


def _hubspot() -> type[BaseModel]:
    from sinks.hubspot_options import HubSpotSinkOptions

    return HubSpotSinkOptions


def _salesforce() -> type[BaseModel]:
    from sinks.salesforce_options import SalesforceSinkOptions

    return SalesforceSinkOptions
