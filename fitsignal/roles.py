"""Roles: the parts of a workspace that run beside a broker, each a process of its own, or all under one supervisor."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from fitsignal.clocks import fixed, wall
from fitsignal.errors import OperatorError, UsageError
from fitsignal.leash import heed
from fitsignal.supervisor import Part, Supervisor
from fitsignal.workspace import Workspace

Role = Literal["all", "sources", "receiver", "join", "sinks"]
ROLES: tuple[Role, ...] = ("sinks", "join", "sources", "receiver")
"""In the order in which a first start needs them."""


class Asked(NamedTuple):
    """What `fitsignal run` was asked for."""

    once: bool = False
    now: datetime | None = None
    fresh: bool = False
    json: bool = False
    health: str | None = None


def run_role(workspace: Workspace, role: Role, asked: Asked) -> int:
    """Play a role of a workspace with `[broker]` until it is stopped, or once; the exit code. Raises OperatorError."""
    heed()
    _refuse(role, asked)
    clock = fixed(asked.now) if asked.now else wall
    if role == "all" and asked.once:
        from fitsignal.all_once import run_all_once

        return run_all_once(workspace, clock, join_part(workspace, asked), json=asked.json)
    if role == "all":
        return supervise(workspace, asked)
    if role == "sinks":
        from fitsignal.deciding import run_sinks

        return run_sinks(workspace, clock)
    if role == "join":
        from fitsignal.joining import run_join

        return run_join(workspace, health=asked.health)
    from fitsignal.producing import run_receiver_beside, run_sources

    if role == "receiver":
        return run_receiver_beside(workspace, clock)
    return run_sources(workspace, clock, once=asked.once, health=asked.health)


def supervise(workspace: Workspace, asked: Asked) -> int:
    """Run every role of the workspace on this machine until SIGINT or SIGTERM; 0."""
    supervisor = Supervisor(parts(workspace, asked), _say)

    async def watched() -> None:
        from fitsignal.process import stop_on_signals

        await supervisor.run(stop_on_signals())

    names = ", ".join(part.name for part in supervisor.parts)
    _say(f"fitsignal runs beside {workspace.broker.url if workspace.broker else ''}: {names}; Ctrl-C stops all")
    asyncio.run(watched())
    _say("stopped: everything accepted is in the spool, at the broker or in the store")
    return 0


def parts(workspace: Workspace, asked: Asked) -> list[Part]:
    """A process for each role that the workspace has, several to join where it says so; without `[receiver]` none
    receives.
    """
    return [
        Part(name, _command(workspace, role, asked))
        for role in ROLES
        if role != "receiver" or workspace.receiver is not None
        for name in _names(workspace, role)
    ]


def _names(workspace: Workspace, role: Role) -> Sequence[str]:
    """What the processes of a role are called."""
    count = workspace.broker.join_workers if workspace.broker and role == "join" else 1
    return [role] if count == 1 else [f"{role}-{number}" for number in range(1, count + 1)]


def join_part(workspace: Workspace, asked: Asked) -> Part:
    """The join alone."""
    return Part("join", _command(workspace, "join", asked))


def _command(workspace: Workspace, role: Role, asked: Asked) -> tuple[str, ...]:
    now: Sequence[str] = ("--now", asked.now.isoformat()) if asked.now else ()
    return (sys.executable, "-m", "fitsignal", "run", "--role", role, "--workspace", str(workspace.path), *now)


def _refuse(role: Role, asked: Asked) -> None:
    if asked.fresh:
        raise OperatorError(
            "--fresh empties the store, and what is at the broker would fill it again: delete the topics and "
            ".fitsignal by hand, or begin beside another cluster"
        )
    if asked.once and role in ("join", "receiver", "sinks"):
        raise UsageError(f"--role {role} runs until it is stopped: --once is for all roles, and for sources")
    if asked.health is not None and role not in ("sources", "join"):
        raise UsageError("--health is for the roles without an address of their own: sources and join")


def _say(text: str) -> None:
    print(text, flush=True)
