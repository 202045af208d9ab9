"""The tables of fitsignal.toml that belong to no other room, as frozen models; an unknown key is an error."""

from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from fitsignal.broker_settings import Broker
from fitsignal.export_settings import Export
from fitsignal.nearest import nearest
from fitsignal.privacy import Privacy
from fitsignal.receiver_settings import Receiver
from fitsignal.tables import Bind, Table, Text, Texts, listed


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        near = nearest(name, available_timezones())
        more = f"; did you mean {near}?" if near else ""
        raise ValueError(f'expected a time zone such as "Europe/Paris"{more}') from None
    return name


Zone = Annotated[str, AfterValidator(_zone)]


class WorkspaceTable(Table):
    """`profile`: a file, or a list of files. `clock`: "recorded" sees each signal when it happened."""

    name: Text | None = None
    timezone: Zone = "UTC"
    accounts: Text = "accounts.csv"
    profile: Annotated[Texts, Field(min_length=1)] = ("icp.toml",)
    clock: Literal["wall", "recorded"] = "wall"


class RouteWhen(Table):
    """What an alert must be for a route to take it; what is not named does not matter. `employees`: from, to."""

    priority: Annotated[tuple[Literal["P1", "P2", "P3"], ...], BeforeValidator(listed)] = ()
    owner: Texts = ()
    profile: Texts = ()
    country: Texts = ()
    employees: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=2, max_length=2)] | None = None
    segment: Texts = ()


class Route(Table):
    """Where alerts go: `to` an owner, a channel or a list of them, or `round_robin` over people in turn."""

    when: RouteWhen = RouteWhen()
    to: Texts = ()
    round_robin: Texts = ()

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if bool(self.to) == bool(self.round_robin):
            raise ValueError("expected either to or round_robin")
        return self


class Dashboard(Table):
    """Where people look."""

    bind: Bind | None = None


class Settings(Table):
    """The whole file. `sources`, `crm`, `sinks`, `policy` and `digest` are checked by the rooms they belong to."""

    workspace: WorkspaceTable = WorkspaceTable()
    sources: tuple[dict[str, Any], ...] = ()
    crm: tuple[dict[str, Any], ...] = ()
    receiver: Receiver | None = None
    privacy: Privacy = Privacy()
    policy: dict[str, Any] = Field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    sinks: tuple[dict[str, Any], ...] = ()
    exports: tuple[Export, ...] = ()
    digest: dict[str, Any] | None = None
    say: dict[str, Any] = Field(default_factory=dict)
    dashboard: Dashboard | None = None
    broker: Broker | None = None


__all__ = ["Broker", "Dashboard", "Route", "RouteWhen", "Settings", "WorkspaceTable"]
