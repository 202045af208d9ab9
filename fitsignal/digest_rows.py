"""Digests of sinks that reach several people: a row of the outbox for each receiver; a crash sends none twice."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from fitsignal.digest_times import window_due, zone
from fitsignal.lane_delivery import LaneCourier
from sinks.digest_policy import window
from sinks.routing import OWN, OWNER, is_person
from streams.ids import shaped
from streams.times import day_of, instant, micros

if TYPE_CHECKING:
    from fitsignal.delivery import Carrier, Courier
    from fitsignal.service import Service

TEAM = "team"
_OWNERS = "SELECT DISTINCT owner FROM accounts WHERE owner <> '' ORDER BY owner"
_COVERED = """
    SELECT max(us) AS last FROM (
        SELECT epoch_us(to_at) AS us FROM outbox
        WHERE sink = $sink AND kind = 'digest' AND receiver = $receiver AND (state <> 'failed' OR $failed)
        UNION ALL SELECT epoch_us(to_at) FROM digests
        WHERE (receiver = $noted OR receiver = 'team') AND $receiver = 'team'
    )
"""
_FAILED = """
    SELECT epoch_us(min(from_at)) AS first FROM outbox
    WHERE sink = ? AND kind = 'digest' AND receiver = ? AND state = 'failed'
"""
_PUT = """
    INSERT INTO outbox (
        id, sink, state, attempts, due_at, changed_at, kind, destination, made_at, receiver, from_at, to_at
    ) VALUES (?, ?, 'pending', 0, ?, ?, 'digest', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_ROW = "SELECT receiver, epoch_us(from_at) AS start, epoch_us(to_at) AS finish FROM outbox WHERE id = ?::UUID"
_OUTCOME = "SELECT state, note FROM outbox WHERE id = ?::UUID"


class Receiver(NamedTuple):
    """Whose digest it is, and where it goes. `name`: "team", or the owner."""

    name: str
    place: str

    @property
    def person(self) -> str | None:
        """The owner; None for the team."""
        return self.name if self.name != TEAM and is_person(self.name) else None


Part = tuple[Receiver, datetime, datetime]
"""A digest: whose, from when and until when."""


def plain(couriers: "Iterable[Carrier]") -> "list[Courier]":
    """Couriers of sinks that have one place."""
    return [cast("Courier", each) for each in couriers if not isinstance(each, LaneCourier)]


def receivers(service: "Service", courier: LaneCourier) -> list[Receiver]:
    """Who gets a digest from a sink: the team in the sink's own place, each owner, and other places that are named."""
    named = service.workspace.digest.to if service.workspace.digest else (TEAM,)
    found = [Receiver(TEAM, OWN)] if TEAM in named else []
    if OWNER in named:
        owners = (str(row["owner"]) for row in service.store.rows(_OWNERS))
        found += [Receiver(owner, owner) for owner in owners if is_person(owner)]
    found += [Receiver(f"{TEAM}/{place}", place) for place in named if place not in (TEAM, OWNER)]
    return [each for each in found if courier.sink.reaches(each.place)]


def covered_until(service: "Service", sink: str, receiver: str, *, failed: bool = False) -> datetime | None:
    """Until when the last digest of a receiver covered; with `failed`, also one that was refused for good."""
    given = {"sink": sink, "receiver": receiver, "noted": f"{TEAM}/{sink}", "failed": failed}
    last = service.store.rows(_COVERED, given)[0]["last"]
    return instant(last) if last else None


def first_failed(service: "Service", courier: LaneCourier, receiver: Receiver) -> datetime | None:
    """Since when nothing reached a receiver to whom nothing was ever sent; None where nothing was tried."""
    first = service.store.rows(_FAILED, [courier.name, receiver.name])[0]["first"]
    return instant(first) if first else None


def put_due(service: "Service", now: datetime) -> None:
    """Put the digests that should go out now into the outbox, and wake who sends them."""
    for courier in service.couriers if service.workspace.digest else ():
        if isinstance(courier, LaneCourier):
            _put(service, courier, _due(service, courier, now))
            courier.wake()


def _due(service: "Service", courier: LaneCourier, now: datetime) -> Iterator[Part]:
    """Whose digest should go out now, and what it covers."""
    schedule, tz = service.workspace.digest, zone(service)
    for each in receivers(service, courier) if schedule else ():
        tried = covered_until(service, courier.name, each.name, failed=True)
        if schedule is not None and window_due(schedule, tz, tried, now) is not None:
            sent = covered_until(service, courier.name, each.name) or first_failed(service, courier, each)
            yield each, *window(schedule, sent, now, tz)


def put(
    service: "Service", courier: LaneCourier, receiver: Receiver, start: datetime, end: datetime, *more: object
) -> str:
    """Put one digest into the outbox; its id. The same again is none; `more` makes it another."""
    (name,) = _put(service, courier, [(receiver, start, end)], *more)
    return name


def _put(service: "Service", courier: LaneCourier, parts: Iterable[Part], *more: object) -> list[str]:
    """The same of many, in one transaction: a row each would wait for its turn among what is being sent."""
    now, rows, names = service.wall(), [], []
    for each, start, end in parts:
        name = shaped(day_of(end), ["digest", courier.name, each.name, micros(start), micros(end), *more])
        names.append(name)
        rows.append([name, courier.name, now, now, each.place, now, each.name, start, end])

    def insert() -> None:
        with service.store.transaction() as connection:
            connection.executemany(_PUT, rows)

    if rows:
        service.host.call(insert).result()
    return names


def put_all(service: "Service", courier: LaneCourier, start: datetime, end: datetime) -> None:
    """Put the digests of a window for every receiver of a sink into the outbox."""
    _put(service, courier, ((each, start, end) for each in receivers(service, courier)))
    courier.wake()


def handed(service: "Service", courier: LaneCourier, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """Send the digests of a window to every receiver of a sink now, as somebody asked; a row for each."""
    made = [(each, put(service, courier, each, start, end, service.wall())) for each in receivers(service, courier)]
    courier.drain()
    return [_told(service, courier.name, each, name) for each, name in made]


def _told(service: "Service", sink: str, receiver: Receiver, name: str) -> dict[str, Any]:
    row = service.store.rows(_OUTCOME, [name])[0]
    return {"sink": sink, "outcome": row["state"], "note": row["note"] or "", "receiver": receiver.name}


def window_of(service: "Service", name: str) -> tuple[Receiver, datetime, datetime]:
    """Whose digest a row is, and what it covers."""
    row = service.store.rows(_ROW, [name])[0]
    return Receiver(row["receiver"], ""), instant(row["start"]), instant(row["finish"])
