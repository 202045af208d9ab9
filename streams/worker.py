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
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from signal import SIGINT, SIGTERM
from typing import Any

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from streams.deliveries import LAST_WISHES, Deliveries, Flight
from streams.fit_reader import FitReader
from streams.fit_table import FitTable
from streams.joining import Partitioners, Place, Sent, join_record, records_of
from streams.load import Load
from streams.standstill import StandstillError
from streams.topics import ACCOUNTS, DEAD_LETTERS, LARGEST_DEAD, QUALIFIED, SIGNALS, SILENT, UNRESOLVED
from streams.watching import Spans, State, Watch
from streams.wire import partitioner

log = logging.getLogger("fitsignal.join")
GROUP = "fitsignal-join"
TAKEN, WITHIN = 128, 0.02
"""Records taken at a time, and seconds that the first waits for others: with arrays of 256 kB they are 32 MB."""
YOUNG = 50_000
"""New objects after which Python looks for garbage."""
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
    """Raises JoinError; also where a library has cancelled the work, which nobody asked for."""
    loop, work, asked = asyncio.get_running_loop(), asyncio.create_task(run(options)), asyncio.Event()

    def stop() -> None:
        asked.set()
        work.cancel()

    for number in (SIGTERM, SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        await work
    except asyncio.CancelledError:
        if not asked.is_set():
            raise JoinError("the join ended: a client of the broker has given up") from None


async def run(options: JoinOptions) -> None:
    """Join until it is cancelled; what was taken is delivered and committed first. Raises JoinError."""
    consumer = _consumer(options)
    try:
        await consumer.start()
        counts, fits = await _partitions(options), FitReader(consumer)
        await fits.read_to_the_end([TopicPartition(ACCOUNTS, number) for number in range(counts[ACCOUNTS])])
        _leave_alone()
        partitioners = {topic: partitioner(count) for topic, count in counts.items()}
        with tempfile.TemporaryDirectory(prefix="fitsignal-") as folder:  # Faust makes one, even without tables
            joiner = _Joiner(_app(options, folder), fits.table, partitioners, consumer)
            await joiner.run(asyncio.create_task(fits.read_on()))
    except (KafkaError, StandstillError) as error:
        raise JoinError(f"the broker at {', '.join(options.servers)} cannot be used: {error}") from None
    finally:
        with suppress(KafkaError, TimeoutError):
            await asyncio.wait_for(consumer.stop(), 1.0)


def _leave_alone() -> None:
    """What is held from now on is not looked through for garbage again and again: a fifth of the throughput."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 50, 1_000)


def _consumer(options: JoinOptions) -> AIOKafkaConsumer:
    """Of no group, from the beginning: for the accounts, which every worker needs all of."""
    told = {"enable_auto_commit": False, "auto_offset_reset": "earliest"}
    return AIOKafkaConsumer(bootstrap_servers=list(options.servers), **told, **_security(options))


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


class _Joiner:
    """The Faust app at work. Faust's own acknowledgements are off: offsets are committed here, after the deliveries.

    Faust marks what it skips in a rebalance as done where its compiled half is missing, and its commit takes a first
    acknowledgement for the beginning: either can pass over a record that is under way.
    """

    def __init__(self, app: faust.App, table: FitTable, partitioners: Partitioners, spans: Spans) -> None:
        self._app, self._table, self._partitioners = app, table, partitioners
        self._watch, self._taken = Watch(spans, self._state, KafkaError), dict[Any, int]()
        self._deliveries = Deliveries(lambda: app.consumer_generation_id, self._committed)
        self._stopping = False
        app.agent(app.topic(SIGNALS, key_type=bytes, value_type=bytes, acks=False), concurrency=1)(self._joining())
        app.on_partitions_revoked.connect(self._on_revoked, weak=False)

    async def run(self, beside: "asyncio.Task[None]") -> None:
        """Join until cancelled, or until this or what runs `beside` it fails."""
        waiting = (self._deliveries.settle(), self._deliveries.commit_often(), self._watch.run())
        tasks = [beside, *map(asyncio.create_task, waiting)]
        try:
            await self._app.start()
            log.info("joining")
            tasks.append(asyncio.create_task(self._app.wait_until_stopped()))
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            raise JoinError(f"the join ended: {_reason(done, self._app)}; nothing unacknowledged was committed")
        except asyncio.CancelledError:
            self._stopping = True
            await self._deliveries.finish()
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
        flight, load = Flight([], {}), Load()
        for event in events:
            message = event.message
            millis = int((message.timestamp or time.time()) * 1000)
            place = Place(message.topic, message.partition, message.offset, millis)
            load.put(join_record(message.value, place, self._table))
            flight.reach[message.tp] = (message.generation_id, message.offset + 1)
            self._taken[message.tp] = message.offset + 1
            if load.is_full:
                await self._send(load.unload(), flight)
        await self._send(load.unload(all_of_it=True), flight)
        await self._deliveries.put(flight)

    async def _send(self, sent: Sequence[Sent], flight: Flight) -> None:
        producer = self._app.producer
        for topic, partition, key, value in records_of(sent, self._partitioners):
            flight.deliveries.append(await producer.send(topic, key, value, partition, None, None))
        await asyncio.sleep(0)

    def _state(self) -> State:
        """Committed offsets are those that the last rebalance found; what was taken since is further."""
        consumer: Any = self._app.consumer
        committed, busy = consumer._committed_offset, self._deliveries.are_full
        reached = {tp: max(self._taken.get(tp, 0), committed.get(tp) or 0) for tp in consumer.assignment()}
        waited = self._deliveries.waited(asyncio.get_running_loop().time())
        return State({tp: at for tp, at in reached.items() if tp.topic == SIGNALS}, busy, self._app.rebalancing, waited)

    async def _committed(self, offsets: Mapping[Any, int]) -> None:
        consumer: Any = self._app.consumer
        await consumer._commit(offsets)

    async def _on_revoked(self, *_: Any, **__: Any) -> None:
        """Others take over from what is settled."""
        await self._deliveries.commit()


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
