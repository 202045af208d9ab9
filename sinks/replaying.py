"""Replaying: an empty or restored store brought up to the topics. What was decided before is not decided again.

Alerts are read back from `fitsignal.alerts.v1`, marked as replayed, and never sent. Whom an erasure named before a
record was written is not in what the record brings.
"""

from collections.abc import Callable, Iterable
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
from streams.times import instant, micros
from streams.wire import WireError, unpack

if TYPE_CHECKING:
    import duckdb

_REPLAYED = Table("alerts", {**ALERTS.columns, "replayed": "bool"})
_KNOWN = """
    SELECT id::VARCHAR FROM alerts WHERE id IN (SELECT unnest($ids)::UUID) UNION ALL
    SELECT alert FROM (SELECT unnest($ids) AS alert, unnest($signals)::UUID AS signal) SEMI JOIN erased ON id = signal
"""


def alerts_of(record: Record) -> list[Alert]:
    """The alerts of a record; a foreign producer's, which cannot be read, are none of ours."""
    try:
        return [Alert.model_validate(each) for each in unpack(record.value)]
    except (WireError, ValidationError):
        return []


def unknown(connection: "duckdb.DuckDBPyConnection", alerts: Iterable[Alert]) -> list[Alert]:
    """Those that the store neither has nor has forgotten with their signal; of one id the last stands."""
    last = {alert.id: alert for alert in alerts}
    asked = {"ids": [*last], "signals": [alert.signal for alert in last.values()]}
    known = {row[0] for row in connection.execute(_KNOWN, asked).fetchall()} if last else set()
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
    offset: int
    visitors: frozenset[str]
    mentions: Mentions
    company: str | None
    until: datetime | None

    def names(self, signal: Signal) -> bool:
        """Whether the signal is theirs: for a company, of its account, or, where nobody's, if it calls it by domain."""
        if self.company is None:
            return visitor_of(signal) in self.visitors or self.mentions.found(signal.model_dump_json())
        if signal.account is not None:
            return signal.account == self.company
        return any(map(self.mentions.found, filter(None, (signal.company.domain, signal.company.name))))

    def ends(self, signal: Signal, at: datetime) -> bool:
        """Whether it applies to a signal that was written at an instant; to a company's also by when it was observed.

        Of what was observed at the very instant of the erasure, what was written before it is gone.
        """
        if self.until is None:
            return self.at >= at
        return signal.observed_at < self.until or (signal.observed_at == self.until and self.at >= at)


class Erased:
    """The erasures of an earlier life, each with the instant it was asked for: they apply before all else."""

    def __init__(self, commands: Iterable[Record], take: Callable[[Record], Taken] = take) -> None:
        self._told = [_told(record, asked) for record in commands for asked in take(record).arrivals.erasures]
        self._gone: set[str] = set()
        self._new: list[str] = []

    def without(self, taken: Taken) -> Taken:
        """What the record brings, but of people and companies that were forgotten after it was written."""
        at = observed_at(taken.record)
        return taken._replace(arrivals=self._without(taken.arrivals, at)) if self._told else taken

    def gone(self, account: str, at: datetime) -> bool:
        """Whether what was written of a company then is forgotten."""
        return any(each.company == account and each.at >= at for each in self._told)

    def companies(self, since: int) -> dict[str, datetime | None]:
        """Those that the commands name from an offset on, and until when what was observed goes; None: all of it."""
        told = [(each.company, each.until) for each in self._told if each.company and each.offset >= since]
        return dict(sorted(told, key=_last))

    def note(self, connection: "duckdb.DuckDBPyConnection") -> list[str]:
        """Note in the caller's transaction what is not to be taken again; the ids."""
        ERASED.insert(connection, [(name,) for name in self._new], tail="ON CONFLICT DO NOTHING")
        return self._new

    def noted(self) -> None:
        """What was noted is committed."""
        self._new = []

    def _without(self, arrivals: Arrivals, at: datetime) -> Arrivals:
        told = [each for each in self._told if each.at >= at]
        gone = {each.company for each in told if each.company}
        return replace(
            arrivals,
            signals=[each for each in arrivals.signals if not self._names(each, at)],
            unresolved=[each for each in arrivals.unresolved if not self._names(each.signal, at)],
            identities=[each for each in arrivals.identities if each.domain not in gone],
            claims=[each for each in arrivals.claims if each.domain not in gone],
            answers=[each for each in arrivals.answers if each.account not in gone],
            lessons=[each for each in arrivals.lessons if each.domain not in gone],
            erasures=[each for each in arrivals.erasures if not each.company],  # those were applied before all else
            dead=[each for each in arrivals.dead if not any(one.mentions.found(each.rejected.raw) for one in told)],
        )

    def _names(self, signal: Signal, at: datetime) -> bool:
        """Whether it is of them; also where it was put there again since."""
        if signal.id in self._gone:
            return True
        found = any(each.ends(signal, at) and each.names(signal) for each in self._told)
        if found:
            self._gone.add(signal.id)
            self._new.append(signal.id)
        return found


def _told(record: Record, erasure: Erasure) -> _Told:
    named = erasure.company or erasure.email
    mentions = Mentions([named] if named else [], hosts=bool(erasure.company))
    at = observed_at(record)
    return _Told(at, record.offset, frozenset(erasure.visitors), mentions, erasure.company, erasure.at)


def _last(told: tuple[str, datetime | None]) -> datetime:
    return told[1] or instant(0)
