"""run: the service."""

from typing import Annotated, Literal

from cyclopts import Parameter

from fitsignal.errors import UsageError
from fitsignal.options import COMMON, Shared, instant_of
from fitsignal.output import say

Role = Literal["all", "sources", "receiver", "join", "sinks"]


def run(
    *,
    once: Annotated[
        bool, Parameter(help="Poll each source once, deliver, print a summary and end.", negative="")
    ] = False,
    now: Annotated[str | None, Parameter(help="The time to take for now.")] = None,
    role: Annotated[Role, Parameter(help="With [broker]: the part that this process plays.")] = "all",
    fresh: Annotated[bool, Parameter(help="Begin with an empty store.", negative="")] = False,
    common: Shared = COMMON,
) -> int:
    """The service: hears, decides, delivers, until Ctrl-C. It refuses a workspace that `check` refuses."""
    from fitsignal.config import checked_workspace

    instant = instant_of(now, "--now")
    accepted = checked_workspace(common.workspace)
    if role != "all" and accepted.workspace.broker is None:
        raise UsageError(f"--role {role} needs a [broker] in fitsignal.toml: without one, one process plays all")
    warnings = sum(problem.level == "warning" for problem in accepted.problems)
    if warnings:
        say(f"fitsignal check has {warnings} warning{'s' if warnings > 1 else ''} about this workspace")
    from fitsignal import service

    return service.run(accepted.workspace, once=once, now=instant, fresh=fresh, role=role, json=common.json)
