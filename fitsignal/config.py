"""Configuration: a workspace's folder in, the workspace or every problem of it out."""

import tomllib
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fitsignal.errors import ConfigError
from fitsignal.workspace import Workspace

if TYPE_CHECKING:
    from icp.problem import Problem
    from sinks.digest_policy import DigestPolicy
    from streams.policy import Policy

OFF_UNLESS_NAMED = ("budget", "start", "quiet", "sla")
"""Tables of the policy that are off where a workspace does not name them."""

__all__ = [
    "Checked",
    "Workspace",
    "check",
    "check_workspace",
    "checked_workspace",
    "default_digest",
    "default_policy",
    "load_workspace",
]


class Checked(NamedTuple):
    """A workspace with every problem found; None where there are errors."""

    workspace: Workspace | None
    problems: "tuple[Problem, ...]"


class Accepted(NamedTuple):
    """A workspace without errors, with its warnings."""

    workspace: Workspace
    problems: "tuple[Problem, ...]"


def load_workspace(path: Path) -> Workspace:
    """The workspace in a folder, its account list unread. Raises ConfigError with every problem."""
    from fitsignal.inspection import inspect

    return _accepted(inspect(path, accounts=False))


def checked_workspace(path: Path) -> "Accepted":
    """The same with its account list read and found right: what `run` takes. Raises ConfigError."""
    checked = check(path)
    return Accepted(_accepted(checked), checked.problems)


def check(path: Path) -> Checked:
    """The workspace with every problem of its configuration, profiles and accounts, warnings too."""
    from fitsignal.inspection import inspect

    return inspect(path, accounts=True)


def check_workspace(path: Path) -> "list[Problem]":
    """Every problem of the configuration, profiles and accounts in a folder."""
    return list(check(path).problems)


def default_policy() -> "Policy":
    """The shipped policy, without the tables that are off unless named."""
    from streams.policy import Policy

    return Policy.model_validate(policy_tables({}))


def default_digest() -> "DigestPolicy":
    """The shipped digest: what `fitsignal digest` prints by where a workspace has no `[digest]`."""
    from sinks.digest_policy import DigestPolicy

    return DigestPolicy.model_validate(shipped()["digest"])


def policy_tables(over: dict[str, Any]) -> dict[str, Any]:
    """A workspace's `[policy]` laid over the shipped one, key by key at every depth.

    Page classes of its own go first: the first match wins, and the shipped ones end with one that matches everything.
    """
    from streams.policy import merge

    base = {name: table for name, table in shipped()["policy"].items() if name not in OFF_UNLESS_NAMED or name in over}
    pages = over.get("pages")
    own = {name: page for name, page in pages.items() if name not in base["pages"]} if isinstance(pages, dict) else {}
    return merge({**base, "pages": {**own, **base["pages"]}}, over)


def digest_tables(over: dict[str, Any]) -> dict[str, Any]:
    """A workspace's `[digest]` laid over the shipped one."""
    from streams.policy import merge

    return merge(shipped()["digest"], over)


@lru_cache(maxsize=1)
def shipped() -> dict[str, Any]:
    """The tables of default_policy.toml; not to be changed."""
    return tomllib.loads((resources.files("streams") / "default_policy.toml").read_text(encoding="utf-8"))


def _accepted(checked: Checked) -> Workspace:
    if checked.workspace is None:
        raise ConfigError(checked.problems)
    return checked.workspace
