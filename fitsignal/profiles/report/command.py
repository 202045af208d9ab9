"""icp report: what was asked for, read, and the page written."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fitsignal.errors import OperatorError, UsageError
from fitsignal.output import say
from fitsignal.profiles.asked import frame_of_file, must_speak
from fitsignal.profiles.files import was_learned
from fitsignal.profiles.report.page import page_of
from fitsignal.profiles.report.several import page_of_several
from fitsignal.workspace import format_of

if TYPE_CHECKING:
    from fitsignal.workspace import Workspace
    from icp.columns.frame import Frame
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
    profiles = profiles_of(sources)
    if sources.against and len(profiles) > 1:
        raise UsageError("the workspace has several profiles: say which one --against changes, with --profile FILE")
    frame = frame_of_file(sources.accounts or _workspace(sources.workspace).accounts_path)
    for each in profiles:
        must_speak(each, frame, "the account list")
    page, accounts, qualify = _page(profiles, frame, sources)
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"{out} cannot be written: {error.strerror or error}") from None
    say(f"wrote {out}: {accounts:,} accounts, {qualify:,} qualify")
    return 0


def _page(profiles: "Sequence[Profile]", frame: "Frame", sources: Sources) -> tuple[str, int, int]:
    """The page, the accounts of the list, and how many of them qualify."""
    from icp.reporting import report_on
    from icp.together import together

    deals, day = _deals(sources), datetime.now(UTC).date()
    if len(profiles) > 1:
        whole = together(profiles, frame, deals)
        made = [report_on(profile, frame, learned=_learned(profile, sources)) for profile in profiles]
        return page_of_several(whole, made, day), whole.accounts, whole.qualify
    other = profile_of(sources.against) if sources.against else None
    one = report_on(profiles[0], frame, against=other, deals=deals, learned=_learned(profiles[0], sources))
    return page_of(one, day), one.accounts, one.verdicts["qualifies"]


def _learned(profile: "Profile", sources: Sources) -> bool:
    return was_learned(sources.profile or sources.workspace / profile.name)


def profiles_of(sources: Sources) -> "tuple[Profile, ...]":
    """The profile of the file that was named, else all of the workspace's."""
    return (profile_of(sources.profile),) if sources.profile else _workspace(sources.workspace).profiles


def profile_of(path: Path) -> "Profile":
    """The profile of a file."""
    from fitsignal.toml_file import read_toml
    from icp.profile_reading import parse_profile

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
