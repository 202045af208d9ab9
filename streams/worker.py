"""The join on Kafka: a Faust app that reads signals, stamps each with its account's fit, and sends it on.

It keeps nothing but the fit table, and reads that to its end before it joins the group. At least once: an offset is
committed after all that its record led to was acknowledged by the broker; a delivery that fails ends the worker, and
the next one reads again. The one module that imports Faust, and aiokafka for the fit table.
"""

import asyncio
import gc
import logging
import ssl
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from signal import SIGINT, SIGTERM
from typing import Any, NamedTuple

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from streams.fit_table import FitTable
from streams.joining import Partitioners, Place, Sent, join_record, records_of
from streams.records import PUBLISHED, AccountRecord
from streams.topics import ACCOUNTS, DEAD_LETTERS, LARGEST_DEAD, QUALIFIED, SIGNALS, SILENT, UNRESOLVED
from streams.wire import partitioner

log = logging.getLogger("fitsignal.join")
GROUP = "fitsignal-join"
TAKEN, WITHIN = 128, 0.02
"""Records taken at a time, and seconds that the first waits for others: with arrays of 256 kB they are 32 MB."""
AT_ONCE = 2_000
"""Signals joined before they are sent, and before the loop may turn to others."""
AHEAD = 4
"""Takes whose deliveries may be under way."""
COMMIT_EVERY = 0.5
YOUNG = 50_000
"""New objects after which Python looks for garbage."""
LAST_WISHES = 4.0
"""Seconds that a stop waits for deliveries, and again for Faust."""
_TOPICS = (SIGNALS, ACCOUNTS, QUALIFIED, SILENT, UNRESOLVED, DEAD_LETTERS)


class JoinError(Exception):
    """The join cannot go on; a sentence says why, and what to do."""


@dataclass(frozen=True, slots=True)
class JoinOptions:
    """Where the broker is, and as whom to speak to it. `mechanism`: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512."""

    servers: Sequence[str]
    group: str = GROUP
    mechanism: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)


class _Flight(NamedTuple):
    """What was sent for one take, and how far it reaches: the generation and next offset of each partition."""

    deliveries: list[Awaitable[Any]]
    reach: dict[Any, tuple[int, int]]


def main(options: JoinOptions) -> int:
    """Join until SIGTERM or SIGINT: 0; or 1 where it could not go on, with the reason in the log."""
    try:
        with asyncio.Runner(loop_factory=_loop()) as runner:
            runner.run(_until_stopped(options))
    except JoinError as why:
        log.error("%s", why)
        return 1
    return 0


def _loop() -> Callable[[], asyncio.AbstractEventLoop]:
    """Faust turns the loop three times a record: uvloop, where there is one, halves that."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


async def _until_stopped(options: JoinOptions) -> None:
    loop, work = asyncio.get_running_loop(), asyncio.create_task(run(options))
    for number in (SIGTERM, SIGINT):
        loop.add_signal_handler(number, work.cancel)
    with suppress(asyncio.CancelledError):
        await work


async def run(options: JoinOptions) -> None:
    """Join until it is cancelled; what was taken is delivered and committed first. Raises JoinError."""
    accounts = _Accounts(options)
    try:
        await accounts.read_to_the_end()
        _leave_alone()
        with tempfile.TemporaryDirectory(prefix="fitsignal-") as folder:  # Faust makes one, even without tables
            joiner = _Joiner(_app(options, folder), accounts.table, accounts.partitioners())
            await joiner.run(asyncio.create_task(accounts.read_on()))
    except KafkaError as error:
        raise JoinError(f"the broker at {', '.join(options.servers)} cannot be used: {error}") from None
    finally:
        await accounts.close()


def _leave_alone() -> None:
    """What is held from now on is not looked through for garbage again and again: a fifth of the throughput."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 50, 1_000)


