"""Figures of a role for Prometheus: what the store holds, what waits at the broker, how each source does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fitsignal.exposition import Metric, Sample

if TYPE_CHECKING:
    from sinks.lag import Lag
    from sources.state import Health

ROWS = """
    SELECT (SELECT count(*) FROM signals) AS signals, (SELECT count(*) FROM unresolved) AS unresolved,
        (SELECT count(*) FROM dead_letters) AS dead_letters, (SELECT count(*) FROM accounts) AS accounts,
        (SELECT count(*) FROM triggers) AS triggers, (SELECT count(*) FROM decisions) AS decisions,
        (SELECT count(*) FROM alerts) AS alerts
"""
OUTBOX = "SELECT sink, state, count(*) AS deliveries FROM outbox GROUP BY ALL ORDER BY ALL"
NEWEST = "SELECT epoch(max(stored_at)) AS newest FROM signals"

Rows = Callable[[str], list[dict[str, Any]]]


def of_store(rows: Rows, size: int) -> list[Metric]:
    """What the store holds. `rows` runs a query, `size` is the file's bytes."""
    counts, newest = rows(ROWS)[0], rows(NEWEST)[0]["newest"]
    delivered = [Sample(r["deliveries"], {"sink": r["sink"], "state": r["state"]}) for r in rows(OUTBOX)]
    return [
        Metric("fitsignal_store_rows", "Rows in the store, by table.", _by("table", counts)),
        Metric("fitsignal_store_bytes", "Size of the store's file.", (Sample(size),)),
        Metric(
            "fitsignal_last_signal_timestamp_seconds",
            "When the newest signal was stored.",
            (Sample(newest),) if newest is not None else (),
        ),
        Metric("fitsignal_outbox_deliveries", "Deliveries, by sink and state.", tuple(delivered)),
    ]


def of_broker(lags: "Iterable[Lag]", troubles: Mapping[str, str]) -> list[Metric]:
    """What waits at the broker, by reader and partition, and which parts have trouble there."""
    waiting = tuple(
        Sample(each.records, {"reader": each.reader, "topic": each.place.topic, "partition": str(each.place.partition)})
        for each in lags
    )
    well = tuple(Sample(0 if trouble else 1, {"part": part}) for part, trouble in troubles.items())
    return [
        Metric("fitsignal_topic_lag_records", "Records that wait to be read, by reader and partition.", waiting),
        Metric("fitsignal_up", "Whether a part works: 1, or 0 while it is in trouble.", well),
    ]


def of_sources(found: "Sequence[Health]") -> list[Metric]:
    """How each source does."""

    def each(name: str, says: str, value: "Callable[[Health], float | None]", *, total: bool = True) -> Metric:
        samples = tuple(
            Sample(number, {"source": health.name, "type": health.type})
            for health in found
            if (number := value(health)) is not None
        )
        return Metric(name, says, samples, "counter" if total else "gauge")

    return [
        each("fitsignal_source_polls_total", "Polls of a source.", lambda h: h.polls),
        each("fitsignal_source_signals_total", "Signals that a source gave.", lambda h: h.signals),
        each("fitsignal_source_rejected_total", "What a source gave that was no signal.", lambda h: h.rejected),
        each("fitsignal_source_failures", "Polls that failed in a row.", lambda h: h.failures, total=False),
        each(
            "fitsignal_source_last_success_timestamp_seconds",
            "When a poll last went well.",
            lambda h: h.last_ok.timestamp() if h.last_ok else None,
            total=False,
        ),
    ]


def _by(label: str, counts: Mapping[str, float]) -> tuple[Sample, ...]:
    return tuple(Sample(count, {label: name}) for name, count in counts.items())
