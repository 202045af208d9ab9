"""Carriers: who delivers for a sink, and by which rules of the workspace."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fitsignal.contents import Contents
from fitsignal.delivery import Carrier, Courier
from fitsignal.lane_delivery import LaneCourier
from fitsignal.noting import AddressedSink
from fitsignal.wiring import ALERTS_SINK, build_sinks
from sinks.outbox import LATE
from sinks.planned import Rules
from sinks.planning import Planner
from sinks.routing import Rule
from sinks.sink import Addressed, Sink

if TYPE_CHECKING:
    from fitsignal.service import Service
    from fitsignal.settings import Route
    from fitsignal.workspace import Workspace
    from sinks.digest import Digest


PATIENCE = {"webhook": timedelta(days=3)}
"""How long alerts are tried for, by type of sink, where it is not a day: programs mind no delay."""


def open_sinks(service: "Service") -> None:
    """Start a courier for each sink; new alerts wake them. That of the topic is started when it is known."""
    for name, sink in build_sinks(service.workspace, service.reader):
        courier = carrier(service, name, sink)
        service.couriers.append(courier)
        if name != ALERTS_SINK:
            courier.start()
    service.desk.on_alerts = service.wake
    service.wake()


def carrier(service: "Service", name: str, sink: Sink) -> Carrier:
    """The courier of a sink: with a lane for each place where the sink has several."""
    late = None if service.recorded or name == ALERTS_SINK else PATIENCE.get(sink.type, LATE)
    if not isinstance(sink, Addressed):
        return Courier(name, sink, service.store, service.host, service.reader, service.wall, late=late)
    return _lanes(service, name, sink, late)


def _lanes(service: "Service", name: str, sink: AddressedSink, late: Any) -> LaneCourier:
    def ages() -> datetime | None:
        return None if service.recorded else service.wall()

    def digest(row: str) -> "Digest":
        from fitsignal.digest_rows import window_of
        from fitsignal.digests import digest_between

        receiver, start, end = window_of(service, row)
        return digest_between(service, start, end, receiver.person)

    rules = rules_of(service.workspace, name, threads=sink.threads)
    return LaneCourier(
        name,
        sink,
        service.store,
        service.host,
        service.wall,
        planner=Planner(name, rules),
        contents=Contents(service.reader, ages, digest),
        late=late,
    )


def rules_of(workspace: "Workspace", name: str, *, threads: bool) -> Rules:
    """What a sink's deliveries are planned by. By a recorded clock no hour is quiet."""
    policy = workspace.policy
    zones = policy.quiet.zones if policy.quiet else {}
    if workspace.clock == "recorded":
        policy = policy.model_copy(update={"quiet": None, "sla": None})
    own = next((getattr(each, "channel", None) for each in workspace.sinks if getattr(each, "name", "") == name), None)
    return Rules(
        policy=policy,
        routes=tuple(map(rule_of, workspace.routes)),
        own=own,
        threads=threads,
        tz=ZoneInfo(workspace.timezone),
        zones={place: ZoneInfo(zone) for place, zone in zones.items()},
    )


def rule_of(route: "Route") -> Rule:
    """A route of the configuration as a rule."""
    when, span = route.when, route.when.employees
    return Rule(
        priority=when.priority,
        owner=when.owner,
        profile=when.profile,
        country=when.country,
        employees=(span[0], span[1]) if span else None,
        segment=when.segment,
        to=route.to,
        round_robin=route.round_robin,
    )
