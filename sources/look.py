"""A look at a source: what one poll from the beginning would give, handing nothing over and moving no cursor."""

import asyncio
import logging
from contextlib import aclosing
from typing import TYPE_CHECKING

from sources.contract import Context, Source
from sources.errors import SourceError, unknown
from sources.parts import one_poll
from sources.summary import Poll
from sources.turns import Turns

if TYPE_CHECKING:
    from sources.fetch import Limits

log = logging.getLogger(__name__)
PLACES = 64
"""Places of one source that are looked at."""
ENOUGH = 5_000
"""Signals after which a place has shown that it works."""


async def look(source: Source, technologies: tuple[str, ...] = (), limits: "Limits | None" = None) -> Poll:
    """Reach the source, each of its places, and count what it has; with the sentence of what could not be read."""
    from sources.fetch import Web

    async with Web(limits) as web:
        context, turns = Context(web, asyncio.to_thread, technologies, final=True, brief=True), Turns()

        async def seen(part: Source) -> Poll:
            async with turns.taken(part.host):
                return await _seen(part, context)

        try:
            return one_poll(source, await asyncio.gather(*map(seen, source.parts[:PLACES])))
        except SourceError as cause:
            return Poll(source.name, source.type, error=str(cause))


async def _seen(part: Source, context: Context) -> Poll:
    signals = rejected = 0
    try:
        async with aclosing(part.poll({}, context)) as steps:  # type: ignore[type-var]
            async for step in steps:
                signals += len(step.drafts)
                rejected += len(step.rejected)
                if signals >= ENOUGH:
                    break
    except SourceError as cause:
        return Poll(part.name, part.type, signals, rejected, error=str(cause))
    except Exception as cause:
        log.exception("source %s stopped on an error that it does not know", part.name)
        return Poll(part.name, part.type, signals, rejected, error=unknown(cause))
    return Poll(part.name, part.type, signals, rejected)
