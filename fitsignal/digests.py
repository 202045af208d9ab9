"""Digests of a running workspace: which window, what was sent, and the shapes that people ask for."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fitsignal.config import default_digest
from fitsignal.errors import OperatorError
from sinks.digest import Digest, DigestPolicy, build, window
from sinks.digest_reader import gather
from sinks.sink import AmbiguousError, Delivery, SinkError
from streams.ids import shaped
from streams.times import day_of, instant, micros

if TYPE_CHECKING:
    from fitsignal.service import Service

TEAM = "team"
GRACE = timedelta(hours=12)
"""How long after its time a digest that a sleeping machine missed is still sent."""


def zone(service: "Service") -> tzinfo:
    """The workspace's time zone."""
    return ZoneInfo(service.workspace.timezone)


def rules(service: "Service") -> DigestPolicy:
    """The digest's rules: the workspace's, or the defaults."""
    return service.workspace.digest or default_digest()


def digest_of_day(service: "Service", day: date) -> Digest:
    """The digest of one whole day in the workspace's zone."""
    tz = zone(service)
    start = datetime.combine(day, time(), tzinfo=tz).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=tz).astimezone(UTC)
    return digest_between(service, start, end)


def digest_between(service: "Service", start: datetime, end: datetime) -> Digest:
    """The team's digest of a window."""
    given = gather(service.reader, start, end, zone(service), health=health(service))
    return build(given, service.workspace.policy, rules(service))


def last_day(service: "Service") -> date:
    """The day that a digest without a date is of: the last recorded one, or yesterday."""
    now = service.now().astimezone(zone(service))
    return now.date() if service.recorded else now.date() - timedelta(days=1)


def health(service: "Service") -> tuple[str, ...]:
    """A sentence for each source and sink that is not well."""
    sources = [f"source {each.name}: {each.last_error}" for each in service.source_health() if each.failures]
    return (*sources, *(f"sink {each.name}: {each.trouble}" for each in service.couriers if each.trouble))


def last_sent(service: "Service") -> datetime | None:
    """Until when the last digest sent to the team covered."""
    rows = service.store.rows("SELECT max(epoch_us(to_at)) AS last FROM digests WHERE receiver = ?", [TEAM])
    return instant(rows[0]["last"]) if rows[0]["last"] else None


def send(service: "Service", digest: Digest) -> list[dict[str, Any]]:
    """Deliver a digest to every sink and note what it covered; a row for each sink."""
    rows = [_sent(courier, digest) for courier in service.couriers] if digest.send else []
    if any(row["outcome"] != "failed" for row in rows) or not digest.send:
        values = [TEAM, digest.start, digest.end, service.wall()]
        service.host.call(lambda: _note(service, values)).result()
    return rows


def due(service: "Service", now: datetime) -> tuple[datetime, datetime] | None:
    """The window of a digest that should go out now; None where none is due."""
    if service.workspace.digest is None:
        return None
    schedule, tz = service.workspace.digest, zone(service)
    slot = _last_slot(schedule, now, tz)
    sent = last_sent(service)
    if slot is None or now - slot > GRACE or (sent is not None and sent >= slot):
        return None
    return window(schedule, sent, now, tz)


def _last_slot(schedule: DigestPolicy, now: datetime, tz: tzinfo) -> datetime | None:
    """The latest time of sending that has come, today's or yesterday's: a late one is caught up after midnight."""
    today = now.astimezone(tz).date()
    days = (today, today - timedelta(days=1))
    slots = (datetime.combine(day, schedule.time, tzinfo=tz) for day in days if day.weekday() in schedule.weekdays)
    return next((slot.astimezone(UTC) for slot in slots if slot <= now), None)


def _sent(courier: Any, digest: Digest) -> dict[str, Any]:
    name = shaped(day_of(digest.end), ["digest", courier.name, micros(digest.start), micros(digest.end)])
    try:
        courier.send(Delivery(id=name, body=digest))
    except SinkError as error:
        outcome = "ambiguous" if isinstance(error, AmbiguousError) else "failed"  # what may be out is not sent again
        return {"sink": courier.name, "outcome": outcome, "note": str(error)}
    return {"sink": courier.name, "outcome": "sent", "note": ""}


def _note(service: "Service", values: Sequence[object]) -> None:
    with service.store.transaction() as connection:
        connection.execute("INSERT INTO digests VALUES (?, ?, ?, ?)", list(values))


def parse_day(text: str | None) -> date | None:
    """A day as an operation is given it."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise OperatorError(f"{text!r} is no day: expected one such as 2026-11-22") from None
