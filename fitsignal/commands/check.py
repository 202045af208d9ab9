"""check: every problem of a workspace at once."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from fitsignal.errors import problem_text
from fitsignal.options import COMMON, Shared
from fitsignal.output import print_json, say

if TYPE_CHECKING:
    from fitsignal.addresses import Line
    from fitsignal.inspection import Checked
    from icp.problem import Problem


def check(
    *,
    live: Annotated[
        bool, Parameter(help="Also reach each source and sink, and the receiver; nothing is sent.", negative="")
    ] = False,
    hide_secrets: Annotated[
        bool, Parameter(help="Leave secrets out of the receiver's addresses: for logs.", negative="")
    ] = False,
    common: Shared = COMMON,
) -> int:
    """Every problem at once, then what to paste where for the receiver. Exit 1 where there is an error."""
    from fitsignal import config

    checked = config.check(common.workspace)
    lines = _receiver(checked, hide=hide_secrets)
    if common.json:
        print_json({"place": "workspace", **problem.model_dump()} for problem in checked.problems)
        print_json({"place": "receiver", **line._asdict()} for line in lines)
    else:
        _show(checked)
        _show_receiver(lines)
    if checked.workspace is None:
        return 1
    return _probe(checked, json=common.json) if live else 0


def _show(checked: "Checked") -> None:
    for problem in checked.problems:
        print(f"{problem.level}: {problem_text(problem)}")
    print(_summary(checked))


def _receiver(checked: "Checked", *, hide: bool) -> "list[Line]":
    """What the receiver takes, and what it cannot; nothing where there is none."""
    from fitsignal.addresses import receiver_lines

    workspace = checked.workspace
    if workspace is None or workspace.receiver is None:
        return []
    return receiver_lines(workspace.receiver, workspace.bind, hide=hide)


def _show_receiver(lines: "Sequence[Line]") -> None:
    endpoints = [line for line in lines if line.url]
    if lines:
        print("\nRECEIVER")
    for line in endpoints:
        name = line.name if line.name == line.type else f"{line.name} ({line.type})"
        print(f"  {name}\n    {line.url}\n    {line.message}")
    for line in lines:
        if line.level == "warning":
            print(f"{line.level}: {line.message}")


def _summary(checked: "Checked") -> str:
    counts = [_count(checked.problems, "error"), _count(checked.problems, "warning")]
    said = ", ".join(filter(None, counts)) or "no problems"
    workspace = checked.workspace
    if workspace is None:
        return said
    accounts, sources, sinks = len(workspace.intake.accounts), len(workspace.source_options), len(workspace.sinks)
    parts = (_number(accounts, "account"), _number(sources, "source"), _number(sinks, "sink"))
    return f"{said}; {workspace.name}: {', '.join(parts)}"


def _count(problems: "Sequence[Problem]", level: str) -> str:
    number = sum(problem.level == level for problem in problems)
    return _number(number, level) if number else ""


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _resume(checked: "Checked") -> None:
    """Where the workspace runs, what its sinks refused is tried again: why they did may be mended."""
    from fitsignal.asking import call
    from fitsignal.errors import OperatorError
    from fitsignal.owner import read_owner

    assert checked.workspace is not None
    if read_owner(checked.workspace.path) is not None:
        with suppress(OperatorError):
            call(checked.workspace.path, "outbox.resume", {})


def _probe(checked: "Checked", *, json: bool) -> int:
    from fitsignal.probing import probe

    assert checked.workspace is not None
    failed = False
    for seen in probe(checked.workspace):
        failed |= seen.level == "error"
        if json:
            print_json([seen._asdict()])
        else:
            print(f"{seen.level}: {seen.place} {seen.name}: {seen.message}", flush=True)
    _resume(checked)
    if failed and not json:
        say("some of it could not be reached: see the lines that begin with error")
    return 1 if failed else 0
