"""Reaching each source and sink of a workspace, keeping nothing and sending nothing."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from fitsignal.workspace import Workspace

if TYPE_CHECKING:
    from sources.contract import Source

ENOUGH = 5_000
"""Signals after which a source has shown that it works."""


class Seen(NamedTuple):
    """What a source or sink showed."""

    place: Literal["source", "sink"]
    name: str
    level: Literal["ok", "warning", "error"]
    message: str


def probe(workspace: Workspace) -> Iterator[Seen]:
    """What each source and sink shows, in the order of the configuration."""
    from sources import build_source

    for options in workspace.source_options:
        yield asyncio.run(_source(build_source(options, workspace.path, workspace.policy)))
    for checked in workspace.sinks:
        yield from _sink(checked)


async def _source(source: "Source") -> Seen:
    from sources.contract import Context, SourceError
    from sources.fetch import Web

    found, broken = 0, 0
    try:
        async with Web() as web:
            async for step in source.poll({}, Context(web, asyncio.to_thread, final=True)):
                found, broken = found + len(step.drafts), broken + len(step.rejected)
                if found >= ENOUGH:
                    break
    except SourceError as error:
        return Seen("source", source.name, "error", str(error))
    more = " or more" if found >= ENOUGH else ""
    said = f"{found:,}{more} signal{'' if found == 1 else 's'} to be had"
    return Seen("source", source.name, "warning" if broken else "ok", said + (f", {broken:,} broken" if broken else ""))


def _sink(options: Any) -> Iterator[Seen]:
    from fitsignal.wiring import build_sink

    sink = build_sink(options)
    try:
        for finding in sink.check():
            yield Seen("sink", options.name, finding.level, finding.message)
    finally:
        sink.close()
