"""Turns: how many polls may run at once, over all and at one host, so that a slow host never keeps others waiting."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

AT_ONCE = 64
"""Polls at once, and so connections: a poll has one at a time."""
AT_HOST = 8
"""Polls at once at one host."""


class Turns:
    """A poll waits for its host first, so that it takes no place of others while it does. For one event loop."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(AT_ONCE)
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_HOST))

    @asynccontextmanager
    async def taken(self, host: str | None) -> AsyncIterator[None]:
        """A turn, until the end of the block."""
        if host is None:
            async with self._all:
                yield
            return
        async with self._hosts[host], self._all:
            yield
