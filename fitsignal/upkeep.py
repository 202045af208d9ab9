"""Upkeep: what the running service does for its files now and then. Old rows go, and erased bytes leave them."""

import asyncio
import logging
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sinks.retention import expire
from streams.retention import retention

if TYPE_CHECKING:
    from fitsignal.service import Service

log = logging.getLogger(__name__)
LOOK = 600.0
"""Seconds between two looks: by then the file has no byte of what was erased before."""
OFTEN = timedelta(days=1)


async def tend(service: "Service", stop: asyncio.Event) -> None:
    """Tidy the store until the service stops: old rows daily, what was erased at every look."""
    from sources.runner import pause

    last: datetime | None = None
    while not service.recorded and not await pause(LOOK, stop):
        due = last is None or service.wall() - last >= OFTEN
        last = service.wall() if due else last
        try:
            await asyncio.to_thread(tidy, service, old=due)
        except Exception:
            log.exception("the store was not tidied and will be at the next look")


def tidy(service: "Service", *, old: bool = True) -> Counter[str]:
    """Let go of old rows, a transaction at a time between batches, and of erased bytes; rows removed by table.

    Requests that were handed over are erased bytes too: they hold addresses of people.
    """
    removed = Counter[str]()
    if old and not service.recorded:
        steps = expire(service.desk, retention(service.workspace.privacy.retention), service.wall())
        while (step := service.host.call(lambda: next(steps, None)).result()) is not None:
            removed += step
    if service.host.call(lambda: service.store.unclean).result():
        service.host.call(service.store.rewrite).result()
    if service.receiver is not None:
        service.receiver.spool.truncate()
    if removed:
        log.info("let go of old rows: %s", ", ".join(f"{count} {table}" for table, count in sorted(removed.items())))
    return removed
