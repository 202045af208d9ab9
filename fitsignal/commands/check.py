"""check: every problem of a workspace at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from fitsignal.errors import problem_text
from fitsignal.options import COMMON, Shared
from fitsignal.output import print_json, say

if TYPE_CHECKING:
    from fitsignal.config import Checked
    from icp.problem import Problem


def check(
    *,
    live: Annotated[bool, Parameter(help="Also reach each source and sink; nothing is sent.", negative="")] = False,
    common: Shared = COMMON,
) -> int:
    """Every problem of config, profile and accounts at once. Exit 1 where there is an error."""
    from fitsignal import config

    checked = config.check(common.workspace)
    if common.json:
        print_json({"place": "workspace", **problem.model_dump()} for problem in checked.problems)
    else:
        _show(checked)
    if checked.workspace is None:
        return 1
    return _probe(checked, json=common.json) if live else 0


def _show(checked: "Checked") -> None:
    for problem in checked.problems:
        print(f"{problem.level}: {problem_text(problem)}")
    print(_summary(checked))


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
    if failed and not json:
        say("some of it could not be reached: see the lines that begin with error")
    return 1 if failed else 0
