"""Releasing: signals of nobody that a person gives to an account go back to `fitsignal.signals.v1`, as they were.

They keep id and instants. Each stays among the unresolved until it comes back joined, so a crash at any point loses
none, and a repeat is the same signal again.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from sinks.broker import Options, send_all, writer
from sinks.store import Store
from sinks.taking import Taken
from streams.ports import OutletError
from streams.records import signal_json
from streams.signal import Resolution, Signal
from streams.topics import SIGNALS

if TYPE_CHECKING:
    import duckdb

CLAIM = Resolution(method="claim", confidence=1.0)
_HELD = "SELECT signal::VARCHAR AS signal FROM unresolved WHERE id IN (SELECT unnest(?)::UUID) ORDER BY observed_at, id"


def claimed(signal: Signal, account: str) -> Signal:
    """The signal as it is at an account that a person gave it to."""
    return signal.model_copy(update={"account": account, "resolution": CLAIM})


def release(options: Options, store: Store, ids: Sequence[str], account: str) -> int:
    """Send unresolved signals on at an account; how many there were. Raises OutletError where it has not all."""
    from kafka.errors import KafkaError

    held = [Signal.model_validate_json(row["signal"]) for row in store.rows(_HELD, [list(ids)])]
    if held:
        bodies = [signal_json(claimed(signal, account)) for signal in held]
        try:
            with closing(writer(options)) as producer:
                send_all(producer, ((SIGNALS, account.encode(), body) for body in bodies))
        except KafkaError as error:
            raise OutletError(f"the broker did not take what was claimed: {error}") from None
    return len(held)


def come_back(connection: "duckdb.DuckDBPyConnection", taken: Iterable[Taken]) -> None:
    """Forget as unresolved what was claimed and is stored now, in the caller's transaction."""
    ids = [s.id for each in taken for s in each.arrivals.signals if s.resolution.method == "claim"]
    if ids:
        connection.execute("DELETE FROM unresolved WHERE id IN (SELECT unnest(?)::UUID)", [ids])


def settle(connection: "duckdb.DuckDBPyConnection") -> None:
    """After a replay, in which topics come in any order: what is stored as a signal is unresolved no more."""
    connection.execute("DELETE FROM unresolved WHERE id IN (SELECT id FROM signals)")
