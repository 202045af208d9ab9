"""run: the service."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from fitsignal.errors import ConfigError, UsageError
from fitsignal.options import COMMON, Shared, instant_of

if TYPE_CHECKING:
    from datetime import datetime

    from fitsignal.workspace import Workspace

Role = Literal["all", "sources", "receiver", "join", "sinks"]


def run(
    *,
    once: Annotated[
        bool, Parameter(help="Poll each source once, deliver, print a summary and end.", negative="")
    ] = False,
    now: Annotated[str | None, Parameter(help="The time to take for now.")] = None,
    role: Annotated[
        Role, Parameter(help="The part that this process plays: `receiver`, or with [broker] any.")
    ] = "all",
    fresh: Annotated[bool, Parameter(help="Begin with an empty store.", negative="")] = False,
    health: Annotated[
        str | None, Parameter(help="Beside a broker: where sources or join tell of their health, HOST:PORT.")
    ] = None,
    common: Shared = COMMON,
) -> int:
    """The service: hears, decides, delivers, until Ctrl-C. It refuses a workspace that `check` refuses."""
    instant, bind = instant_of(now, "--now"), _address(health)
    accepted = _accepted(common.workspace)
    if accepted.broker is not None:
        from fitsignal.roles import Asked, run_role

        return run_role(accepted, role, Asked(once, instant, fresh, common.json, bind))
    if health is not None or role not in ("all", "receiver"):
        raise UsageError(
            f"{_without(role, health)} needs a [broker] in fitsignal.toml: without one, one process plays all"
        )
    if role == "receiver":
        return _receive(accepted, instant, refused=once or fresh)
    from fitsignal.running import run_service

    return run_service(accepted, once=once, now=instant, fresh=fresh, json=common.json)


def _receive(workspace: "Workspace", instant: "datetime | None", *, refused: bool) -> int:
    if refused:
        raise UsageError("--role receiver runs until it is stopped, and has no store: neither --once nor --fresh")
    from fitsignal.clocks import fixed, wall
    from fitsignal.receiving import run_receiver

    return run_receiver(workspace, fixed(instant) if instant else wall)


def _without(role: Role, health: str | None) -> str:
    return "--health" if health is not None else f"--role {role}"


def _address(text: str | None) -> str | None:
    from fitsignal.tables import is_bind

    if text is not None and not is_bind(text):
        raise UsageError(f'--health: found {text!r}, expected an address and a port such as "127.0.0.1:8789"')
    return text


def _accepted(path: Path) -> "Workspace":
    """The workspace; one that is refused is refused with every problem that `check` finds. A list that was taken in
    before is not read again: the service does that where it changed."""
    from fitsignal.config import checked_workspace, load_workspace

    try:
        return load_workspace(path)
    except ConfigError:
        return checked_workspace(path).workspace
