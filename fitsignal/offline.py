"""What works on files alone, without a store: fits of a list, and a directory to resolve against."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from fitsignal.config import load_workspace
from fitsignal.errors import ConfigError, OperatorError, UsageError
from fitsignal.output import console, say
from fitsignal.toml_file import read_toml
from fitsignal.workspace import format_of, read_account_file

if TYPE_CHECKING:
    from icp.account import Account
    from icp.problem import Problem
    from icp.profile import Profile
    from streams.directory import Directory

_LONG = 5_000


def fits_of_file(
    path: Path, profiles: Sequence[Path], workspace: Path, domains: Sequence[str] = ()
) -> tuple[Iterator[dict[str, Any]], bool]:
    """A row for each account of a list as it is scored, and whether all of it could be read; stderr has the rest."""
    from icp.domains import account_domain
    from icp.fit import best_fit

    scored_by = profiles_of(profiles, workspace)
    try:
        intake = read_account_file(path, path.name)
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error.strerror or error}") from None
    report(intake.problems)
    wanted = {account_domain(domain) or domain for domain in domains}
    accounts = [account for account in intake.accounts if not wanted or account.domain in wanted]
    rows = (best_fit(account, scored_by).model_dump(mode="json") for account in _watched(accounts))
    return rows, all(problem.level != "error" for problem in intake.problems)


def directory_of(accounts: Path | None, workspace: Path) -> "Directory":
    """What companies are resolved against: the accounts of a file, or of the workspace where none is given."""
    from streams.directory import directory_from_records

    if accounts is None:
        if not (workspace / "fitsignal.toml").is_file():
            raise UsageError("say which accounts: --accounts FILE, or --workspace DIR")
        accounts = load_workspace(workspace).accounts_path
    try:
        data = accounts.read_bytes()
    except OSError as error:
        raise OperatorError(f"{accounts} cannot be read: {error.strerror or error}") from None
    return directory_from_records(_records(data, accounts))


def report(problems: "Iterable[Problem]") -> None:
    """Problems of a file, on stderr."""
    for problem in problems:
        say(f"{problem.level}: {problem.message}")


def profiles_of(paths: Sequence[Path], workspace: Path) -> "tuple[Profile, ...]":
    """The profiles of files, or of the workspace where none is named."""
    if paths:
        return tuple(map(_profile, paths))
    if (workspace / "fitsignal.toml").is_file():
        return load_workspace(workspace).profiles
    raise UsageError("say by which profile: --profile FILE, or --workspace DIR")


def _profile(path: Path) -> "Profile":
    from icp.profile_reading import parse_profile

    document, problems = read_toml(path, path.name)
    if document is None:
        raise ConfigError(problems)
    profile, found = parse_profile(document, path.name)
    if profile is None:
        raise ConfigError(found)
    report(found)
    return profile


def _watched(accounts: "Sequence[Account]") -> "Iterable[Account]":
    if len(accounts) < _LONG or not sys.stderr.isatty() or not sys.stdout.isatty():
        return accounts
    from rich.progress import track

    return track(accounts, description="scoring", console=console(errors=True), transient=True)


def _records(data: bytes, path: Path) -> Iterator[Mapping[str, object]]:
    """Records as the directory takes them: of JSON Lines in its own shape as they are, of any account list as read."""
    if format_of(path) == "jsonl":
        own = [record for line in data.splitlines() if (record := _object(line)) is not None]
        if any("id" in record or "domain" in record for record in own):
            yield from own
            return
    intake = read_account_file(path, path.name)
    report(problem for problem in intake.problems if problem.level == "error")
    for account in intake.accounts:
        given = {"id": account.attributes.get("id") or account.domain}
        yield {**account.model_dump(include={"name", "domain", "aliases", "domains", "country"}), **given}


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return record if isinstance(record, dict) else None
