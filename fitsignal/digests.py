"""Digests of a running workspace: which window, what was sent, and the shapes that people ask for."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from fitsignal.answering import deaf
from fitsignal.defaults import default_digest
from fitsignal.digest_rows import handed, plain, put_all, put_due
from fitsignal.digest_times import Window, window_due, zone
from fitsignal.errors import OperatorError
from fitsignal.lane_delivery import LaneCourier
from sinks.digest import Digest, DigestPolicy, build
from sinks.digest_reader import gather
from sinks.sink import AmbiguousError, Delivery, SinkError
from sources.receiver.who.bots import bots_between
from sources.receiver.who.people import FILE as VISITORS
from streams.ids import shaped
from streams.times import day_of, instant, micros

if TYPE_CHECKING:
    from fitsignal.delivery import Carrier
    from fitsignal.service import Service

log = logging.getLogger("fitsignal")
TEAM = "team"
STARTER = timedelta(days=30)
"""What the first digest of all covers, where the policy wants one."""
_BEGUN = """
    SELECT (SELECT count(*) FROM digests) + (SELECT count(*) FROM outbox WHERE kind = 'digest') > 0
        OR (SELECT count(*) FROM signals) = 0 AS begun
"""


def rules(service: "Service") -> DigestPolicy:
    """The digest's rules: the workspace's, or the defaults."""
    return service.workspace.digest or default_digest()


def digest_of_day(service: "Service", day: date) -> Digest:
    """The digest of one whole day in the workspace's zone."""
    tz = zone(service)
    start = datetime.combine(day, time(), tzinfo=tz).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=tz).astimezone(UTC)
    return digest_between(service, start, end)


def digest_between(service: "Service", start: datetime, end: datetime, receiver: str | None = None) -> Digest:
    """The digest of a window: one person's, or the team's."""
    given = gather(service.reader, start, end, zone(service), receiver=receiver, health=health(service))
    bots = bots_between(service.workspace.state / VISITORS, start, end)
    return build(replace(given, counts=replace(given.counts, bots=bots)), service.workspace.policy, rules(service))


def last_day(service: "Service") -> date:
    """The day that a digest without a date is of: the last recorded one, or yesterday."""
    now = service.now().astimezone(zone(service))
    return now.date() if service.recorded else now.date() - timedelta(days=1)


def health(service: "Service") -> tuple[str, ...]:
    """A sentence for each source and sink that is not well."""
    sources = [f"source {each.name}: {each.last_error}" for each in service.source_health() if each.failures]
    sinks = [f"sink {each.name}: {each.trouble}" for each in service.couriers if each.trouble]
    return (*sources, *sinks, *(f"answers of {name}: {trouble}" for name, trouble in deaf(service)))


def last_sent(service: "Service", sink: str) -> datetime | None:
    """Until when the last digest that a sink took covered. What stands for the team alone was sent to every sink."""
    sql = "SELECT max(epoch_us(to_at)) AS last FROM digests WHERE receiver IN (?, ?)"
    rows = service.store.rows(sql, [TEAM, _receiver(sink)])
    return instant(rows[0]["last"]) if rows[0]["last"] else None


def send(service: "Service", digest: Digest, couriers: "Sequence[Carrier] | None" = None) -> list[dict[str, Any]]:
    """Deliver a digest to these sinks, or all, noting for each what it has now; a row for each sink.

    A sink that fails is not noted: its next digest covers this one's time too.
    """
    rows = []
    chosen = service.couriers if couriers is None else couriers
    for courier in chosen:
        if isinstance(courier, LaneCourier):
            rows += handed(service, courier, digest.start, digest.end)
    for courier in plain(chosen):
        row = _sent(courier, digest) if digest.send else None
        rows += [row] if row else []
        if row is None or row["outcome"] != "failed":
            values = [_receiver(courier.name), digest.start, digest.end, service.wall()]
            service.host.call(partial(_note, service, values)).result()
    return rows


def send_due(service: "Service", now: datetime) -> list[Window]:
    """Send to each sink the digest that should go out now; one for all whose last ones ended together."""
    sinks: dict[Window, list[Carrier]] = {}
    put_due(service, now)
    for courier in plain(service.couriers):
        covered = None if courier.rests(now) else due(service, courier.name, now)
        if covered is not None:
            sinks.setdefault(covered, []).append(courier)
    for covered, couriers in sinks.items():
        send(service, digest_between(service, *covered), couriers)
    return list(sinks)


def send_starter(service: "Service", now: datetime) -> bool:
    """Once, after the first polls: what the last 30 days say of the accounts, where the policy wants it."""
    if not starter_due(service):
        return False
    start = now - STARTER
    for courier in service.couriers:
        if isinstance(courier, LaneCourier):
            put_all(service, courier, start, now)
    couriers = list(plain(service.couriers))
    if couriers:
        send(service, digest_between(service, start, now), couriers)
    return True


def starter_due(service: "Service") -> bool:
    """Whether no digest was ever sent, every source was polled, and something came in."""
    begins = service.workspace.policy.start
    if service.workspace.digest is None or begins is None or not begins.starter_digest or service.recorded:
        return False
    if service.store.rows(_BEGUN)[0]["begun"]:
        return False
    return all(each.last_ok or each.failures for each in service.source_health())


def due(service: "Service", sink: str, now: datetime) -> Window | None:
    """The window of a digest that should go out to a sink now; None where none is due."""
    if service.workspace.digest is None:
        return None
    return window_due(service.workspace.digest, zone(service), last_sent(service, sink), now)


def _receiver(sink: str) -> str:
    return f"{TEAM}/{sink}"


def _sent(courier: "Carrier", digest: Digest) -> dict[str, Any]:
    name = shaped(day_of(digest.end), ["digest", courier.name, micros(digest.start), micros(digest.end)])
    outcome, note = "sent", ""
    try:
        courier.send(Delivery(id=name, body=digest))
    except SinkError as error:
        outcome = "ambiguous" if isinstance(error, AmbiguousError) else "failed"  # what may be out is not sent again
        note = str(error)
    except Exception:
        log.exception("sink %s stopped on an error that it does not know", courier.name)
        outcome = "ambiguous" if courier.sink.repeat == "visible" else "failed"
        note = courier.trouble
    return {"sink": courier.name, "outcome": outcome, "note": note}


def _note(service: "Service", values: Sequence[object]) -> None:
    with service.store.transaction() as connection:
        connection.execute("INSERT INTO digests VALUES (?, ?, ?, ?)", list(values))


def parse_day(text: str | None) -> date | None:
    """A day as an operation is given it."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise OperatorError(f"{text!r} is no day: expected one such as 2026-11-22") from None
