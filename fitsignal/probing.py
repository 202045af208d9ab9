"""Reaching each source and sink of a workspace, its receiver and its broker, keeping and sending nothing."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from fitsignal.errors import OperatorError
from fitsignal.workspace import Workspace

if TYPE_CHECKING:
    import httpx

    from sources.contract import Source
    from sources.crm.options import CrmOptions

PATIENCE = 10.0
"""Seconds that the receiver may take to answer by its public address."""


class Seen(NamedTuple):
    """What a source, a CRM, a sink, the receiver or the broker showed."""

    place: Literal["source", "crm", "sink", "receiver", "broker"]
    name: str
    level: Literal["ok", "warning", "error"]
    message: str


def probe(workspace: Workspace) -> Iterator[Seen]:
    """What each source, CRM and sink shows, in the order of the configuration, then the receiver, then the broker."""
    from fitsignal.wiring import build_sources

    for source in build_sources(workspace):
        yield asyncio.run(_source(source))
    for table in workspace.crms:
        yield from _crm(table)
    for checked in workspace.sinks:
        yield from _sink(checked)
    if workspace.receiver and workspace.receiver.public_url:
        yield public(workspace.receiver.public_url)
    if workspace.broker:
        yield from _broker(workspace)


def _broker(workspace: Workspace) -> Iterator[Seen]:
    from fitsignal.broker import look

    assert workspace.broker is not None
    name = workspace.broker.url
    try:
        for finding in look(workspace):
            yield Seen("broker", name, finding.level, finding.message)
    except OperatorError as error:
        for line in str(error).splitlines():
            yield Seen("broker", name, "error", line)


async def _source(source: "Source") -> Seen:
    from sources.look import ENOUGH, look

    poll = await look(source)
    more = " or more" if poll.signals >= ENOUGH else ""
    said = f"{poll.signals:,}{more} signal{'' if poll.signals == 1 else 's'} to be had"
    if poll.error:
        return Seen("source", source.name, "error", f"{said}; {poll.error}" if poll.signals else poll.error)
    broken = f", {poll.rejected:,} broken" if poll.rejected else ""
    return Seen("source", source.name, "warning" if broken else "ok", said + broken)


def _crm(options: "CrmOptions") -> Iterator[Seen]:
    from sources.crm import build_crm

    crm = build_crm(options)
    try:
        for found in crm.check():
            yield Seen("crm", options.name, found.level, found.message)
    finally:
        crm.close()


def _sink(options: Any) -> Iterator[Seen]:
    from fitsignal.wiring import build_sink

    sink = build_sink(options)
    try:
        for finding in sink.check():
            yield Seen("sink", options.name, finding.level, finding.message)
    finally:
        sink.close()


def public(url: str) -> Seen:
    """Whether the receiver answers by its public address, as a sender would find it: redirects are not followed."""
    import httpx

    try:
        answer = httpx.get(f"{url}/health/live", timeout=PATIENCE, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        name = type(error).__name__
        text = f"{url} cannot be reached ({name}): is `fitsignal run` running, and the proxy or tunnel before it?"
        return Seen("receiver", "public_url", "error", text)
    if answer.status_code == 200 and _is_ours(answer):
        return Seen("receiver", "public_url", "ok", f"{url} answers")
    text = f"{url}/health/live answers {answer.status_code}, and not as fitsignal does: does all of it come here?"
    return Seen("receiver", "public_url", "error", text)


def _is_ours(answer: "httpx.Response") -> bool:
    try:
        return bool(answer.json() == {"status": "ok"})
    except ValueError:
        return False
