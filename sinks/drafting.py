"""Drafting: what the judgements of a batch write, gathered, then in sets: triggers, intents, decisions, alerts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sinks.columns import Table
from sinks.rows import dumped
from sinks.tables import ALERTS, DECISIONS, INTENTS, OUTBOX, TRIGGERS
from streams.decision import Decision
from streams.folds import NO_RULE
from streams.ids import outbox_id, trigger_id
from streams.intent import Named
from streams.join import Standing
from streams.judgement import AccountState, Judgement, as_of, reasons
from streams.policy import ENGINE, Policy
from streams.signal import Signal
from streams.times import micros
from streams.triggers import Group
from streams.visits import VisitGroup

if TYPE_CHECKING:
    import duckdb

NAMED = 5
"""Triggers of a kind that an alert names, and the one that decided it; the rest is one sum: it weighs no more for
an account of five months than for one of a day."""
_DECIDED = Table(
    "alerts_decided", {name: kind for name, kind in ALERTS.columns.items() if name != "fit_reasons"}, often=True
)
_TO_ALERTS = """
    INSERT INTO alerts BY NAME
    WITH d AS ({source}),
    f AS MATERIALIZED (SELECT account, reasons FROM fits WHERE rowid IN (
        SELECT rowid FROM fits WHERE best AND account IN (SELECT account FROM d)
    ))
    SELECT d.*, f.reasons AS fit_reasons FROM d JOIN f ON f.account = d.account
"""
"""By row number, so that only the reasons of the few alerted are read: those of all are a hundred megabytes.

Materialized, else the account is asked for beside the row number, and that reads three times as long."""


class Drafting:
    """The writes of one batch. `alerted` holds the ids of the signals that decided an alert."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.alerted: set[str] = set()
        self._groups: dict[tuple[str, str, str], Group | VisitGroup] = {}
        self._gone: set[tuple[str, str, str]] = set()
        self._folds: dict[tuple[str, str], AccountState] = {}
        self._decisions: list[tuple[Any, ...]] = []
        self._alerts: list[tuple[Any, ...]] = []

    def take(
        self, account: str, seq: int, signal: Signal, standing: Standing, state: AccountState, judgement: Judgement
    ) -> None:
        """Note what one judgement changes."""
        self.touch(account, signal.kind, state, judgement)
        if judgement.decision is None:
            return
        self._decisions.append(self._decision_row(seq, signal, standing, judgement, judgement.decision))
        if judgement.alert:
            self.alerted.add(signal.id)
            named = Named(NAMED, judgement.change.group.anchor_id)
            intent = reasons(account, state, self.policy, judgement.decided_at, named)
            self._alerts.append(self._alert_row(account, signal, standing, judgement, judgement.decision, intent))

    def touch(self, account: str, kind: str, state: AccountState, judgement: Judgement) -> None:
        """Note the triggers that a judgement changed."""
        change = judgement.change
        for gone in change.gone:
            self._groups.pop((account, kind, gone), None)
            self._gone.add((account, kind, gone))
        self.put_group(account, kind, state, change.group)
        for other in change.others:
            self.put_group(account, kind, state, other)

    def put_group(self, account: str, kind: str, state: AccountState, group: Group | VisitGroup) -> None:
        """Note one trigger as it is at the end of the batch."""
        key = (account, kind, group.anchor_id)
        if self._gone:
            self._gone.discard(key)
        self._groups[key] = group
        self._folds[account, kind] = state

    def write(self, connection: "duckdb.DuckDBPyConnection", sinks: Sequence[str], now: datetime) -> None:
        """Write everything noted."""
        gone = [trigger_id(*key) for key in self._gone]
        if gone:
            connection.execute("DELETE FROM triggers WHERE id IN (SELECT unnest(?)::UUID)", [gone])
        TRIGGERS.insert(connection, list(self._trigger_rows()), mode="INSERT OR REPLACE")
        INTENTS.insert(connection, list(self._intent_rows()), mode="INSERT OR REPLACE")
        DECISIONS.insert(connection, self._decisions)
        _DECIDED.query(connection, self._alerts, _TO_ALERTS)
        OUTBOX.insert(connection, list(self._outbox_rows(sinks, micros(now))))

    def _trigger_rows(self) -> Iterator[tuple[Any, ...]]:
        for (account, kind, anchor), group in self._groups.items():
            yield (
                trigger_id(account, kind, anchor),
                account,
                kind,
                group.at,
                group.confidence,
                group.points,
                group.size,
                anchor,
                group.text if isinstance(group, Group) else dumped(group.details),
            )

    def _intent_rows(self) -> Iterator[tuple[Any, ...]]:
        for (account, kind), state in self._folds.items():
            rule = self.policy.kinds.get(kind, NO_RULE)
            yield (account, kind, *as_of(state.folds[kind], rule))

    def _decision_row(
        self, seq: int, signal: Signal, standing: Standing, judgement: Judgement, decision: Decision
    ) -> tuple[Any, ...]:
        return (
            signal.id,
            seq,
            signal.account,
            signal.kind,
            judgement.decided_at,
            standing.fit,
            judgement.intent,
            decision.priority,
            "alert" if decision.alert else "silent",
            decision.cause,
            standing.profile,
            standing.fit_version,
            self.policy.version,
            ENGINE,
        )

    def _alert_row(
        self,
        account: str,
        signal: Signal,
        standing: Standing,
        judgement: Judgement,
        decision: Decision,
        intent: dict[str, Any],
    ) -> tuple[Any, ...]:
        return (
            judgement.alert,
            account,
            signal.id,
            signal.kind,
            judgement.decided_at,
            decision.priority,
            standing.fit,
            standing.tier,
            judgement.intent,
            intent["level"],
            decision.escalates,
            standing.profile,
            self.policy.version,
            ENGINE,
            dumped(intent),
        )

    def _outbox_rows(self, sinks: Sequence[str], now: int) -> Iterator[tuple[Any, ...]]:
        for row in self._alerts:
            for sink in sinks:
                yield (outbox_id(row[0], sink), row[0], sink, "pending", 0, now, now, None)
