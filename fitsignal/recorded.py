"""A recorded clock beside a broker: the digest of the last recorded day, once all that was recorded has been read.

Nobody knows when that is, since any role may be late: it is taken to be so when nothing waits at the broker, and
nothing has come since the look before.
"""

import asyncio
import logging
from typing import TYPE_CHECKING

from fitsignal import digests

if TYPE_CHECKING:
    from fitsignal.beside import Beside
    from fitsignal.service import Service

log = logging.getLogger("fitsignal")
LOOK = 10.0
"""Seconds between two looks."""
_INPUTS = "SELECT count(*) AS inputs, (SELECT count(*) FROM unresolved) AS nobodys FROM signals"

Inputs = dict[str, int]


async def send_recorded(service: "Service", topics: "Beside", stop: asyncio.Event) -> None:
    """Look until it is told to stop; at once over where the clock is the wall's."""
    from sources.runner import pause

    seen: Inputs | None = None
    while service.recorded and service.workspace.digest and not await pause(LOOK, stop):
        seen = await asyncio.to_thread(look, service, topics, seen)


def look(service: "Service", topics: "Beside", seen: Inputs | None) -> Inputs | None:
    """What has come by now; where that is as before and nothing waits, the digest goes to each sink that lacks it."""
    found: Inputs = service.store.rows(_INPUTS)[0]
    if found == seen and found["inputs"] and _nothing_waits(topics):
        try:
            _send(service)
        except Exception:
            log.exception("the digest was not sent and will be tried again")
    return found


def _nothing_waits(topics: "Beside") -> bool:
    return topics.ready and topics.look() and not any(each.records for each in topics.lags)


def _send(service: "Service") -> None:
    digest = digests.digest_of_day(service, digests.last_day(service))
    now = service.wall()
    lacking = [
        courier
        for courier in service.couriers
        if not courier.rests(now) and ((sent := digests.last_sent(service, courier.name)) is None or sent < digest.end)
    ]
    if lacking:
        digests.send(service, digest, lacking)
