"""Replaying: an empty or restored store brought up to the topics. What was decided before is not decided again.

Alerts are read back from `fitsignal.alerts.v1`, marked as replayed, and never sent. Whom an erasure named before a
record was written is not in what the record brings.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import ValidationError

from sinks.columns import Table
from sinks.rows import dumped
from sinks.tables import ALERTS, ERASED
from sinks.taking import Record, Taken, observed_at, take
from streams.alert import Alert
from streams.attribution import visitor_of
from streams.mentions import Mentions
from streams.ports import Arrivals, Erasure
from streams.signal import Signal
from streams.times import micros
from streams.wire import WireError, unpack

if TYPE_CHECKING:
    import duckdb

_REPLAYED = Table("alerts", {**ALERTS.columns, "replayed": "bool"})
_KNOWN = "SELECT id::VARCHAR FROM alerts WHERE id IN (SELECT unnest(?)::UUID)"


def alerts_of(record: Record) -> list[Alert]:
    """The alerts of a record; a foreign producer's, which cannot be read, are none of ours."""
    try:
        return [Alert.model_validate(each) for each in unpack(record.value)]
    except (WireError, ValidationError):
        return []


def unknown(connection: "duckdb.DuckDBPyConnection", alerts: Iterable[Alert]) -> list[Alert]:
    """Those that the store does not have; of one id the last stands."""
    last = {alert.id: alert for alert in alerts}
    known = {row[0] for row in connection.execute(_KNOWN, [[*last]]).fetchall()} if last else set()
    return [alert for name, alert in last.items() if name not in known]


def put_back(connection: "duckdb.DuckDBPyConnection", alerts: Iterable[Alert]) -> None:
    """Store alerts as replayed, in the caller's transaction; nothing is put into the outbox."""
    _REPLAYED.insert(connection, [_row(alert) for alert in alerts], tail="ON CONFLICT DO NOTHING")


def _row(alert: Alert) -> tuple[object, ...]:
    fit, intent = alert.fit, alert.intent
    decided = (alert.id, alert.account, alert.signal, alert.kind, micros(alert.decided_at), alert.priority)
    stamped = (fit.fit, fit.tier, intent.points, intent.level, alert.escalates)
    force = (alert.profile, alert.policy, alert.engine)
    return (*decided, *stamped, *force, fit.model_dump_json(), dumped(intent.model_dump(mode="json")), True)


@dataclass(frozen=True, slots=True)
class _Told:
    at: datetime
    visitors: frozenset[str]
    mentions: Mentions


class Erased:
    """The erasures of an earlier life, each with the instant it was asked for: they apply before all else."""

    def __init__(self, commands: Iterable[Record], take: Callable[[Record], Taken] = take) -> None:
        told = [(observed_at(record), erasure) for record in commands for erasure in take(record).arrivals.erasures]
        self._told = [_told(at, erasure) for at, erasure in told]
        self._gone: set[str] = set()

    def without(self, taken: Taken) -> Taken:
        """What the record brings, but of people who asked to be forgotten after it was written."""
        at = observed_at(taken.record)
        after = [each for each in self._told if each.at >= at]
        return taken._replace(arrivals=self._without(taken.arrivals, after)) if after else taken

    def note(self, connection: "duckdb.DuckDBPyConnection") -> list[str]:
        """Note in the caller's transaction what is not to be taken again; the ids."""
        gone, self._gone = list(self._gone), set()
        ERASED.insert(connection, [(name,) for name in gone], tail="ON CONFLICT DO NOTHING")
        return gone

    def _without(self, arrivals: Arrivals, told: Sequence[_Told]) -> Arrivals:
        return replace(
            arrivals,
            signals=[each for each in arrivals.signals if not self._names(each, told)],
            unresolved=[each for each in arrivals.unresolved if not self._names(each.signal, told)],
            dead=[each for each in arrivals.dead if not _named(each.rejected.raw, told)],
        )

    def _names(self, signal: Signal, told: Sequence[_Told]) -> bool:
        visitor = visitor_of(signal)
        found = any(visitor in each.visitors for each in told) or _named(signal.model_dump_json(), told)
        if found:
            self._gone.add(signal.id)
        return found


def _told(at: datetime, erasure: Erasure) -> _Told:
    return _Told(at, frozenset(erasure.visitors), Mentions([erasure.email] if erasure.email else []))


def _named(text: str | bytes, told: Sequence[_Told]) -> bool:
    return any(each.mentions.found(text) for each in told)
