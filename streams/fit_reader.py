"""The fit reader: fills the join's fit table from `fitsignal.accounts.v1`, first to its end, then as it changes.

A part of the join's host: it reads by a consumer of no group that the worker makes.
"""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pydantic import ValidationError

from streams.fit_table import FitTable
from streams.records import PUBLISHED, AccountRecord
from streams.standstill import Span, Standstill, StandstillError

log = logging.getLogger("fitsignal.join")
_MARK = PUBLISHED.encode()
POLL = 1_000
"""Milliseconds that a poll waits."""


class Consumer(Protocol):
    """What it needs of an aiokafka consumer; places are partitions of the topic."""

    def assign(self, places: Sequence[Any]) -> None: ...
    async def end_offsets(self, places: Sequence[Any]) -> Mapping[Any, int]: ...
    async def position(self, place: Any) -> int: ...
    async def getmany(self, *, timeout_ms: int) -> Mapping[Any, Sequence[Any]]: ...


class FitReader:
    """Reads accounts into `table`."""

    def __init__(self, consumer: Consumer) -> None:
        self.table = FitTable()
        self._consumer, self._published = consumer, False

    async def read_to_the_end(self, places: Sequence[Any]) -> None:
        """Everything that was there when it began is in the table afterwards; before a first start has published all
        accounts it waits for that. Raises StandstillError where what is there does not come.
        """
        begun = time.monotonic()
        self._consumer.assign(places)
        await self._read_what_is_there(places)
        if not self._published:
            log.info("it waits until the owner of the store has published the accounts")
            while not self._published:
                await self._read()
            await self._read_what_is_there(places)
        log.info("%d accounts read in %.1f s", len(self.table.standings), time.monotonic() - begun)

    async def _read_what_is_there(self, places: Sequence[Any]) -> None:
        ends = await self._consumer.end_offsets(places)
        standstill, spans = Standstill[Any](), {place: Span(0, ends[place]) for place in places}
        while left := await self._left(ends):
            if standstill.look(time.monotonic(), left, spans):
                raise StandstillError("the accounts that are there do not come")
            await self._read()

    async def _left(self, ends: Mapping[Any, int]) -> dict[Any, int]:
        """The partitions that are not read to these ends, and how far they are."""
        reached = {place: await self._consumer.position(place) for place in ends}
        return {place: at for place, at in reached.items() if at < ends[place]}

    async def read_on(self) -> None:
        """Follow the topic until it is cancelled."""
        while True:
            await self._read()

    async def _read(self) -> None:
        for records in (await self._consumer.getmany(timeout_ms=POLL)).values():
            for record in records:
                if record.key == _MARK:
                    self._published = True
                else:
                    _take_in(self.table, record)
            await asyncio.sleep(0)


def _take_in(table: FitTable, record: Any) -> None:
    """One account's record, or its end. What cannot be read leaves the account as it was known."""
    try:
        if record.value is None:
            table.drop((record.key or b"").decode())
        else:
            table.put(AccountRecord.model_validate_json(record.value))
    except (ValidationError, UnicodeDecodeError):
        place = f"{record.topic}, partition {record.partition}, offset {record.offset}"
        log.warning("%s is no account: skipped", place)
