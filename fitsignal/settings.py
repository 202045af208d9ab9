"""The tables of fitsignal.toml that belong to no other room, as frozen models; an unknown key is an error."""

import ipaddress
import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from fitsignal.nearest import nearest

HookType = Literal[
    "generic", "standard-webhooks", "segment", "rudderstack", "posthog", "rb2b", "snitcher", "warmly",
    "happierleads", "common-room", "usergems", "clearbit",
]  # fmt: skip
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        near = nearest(name, available_timezones())
        more = f"; did you mean {near}?" if near else ""
        raise ValueError(f'expected a time zone such as "Europe/Paris"{more}') from None
    return name


def _bind(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not (colon and port.isdecimal() and int(port) < 65_536 and _is_host(host)):
        raise ValueError('expected an address and a port such as "127.0.0.1:8787"')
    return text


def _is_host(text: str) -> bool:
    if text.startswith("[") and text.endswith("]"):
        try:
            return ipaddress.ip_address(text[1:-1]).version == 6
        except ValueError:
            return False
    return bool(_HOST.fullmatch(text))


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        good = False
    if not good:
        raise ValueError('expected an address such as "https://hooks.example.com"')
    return text.rstrip("/")


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Bind = Annotated[str, AfterValidator(_bind)]
Zone = Annotated[str, AfterValidator(_zone)]
Text = Annotated[str, Field(min_length=1, max_length=1000)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]
Secret = Annotated[SecretStr, Field(min_length=1)]


class Table(BaseModel):
    """A table of the file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class WorkspaceTable(Table):
    """`profile`: a file, or a list of files. `clock`: "recorded" sees each signal when it happened."""

    name: Text | None = None
    timezone: Zone = "UTC"
    accounts: Text = "accounts.csv"
    profile: Annotated[Texts, Field(min_length=1)] = ("icp.toml",)
    clock: Literal["wall", "recorded"] = "wall"


class Hook(Table):
    """An endpoint for a tracker's calls: POST /hooks/{name}."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    type: HookType
    secret: Secret


class Receiver(Table):
    """Where calls come in. `keys`: a write key for each client; `snowplow`: whether its clients may, without one."""

    bind: Bind | None = None
    keys: dict[str, Secret] = {}
    snowplow: bool = True
    public_url: Annotated[str, AfterValidator(_web_address)] | None = None
    hooks: tuple[Hook, ...] = ()


class RouteWhen(Table):
    """What an alert must be for a route to take it; what is not named does not matter. `employees`: from, to."""

    priority: Annotated[tuple[Literal["P1", "P2", "P3"], ...], BeforeValidator(_listed)] = ()
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


class Broker(Table):
    """The Kafka cluster of a workspace that runs as several processes."""

    url: Text


class Settings(Table):
    """The whole file. `sources`, `sinks`, `policy` and `digest` are checked by the rooms they belong to."""

    workspace: WorkspaceTable = WorkspaceTable()
    sources: tuple[dict[str, Any], ...] = ()
    receiver: Receiver | None = None
    policy: dict[str, Any] = {}
    routes: tuple[Route, ...] = ()
    sinks: tuple[dict[str, Any], ...] = ()
    digest: dict[str, Any] | None = None
    dashboard: Dashboard | None = None
    broker: Broker | None = None
