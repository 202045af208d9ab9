"""Contents: what a due row of the outbox says, read from the store when it is sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sinks.digest import Digest
from sinks.outbox import Due
from sinks.planning import HELD
from sinks.sink import Delivery
from sinks.views import AlertView, GroupView, ReplyView
from streams.ids import trigger_id
from streams.policy import RANK
from streams.times import instant, micros

if TYPE_CHECKING:
    from sinks.reader import Reader

SUNK = "held by quiet hours, and worth less by now: the digest has it"
Ages = Callable[[], datetime | None]
_MEMBERS = """
    SELECT o.alert::VARCHAR AS alert FROM outbox AS o JOIN alerts AS a ON a.id = o.alert
    WHERE o.id IN (SELECT unnest(?)::UUID) ORDER BY a.decided_at, a.id
"""
_HELD_OF = """
    SELECT o.id::VARCHAR AS id, o.alert::VARCHAR AS alert, a.priority
    FROM outbox AS o JOIN alerts AS a ON a.id = o.alert
    WHERE o.id IN (SELECT unnest(?)::UUID) AND o.note = ?
"""
_TOLD_OF = """
    SELECT o.alert::VARCHAR AS alert FROM outbox AS o JOIN alerts AS a ON a.id = o.alert
    WHERE o.part_of = ?::UUID AND o.state = 'sent' ORDER BY a.decided_at, a.id
"""
_RAISED = """
    SELECT priority FROM alerts WHERE account = ? AND epoch_us(decided_at) > ? AND escalates IS NOT NULL
"""


_LATER = "SELECT epoch_us(decided_at) AS at, kind, intent, priority FROM decisions WHERE signal = ?::UUID"


class Contents:
    """Makes deliveries. `now` gives the instant that ages are told from; None: that of the decision.

    `digest` gives the digest of a row.
    """

    def __init__(self, reader: "Reader", now: Ages, digest: Callable[[str], Digest] | None = None) -> None:
        self._reader, self._now, self._digest = reader, now, digest

    def delivery(self, due: Due) -> Delivery | str:
        """The delivery of a row; or why there is nothing to say any more."""
        if due.kind == "reply" and due.thread is None:
            return "its account is being worked on, or its thread is gone: the digest has it"
        if due.kind == "update" and due.thread is None:
            return "there is no message that could be changed"
        if due.note == HELD and self._sank(due):
            return SUNK
        if due.kind == "group" and not due.members:
            return "none of its alerts is to be sent any more"
        return self._morning(due) if due.kind == "digest" else self._delivery(due)

    def sunk(self, due: Due) -> list[str]:
        """The rows of a group that quiet hours held, and that are worth less by now."""
        rows = self._reader.store.rows(_HELD_OF, [list(due.members), HELD]) if due.members else []
        return [row["id"] for row in rows if self._sank(replace(due, alert=row["alert"], priority=row["priority"]))]

    def _morning(self, due: Due) -> Delivery | str:
        """A digest; a sentence where nothing happened, and nothing is wanted then."""
        made = self._digest(due.id) if self._digest else None
        if made is None or not made.send:
            return "nothing happened: no digest is wanted then"
        return Delivery(id=due.id, body=made, to=due.destination or None, kind="digest")

    def _delivery(self, due: Due) -> Delivery:
        made = Delivery(
            id=due.id,
            body=lambda: self._view(due.alert or ""),
            alert=due.alert,
            priority=due.priority,
            to=due.destination or None,
            kind=due.kind,
            thread=due.thread,
            broadcast=due.broadcast and due.thread is not None,
        )
        if due.kind == "group":
            return self._group(made, due)
        if due.kind == "update":
            return replace(made, body=lambda: self._changed_message(due))
        if due.kind == "reply":
            return replace(made, body=lambda: self._reply(due))
        return made

    def _view(self, alert: str) -> AlertView:
        return self._reader.alert_view(alert, self._now())

    def _group(self, made: Delivery, due: Due) -> Delivery:
        """One message for several alerts; of one, that alert's own."""
        alerts = [row["alert"] for row in self._reader.store.rows(_MEMBERS, [list(due.members)])]
        if len(alerts) == 1:
            return replace(made, kind="alert", alert=alerts[0], body=lambda: self._view(alerts[0]))
        return replace(made, body=lambda: GroupView(tuple(map(self._view, alerts))))

    def _changed_message(self, due: Due) -> AlertView | GroupView:
        """What the message says now: of its alert, or of all that it tells of."""
        rows = self._reader.store.rows(_TOLD_OF, [due.of_group]) if due.of_group else []
        if len(rows) < 2:
            return self._changed(due.alert or "")
        return GroupView(tuple(self._changed(row["alert"]) for row in rows))

    def _changed(self, alert: str) -> AlertView:
        """An alert with the priority that it was raised to since."""
        view = self._view(alert)
        rows = self._reader.store.rows(_RAISED, [view.alert.account, micros(view.alert.decided_at)])
        highest = max((row["priority"] for row in rows), key=lambda name: RANK[name], default=None)
        raised = highest if highest and RANK[highest] > RANK[view.alert.priority] else None
        return replace(view, raised=raised)

    def _reply(self, due: Due) -> ReplyView:
        view = self._view(due.alert or "")
        if due.signal is not None:
            return self._later(view, due.signal)
        return ReplyView(view, view.deciding, view.alert.intent.points, view.alert.priority)

    def _later(self, view: AlertView, signal: str) -> ReplyView:
        """The trigger that a later signal opened, under the alert that it follows."""
        row = self._reader.store.rows(_LATER, [signal])[0]
        at = instant(row["at"])
        name = trigger_id(view.alert.account, row["kind"], signal)
        found = self._reader.history(view.alert.account, at).triggers
        trigger = next((each for each in found if each.trigger.id == name), view.deciding)
        return ReplyView(replace(view, now=max(at, view.now)), trigger, row["intent"], row["priority"])

    def _sank(self, due: Due) -> bool:
        """Whether the account stands lower now than when it was decided."""
        now = self._now()
        if due.alert is None or now is None or due.priority is None:
            return False
        view = self._reader.alert_view(due.alert, now)
        intent = self._reader.history(view.alert.account, now).intent.points
        return RANK[self._reader.rules.policy.priority_of(view.alert.fit.tier, intent)] < RANK[due.priority]
