"""A look at a source: what one poll from the beginning would give, handing nothing over and moving no cursor."""

import asyncio
from typing import TYPE_CHECKING

from sources.contract import Context, Source
from sources.errors import SourceError
from sources.summary import Poll

if TYPE_CHECKING:
    from sources.fetch import Limits


async def look(source: Source, technologies: tuple[str, ...] = (), limits: "Limits | None" = None) -> Poll:
    """Reach the source and count what it has; the sentence of what went wrong where it could not be read."""
    from sources.fetch import Web

    signals = rejected = 0
    error = None
    async with Web(limits) as web:
        try:
            async for step in source.poll({}, Context(web, asyncio.to_thread, technologies, final=True)):
                signals += len(step.drafts)
                rejected += len(step.rejected)
        except SourceError as cause:
            error = str(cause)
    return Poll(source.name, source.type, signals, rejected, error=error)