class _Accounts:
    """Fills the fit table from `fitsignal.accounts.v1`, first to the ends that it finds at its start, then on."""

    def __init__(self, options: JoinOptions) -> None:
        self.table = FitTable()
        self._options, self._counts = options, dict[str, int]()
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=list(options.servers),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            **_security(options),
        )

    async def read_to_the_end(self) -> None:
        """Everything that was there when it began is in the table afterwards. Raises JoinError."""
        begun = time.monotonic()
        await self._consumer.start()
        self._counts = await _partitions(self._options)
        places = [TopicPartition(ACCOUNTS, number) for number in range(self._counts[ACCOUNTS])]
        self._consumer.assign(places)
        ends = await self._consumer.end_offsets(places)
        while any([await self._consumer.position(place) < ends[place] for place in places]):
            await self._read()
        log.info("%d accounts read in %.1f s", len(self.table.standings), time.monotonic() - begun)

    async def read_on(self) -> None:
        """Follow the topic until it is cancelled."""
        while True:
            await self._read()

    def partitioners(self) -> Partitioners:
        """How the join's topics are cut."""
        return {topic: partitioner(count) for topic, count in self._counts.items()}

    async def close(self) -> None:
        """Leave the broker, if it answers."""
        with suppress(KafkaError, TimeoutError):
            await asyncio.wait_for(self._consumer.stop(), 1.0)

    async def _read(self) -> None:
        for records in (await self._consumer.getmany(timeout_ms=1_000)).values():
            for record in records:
                _take_in(self.table, record)
            await asyncio.sleep(0)


async def _partitions(options: JoinOptions) -> dict[str, int]:
    """How many partitions each topic of the join has. Raises JoinError where one is missing."""
    admin = AIOKafkaAdminClient(bootstrap_servers=list(options.servers), **_security(options))
    await admin.start()
    try:
        found = {each["topic"]: len(each["partitions"]) for each in await admin.describe_topics(list(_TOPICS))}
    finally:
        await admin.close()
    if missing := [topic for topic in _TOPICS if not found.get(topic)]:
        raise JoinError(f"the broker has no topic {', '.join(missing)}: start the sinks first, which make them")
    return found


def _take_in(table: FitTable, record: Any) -> None:
    """One account's record, or its end. What cannot be read leaves the account as it was known."""
    try:
        if record.key == PUBLISHED.encode():
            return
        if record.value is None:
            table.drop((record.key or b"").decode())
        else:
            table.put(AccountRecord.model_validate_json(record.value))
    except (ValidationError, UnicodeDecodeError):
        log.warning("%s, partition %d, offset %d is no account: skipped", ACCOUNTS, record.partition, record.offset)


