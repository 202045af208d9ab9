"""Planning: where each new alert goes and when, by routes, quiet hours, budget and bursts; what it is to its thread.

It never changes what was decided. On the writer thread, in the transaction that then takes what is due.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sinks.bursts import MOST, gathers, grouped
from sinks.following import follow
from sinks.hours import hold_until
from sinks.newcomers import Newcomer, SoFar, gather, gathering, held_until, lately, newcomers
from sinks.planned import OVER, Planned, Rules, values_of
from sinks.routing import OWN, is_person, route
from sinks.sink import Kind
from sinks.tables import DELIVERIES, PLANNED
from streams.ids import outbox_id
from streams.policy import Budget
from streams.times import micros

if TYPE_CHECKING:
    import duckdb

HELD = "held by quiet hours"
"""The note of what waits for the morning: it goes then if it is still worth as much."""
_GATHERED = "UPDATE outbox SET due_at = ? WHERE sink = ? AND kind = 'group' AND state = 'pending' AND due_at > ?"
FOLLOW = timedelta(seconds=10)
"""Between two looks for what follows from what was sent."""


class Planner:
    """Plans for one sink."""

    def __init__(self, sink: str, rules: Rules) -> None:
        self.sink, self.rules = sink, rules
        self._followed: datetime | None = None

    def plan(self, connection: "duckdb.DuckDBPyConnection", now: datetime, *, last: bool) -> None:
        """Give each new alert its place. `last`: what gathers for one message goes now, since nobody waits for more."""
        while new := newcomers(connection, self.sink):
            so_far = SoFar(connection, self.sink)
            rows = [row for each in new for row in _Plan(self, so_far, each, now).rows()]
            self._write(connection, self._gathered(connection, rows, now), now)
        self._write(connection, self._of_the_morning(connection, now), now)
        if last:
            connection.execute(_GATHERED, [now, self.sink, now])
        if last or self._followed is None or now - self._followed >= FOLLOW:
            self._followed = now
            self._write(connection, follow(connection, self.sink, self.rules, now), now)

    def _write(self, connection: "duckdb.DuckDBPyConnection", rows: Sequence[Planned], now: datetime) -> None:
        PLANNED.insert(connection, [values_of(row, self.sink, now) for row in rows], mode="INSERT OR REPLACE")
        muted = [(row.id, "muted", micros(now), row.note) for row in rows if row.state == "muted"]
        DELIVERIES.insert(connection, muted)

    def _gathered(
        self, connection: "duckdb.DuckDBPyConnection", rows: Sequence[Planned], now: datetime
    ) -> list[Planned]:
        """The rows, those of a burst as parts of groups, and the groups."""
        budget = self.rules.policy.budget
        parts: dict[str, str] = {}
        groups: list[Planned] = []
        for place, alone in _by_place(rows, now).items():
            before = lately(connection, self.sink, place, now)
            due = gathers(len(alone), before, budget.burst if budget else None, now)
            if due is not None:
                begun = gathering(connection, self.sink, place, now)
                groups += self._groups(alone, parts, begun, due)
        return [*(row._replace(part_of=parts.get(row.id)) for row in rows), *groups]

    def _of_the_morning(self, connection: "duckdb.DuckDBPyConnection", now: datetime) -> list[Planned]:
        """The groups of what quiet hours held until now, where it is more than a burst; its rows become their parts."""
        budget = self.rules.policy.budget
        if self.rules.policy.quiet is None or budget is None or budget.burst is None:
            return []
        groups: list[Planned] = []
        for place, ids in held_until(connection, self.sink, HELD, now).items():
            for some in grouped(ids) if len(ids) > budget.burst else ():
                name = outbox_id(some[0], f"{self.sink} group")
                groups.append(Planned(name, None, "pending", now, None, "group", place, None, now))
                gather(connection, name, some)
        return groups

    def _groups(
        self, alone: Sequence[Planned], parts: dict[str, str], begun: tuple[str, int] | None, due: datetime
    ) -> Iterator[Planned]:
        """The groups to be made; `parts` learns which group each row is part of."""
        name, had = begun or ("", MOST)
        room = max(0, MOST - had)
        parts |= dict.fromkeys([row.id for row in alone[:room]], name)
        for some in grouped(alone[room:]):
            group = some[0]._replace(id=outbox_id(some[0].id, f"{self.sink} group"), alert=None, kind="group")
            parts |= dict.fromkeys([row.id for row in some], group.id)
            yield group._replace(due_at=due, account=None)


def _by_place(rows: Sequence[Planned], now: datetime) -> Mapping[str, list[Planned]]:
    """New messages that would go now, by place."""
    places: dict[str, list[Planned]] = defaultdict(list)
    for row in rows:
        if row.kind == "alert" and row.state == "pending" and row.due_at <= now:
            places[row.place].append(row)
    return places


class _Plan:
    """The plan of one alert."""

    def __init__(self, planner: Planner, so_far: SoFar, new: Newcomer, now: datetime) -> None:
        self.sink, self.rules, self.so_far, self.new, self.now = planner.sink, planner.rules, so_far, new, now

    def rows(self) -> list[Planned]:
        """A row for each place that the alert goes to, the first with the id that it had."""
        rows = list[Planned]()
        for number, place in enumerate(self._places()):
            name = outbox_id(self.new.alert, f"{self.sink} {place}") if number else self.new.id
            row = self._row(name, place)
            rows.append(row)
            if row.kind == "escalation" and row.state == "pending" and self.rules.threads:
                change = outbox_id(self.new.alert, f"{self.sink} {place} update")
                rows.append(row._replace(id=change, alert=self.new.escalates, kind="update", broadcast=False))
        return rows

    def _places(self) -> tuple[str, ...]:
        new, own = self.new, self.rules.own
        places = route(self.rules.routes, new.subject, lambda people: self.so_far.turn(people, new.account))
        places = tuple(OWN if place == own else place for place in places)
        if self._through():
            places = tuple(OWN if is_person(each) and self._quiet_end(each) else each for each in places)
        return tuple(dict.fromkeys(places))

    def _row(self, name: str, place: str) -> Planned:
        new, policy = self.new, self.rules.policy
        kind: Kind = "escalation" if new.escalates else "alert"
        if kind == "alert" and new.worked(policy.cooldowns.worked) and not named(new.name, policy.escalation.always):
            kind = "reply"
        when = self.now, None, kind, place, new.account, new.decided_at, new.rises
        return self._in_budget(self._in_hours(Planned(name, new.alert, "pending", *when)))

    def _in_hours(self, row: Planned) -> Planned:
        end, quiet = self._quiet_end(row.place), self.rules.policy.quiet
        if end is None or quiet is None or self._through():
            return row
        if self.new.priority in quiet.held:
            return row._replace(due_at=end, made_at=end, note=HELD)  # late is what waits a day from then on
        return row._replace(state="muted", note="quiet hours: the digest has it")

    def _in_budget(self, row: Planned) -> Planned:
        budget = self.rules.policy.budget or Budget()
        most = budget.owner_per_day if is_person(row.place) else budget.channel_per_day
        if most is None or row.state != "pending" or row.kind == "reply":
            return row
        day = row.due_at, self.rules.zone(row.place)
        if self.so_far.count(row.place, *day) >= most and self.new.priority != "P1":
            return row._replace(state="muted", note=f"over the {most} alerts of the day: {OVER}")
        self.so_far.add(row.place, *day)
        return row

    def _quiet_end(self, place: str) -> datetime | None:
        return hold_until(self.now, self.rules.policy.quiet, self.rules.zone(place))

    def _through(self) -> bool:
        quiet = self.rules.policy.quiet
        return quiet is not None and named(self.new.name, quiet.through)


def named(name: str, names: Sequence[str]) -> bool:
    """Whether an event, such as form_submitted:demo, is named with or without its detail."""
    return name in names or name.partition(":")[0] in names
