"""icp report: what was asked for, read, and the page written."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fitsignal.errors import OperatorError, UsageError
from fitsignal.output import say
from fitsignal.profiles.asked import frame_of_file
from fitsignal.profiles.report.page import page_of
from fitsignal.workspace import format_of

if TYPE_CHECKING:
    from fitsignal.workspace import Workspace
    from icp.outcomes.deal import Deal
    from icp.profile_model import Profile

_SHOWN = 10


class Sources(NamedTuple):
    """What the page is made of: files, else what the workspace has."""

    workspace: Path
    profile: Path | None = None
    accounts: Path | None = None
    against: Path | None = None
    outcomes: Path | None = None
    from_crm: bool = False


def report(sources: Sources, out: Path) -> int:
    """Write the page. Raises OperatorError or UsageError with a sentence where a file cannot be used."""
    from icp.reporting import report_on

    ours = profile_of(sources.profile, sources.workspace)
    frame = frame_of_file(sources.accounts or _workspace(sources.workspace).accounts_path)
    other = profile_of(sources.against, sources.workspace) if sources.against else None
    made = report_on(ours, frame, against=other, deals=_deals(sources))
    try:
        out.write_text(page_of(made, datetime.now(UTC).date()), encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"{out} cannot be written: {error.strerror or error}") from None
    say(f"wrote {out}: {made.accounts:,} accounts, {made.verdicts['qualifies']:,} qualify")
    return 0


def profile_of(path: Path | None, workspace: Path) -> "Profile":
    """The profile of a file, else the workspace's first."""
    from fitsignal.toml_file import read_toml
    from icp.profile_reading import parse_profile

    if path is None:
        first, *others = _workspace(workspace).profiles
        if others:
            names = ", ".join(each.name for each in others)
            say(f"this page is on {first.name}; --profile FILE makes one on another of the workspace's ({names})")
        return first
    tables, problems = read_toml(path, path.name)
    found, more = parse_profile(tables, path.stem) if tables is not None else (None, [])
    if found is None:
        raise OperatorError("\n".join(problem.message for problem in (*problems, *more)))
    return found


def _workspace(path: Path) -> "Workspace":
    from fitsignal.config import load_workspace

    if not (path / "fitsignal.toml").is_file():
        raise UsageError("say which profile and list: --profile FILE --accounts FILE, or --workspace DIR")
    return load_workspace(path)


def _deals(sources: Sources) -> "tuple[Deal, ...] | None":
    from fitsignal.profiles.report.crm import deals_of_crm
    from icp.outcomes.currencies import in_one_currency

    if sources.from_crm:
        given = deals_of_crm(sources.workspace)
    elif sources.outcomes:
        given = _deals_of_file(sources.outcomes)
    else:
        return None
    deals, mixed = in_one_currency(given)
    if mixed:
        say(f"warning: {mixed}")
    return deals


def _deals_of_file(path: Path) -> "tuple[Deal, ...]":
    from icp.outcomes.reading import read_deals

    try:
        found = read_deals(path.read_bytes(), format_of(path), path.name)
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error.strerror or error}") from None
    for problem in found.problems[:_SHOWN]:
        say(f"{problem.level}: {problem.message}")
    if not found.deals:
        raise OperatorError(f"{path} tells of no deal: give a list with a domain and an outcome (won, lost) a row")
    return found.deals
