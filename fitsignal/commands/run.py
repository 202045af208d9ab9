"""run: the service."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from fitsignal.errors import ConfigError, UsageError
from fitsignal.options import COMMON, Shared, instant_of

if TYPE_CHECKING:
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
    common: Shared = COMMON,
) -> int:
    """The service: hears, decides, delivers, until Ctrl-C. It refuses a workspace that `check` refuses."""
    instant = instant_of(now, "--now")
    accepted = _accepted(common.workspace)
    if role == "receiver" and (once or fresh):
        raise UsageError("--role receiver runs until it is stopped, and has no store: neither --once nor --fresh")
    if role not in ("all", "receiver") and accepted.broker is None:
        raise UsageError(
            f"--role {role} needs a [broker] in fitsignal.toml: without one, one process plays all but the receiver"
        )
    if role == "receiver":
        from fitsignal.clocks import fixed, wall
        from fitsignal.receiving import run_receiver

        return run_receiver(accepted, fixed(instant) if instant else wall)
    from fitsignal import service

    return service.run(accepted, once=once, now=instant, fresh=fresh, role=role, json=common.json)


def _accepted(path: Path) -> "Workspace":
    """The workspace; one that is refused is refused with every problem that `check` finds. A list that was taken in
    before is not read again: the service does that where it changed."""
    from fitsignal.config import checked_workspace, load_workspace

    try:
        return load_workspace(path)
    except ConfigError:
        return checked_workspace(path).workspace