class _Joiner:
    """The Faust app at work. Faust's own acknowledgements are off: offsets are committed here, after the deliveries.

    Faust marks what it skips in a rebalance as done where its compiled half is missing, and its commit takes a first
    acknowledgement for the beginning: either can pass over a record that is under way.
    """

    def __init__(self, app: faust.App, table: FitTable, partitioners: Partitioners) -> None:
        self._app, self._table, self._partitioners = app, table, partitioners
        self._flights: asyncio.Queue[_Flight] = asyncio.Queue(AHEAD)
        self._settled: dict[Any, int] = {}
        self._stopping = False
        app.agent(app.topic(SIGNALS, key_type=bytes, value_type=bytes, acks=False), concurrency=1)(self._joining())
        app.on_partitions_revoked.connect(self._on_revoked, weak=False)

    async def run(self, beside: "asyncio.Task[None]") -> None:
        """Join until cancelled, or until this or what runs `beside` it fails."""
        tasks = [beside, asyncio.create_task(self._settle()), asyncio.create_task(self._commit_often())]
        try:
            await self._app.start()
            log.info("joining")
            tasks.append(asyncio.create_task(self._app.wait_until_stopped()))
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            raise JoinError(f"the join ended: {_reason(done, self._app)}; nothing unacknowledged was committed")
        except asyncio.CancelledError:
            await self._finish()
            raise
        finally:
            for task in tasks:
                task.cancel()
            with suppress(Exception):
                await asyncio.wait_for(self._app.stop(), LAST_WISHES)

    def _joining(self) -> Callable[[Any], Awaitable[None]]:
        async def joining(stream: Any) -> None:
            async for events in stream.noack_take(TAKEN, within=WITHIN):
                if self._stopping:
                    return
                await self._take(events)

        return joining

    async def _take(self, events: Sequence[Any]) -> None:
        """Join and send what the records lead to, in their order; the next may be taken while it is under way."""
        flight = _Flight([], {})
        sent: list[Sent] = []
        for event in events:
            message = event.message
            millis = int((message.timestamp or time.time()) * 1000)
            place = Place(message.topic, message.partition, message.offset, millis)
            sent.extend(join_record(message.value, place, self._table))
            flight.reach[message.tp] = (message.generation_id, message.offset + 1)
            if len(sent) >= AT_ONCE:
                await self._send(sent, flight)
                sent = []
        await self._send(sent, flight)
        await self._flights.put(flight)

    async def _send(self, sent: Sequence[Sent], flight: _Flight) -> None:
        producer = self._app.producer
        for topic, partition, key, value in records_of(sent, self._partitioners):
            flight.deliveries.append(await producer.send(topic, key, value, partition, None, None))
        await asyncio.sleep(0)

    async def _settle(self) -> None:
        """Wait for deliveries in the order they were sent; what a take reaches counts once all of it arrived."""
        while True:
            flight = await self._flights.get()
            await asyncio.gather(*flight.deliveries)
            for place, (generation, offset) in flight.reach.items():
                if generation == self._app.consumer_generation_id:  # else the next owner reads it again
                    self._settled[place] = offset
            self._flights.task_done()

    async def _commit_often(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_EVERY)
            await self._commit()

    async def _commit(self) -> None:
        offsets, self._settled = self._settled, {}
        if offsets:
            consumer: Any = self._app.consumer
            await consumer._commit(offsets)

    async def _on_revoked(self, *_: Any, **__: Any) -> None:
        """Others take over from what is settled."""
        await self._commit()

    async def _finish(self) -> None:
        """Take no more; deliver and commit what was taken, as far as the broker answers in time."""
        self._stopping = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._flights.join(), LAST_WISHES)
            await asyncio.wait_for(self._commit(), LAST_WISHES)


def _reason(done: "set[asyncio.Task[None]]", app: faust.App) -> str:
    found = [error for task in done if (error := task.exception())] + [app.crash_reason]
    return next((str(error) or repr(error) for error in found if error), "Faust stopped")


def _app(options: JoinOptions, folder: str) -> faust.App:
    return faust.App(
        options.group,
        broker=[f"kafka://{server}" for server in options.servers],
        broker_credentials=_credentials(options),
        env_prefix="FITSIGNAL_FAUST",  # else variables such as BROKER_URL would be taken for settings
        datadir=folder,
        store="memory://",
        key_serializer="raw",
        value_serializer="raw",
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        stream_wait_empty=False,
        stream_recovery_delay=0,
        stream_buffer_maxsize=2 * TAKEN,
        broker_session_timeout=6,
        broker_rebalance_timeout=10,
        broker_heartbeat_interval=2,
        producer_acks=-1,
        producer_linger=0,
        producer_max_request_size=LARGEST_DEAD + 1_000_000,
    )


def _credentials(options: JoinOptions) -> Any:
    if options.mechanism is None:
        return faust.SSLCredentials(options.tls) if options.tls else None
    return faust.SASLCredentials(
        username=options.username, password=options.password, ssl_context=options.tls, mechanism=options.mechanism
    )


def _security(options: JoinOptions) -> dict[str, Any]:
    """The same for aiokafka."""
    secured = {"ssl_context": options.tls} if options.tls else {}
    if options.mechanism is None:
        return {"security_protocol": "SSL" if options.tls else "PLAINTEXT", **secured}
    return {
        "security_protocol": "SASL_SSL" if options.tls else "SASL_PLAINTEXT",
        "sasl_mechanism": options.mechanism,
        "sasl_plain_username": options.username,
        "sasl_plain_password": options.password,
        **secured,
    }
