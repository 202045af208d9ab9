"""Wiring: the sources and sinks that the configuration names, built."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fitsignal.answer_links import answer_links
from fitsignal.workspace import Workspace

if TYPE_CHECKING:
    from sinks.answer_pages import Links
    from sinks.reader import Reader
    from sinks.sink import Sink
    from sources.contract import Source
    from sources.state import State


def build_sources(workspace: Workspace) -> "list[Source]":
    """The workspace's sources, in the order of the configuration."""
    from sources import build_source

    return [
        build_source(options, workspace.path, workspace.policy, lambda: workspace.intake.accounts)
        for options in workspace.source_options
    ]


@contextmanager
def source_state(workspace: Workspace) -> "Iterator[State]":
    """The kept state of the workspace's sources."""
    from sources.state import State

    state = State(workspace.state / "sources.sqlite")
    try:
        yield state
    finally:
        state.close()


ALERTS_SINK = "fitsignal.alerts.v1"
"""The sink that publishes alerts beside a broker, by the name of its topic."""


def sink_names(workspace: Workspace) -> tuple[str, ...]:
    """The sinks' names; without any, alerts are printed. Beside a broker they are published too."""
    names = [str(getattr(options, "name", "sink")) for options in workspace.sinks] or ["console"]
    return tuple(dict.fromkeys([*names, ALERTS_SINK] if workspace.broker else names))


def alert_sink_names(workspace: Workspace) -> tuple[str, ...]:
    """The sinks that alerts go to: a sink for mail has digests only."""
    mail = {str(getattr(options, "name", "")) for options in workspace.sinks if getattr(options, "type", "") == "email"}
    return tuple(name for name in sink_names(workspace) if name not in mail)


def build_sinks(workspace: Workspace, reader: "Reader") -> "list[tuple[str, Sink]]":
    """The workspace's sinks by their names."""
    options: list[Any] = list(workspace.sinks) or [None]
    links = answer_links(workspace)
    built = [build_sink(each, links) if links else build_sink(each) for each in options]
    if workspace.broker:
        from fitsignal.broker import client_options
        from sinks.alerts_topic import AlertsTopic

        built.append(AlertsTopic(client_options(workspace), reader.alerts))
    return list(zip(sink_names(workspace), built, strict=True))


def build_sink(options: Any, links: "Links | None" = None) -> "Sink":
    """The sink of checked options; without options the console. `links`: where people answer without buttons."""
    from sinks.console import ConsoleOptions, ConsoleSink

    if options is None or isinstance(options, ConsoleOptions):
        return ConsoleSink(options)
    if options.type in ("hubspot", "salesforce"):
        from fitsignal.crm_sinks import build_crm_sink

        return build_crm_sink(options)
    if options.type == "webhook":
        from sinks.webhook import WebhookSink

        return WebhookSink(options)
    if options.dry_run:
        from sinks.dry_run import DryRun

        own, threads = getattr(options, "channel", None), bool(getattr(options, "token", None))
        return DryRun(options.name, own, threads=threads)
    if options.type == "email":
        from sinks.email import EmailSink

        return EmailSink(options, links=links)
    from sinks.slack import SlackSink

    return SlackSink(options, links=links)


def technologies(workspace: Workspace) -> tuple[str, ...]:
    """Technologies that the profiles name: looked for in job postings."""
    named = [
        value
        for profile in workspace.profiles
        for criterion in profile.criteria
        if criterion.attribute == "technologies" and criterion.role != "disqualifier"
        for value in getattr(criterion.test, "values", ())
    ]
    return tuple(dict.fromkeys(map(str, named)))
