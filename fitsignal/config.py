"""Configuration: a workspace's folder in, the workspace or every problem of it out."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fitsignal.errors import ConfigError
from fitsignal.workspace import Workspace

if TYPE_CHECKING:
    from fitsignal.inspection import Checked
    from icp.problem import Problem


class Accepted(NamedTuple):
    """A workspace without errors, with its warnings."""

    workspace: Workspace
    problems: "tuple[Problem, ...]"


def load_workspace(path: Path) -> Workspace:
    """The workspace in a folder, its account list unread. Raises ConfigError with every problem."""
    from fitsignal.inspection import inspect

    return _accepted(inspect(path, accounts=False))


def checked_workspace(path: Path) -> Accepted:
    """The same with its account list read and found right: what `run` takes. Raises ConfigError."""
    checked = check(path)
    return Accepted(_accepted(checked), checked.problems)


def check(path: Path) -> "Checked":
    """The workspace with every problem of its configuration, profiles and accounts, warnings too."""
    from fitsignal.inspection import inspect

    return inspect(path, accounts=True)


def check_workspace(path: Path) -> "list[Problem]":
    """Every problem of the configuration, profiles and accounts in a folder."""
    return list(check(path).problems)


def _accepted(checked: "Checked") -> Workspace:
    if checked.workspace is None:
        raise ConfigError(checked.problems)
    return checked.workspace
