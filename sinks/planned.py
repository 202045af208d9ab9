"""A planned row of the outbox, and the rules that one sink is planned by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

from sinks.routing import Rule
from sinks.sink import Kind
from streams.policy import Policy
from streams.times import micros

OVER = "at the top of the next digest"
"""Ends the note of what the budget left out."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one sink is planned by. `own`: what its own place is called; `zones`: of people and channels that have one.

    `threads`: whether it answers and changes what it sent.
    """

    policy: Policy
    routes: tuple[Rule, ...] = ()
    own: str | None = None
    threads: bool = False
    tz: tzinfo = UTC
    zones: Mapping[str, tzinfo] = field(default_factory=dict)

    def zone(self, place: str) -> tzinfo:
        """The zone of a person or a channel, else the workspace's."""
        return self.zones.get(place or self.own or "") or self.tz


class Planned(NamedTuple):
    """A row to be written."""

    id: str
    alert: str | None
    state: str
    due_at: datetime
    note: str | None
    kind: Kind
    place: str
    account: str | None
    made_at: datetime
    broadcast: bool = False
    part_of: str | None = None
    signal: str | None = None


def values_of(row: Planned, sink: str, now: datetime) -> tuple[Any, ...]:
    """As the table of planned rows takes it."""
    times = micros(row.due_at), micros(now)
    head = (row.id, row.alert, sink, row.state, 0, *times, row.note)
    return (*head, row.kind, row.place, row.account, row.signal, micros(row.made_at), row.broadcast, row.part_of)
