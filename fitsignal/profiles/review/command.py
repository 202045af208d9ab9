"""icp review: read, judged, told, and noted; or one of the proposals accepted."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fitsignal.asking import call
from fitsignal.config import load_workspace
from fitsignal.errors import OperatorError, UsageError
from fitsignal.output import print_json, say, table
from fitsignal.profiles.asked import frame_of_file
from fitsignal.profiles.review.cases import known_stories
from fitsignal.profiles.review.told import case_rows, drift_rows, proposal_rows, proposed

if TYPE_CHECKING:
    from fitsignal.workspace import Workspace
    from icp.columns.frame import Frame
    from icp.reviewing.review import Review

QUARTER = timedelta(days=90)
Shapes = Mapping[str, Mapping[str, Mapping[str, float]]]


class Acceptance(NamedTuple):
    """The number of a proposal and why it is accepted."""

    number: int
    because: str


def review(folder: Path, since: str | None, accepted: Acceptance | None, *, json: bool) -> int:
    """Review the workspace's profiles, all of them together. Raises OperatorError or UsageError with a sentence."""
    from icp.reviewing.review import review as reviewed

    workspace = load_workspace(folder)
    if accepted and not accepted.because.strip():
        raise UsageError('say why, with --because "...": the reason is kept with the change')
    names = [each.name for each in workspace.profiles]
    frame = frame_of_file(workspace.accounts_path)
    now = datetime.now(UTC)
    start = _since(since, now)
    cases, before = known_stories(folder, frame, start)
    found = reviewed(workspace.profiles, frame, cases)
    shapes, sizes = _shapes(frame), _sizes(frame)
    drift = _drift(_baseline(before, start), shapes, sizes)
    (_machine if json else _person)(found, drift, names)
    proposals = [proposed(each, names) for each in found.proposals]
    line = _accepted(workspace, found, accepted, before[-1:], now) if accepted else None
    body = {"cases": len(cases), "wrong": sum(not each.right for each in found.judged), "accepted": line}
    call(folder, "icp.note", {"review": {**body, "proposals": proposals, "shapes": shapes, "sizes": sizes}})
    return 0


def _since(text: str | None, now: datetime) -> datetime:
    if text is None:
        return now - QUARTER
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--since {text!r} is no day: expected one such as 2026-09-01") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _shapes(frame: "Frame") -> Shapes:
    from icp.learning.statuses import customer_rows
    from icp.reviewing.drift import shape_of

    return {"accounts": shape_of(frame), "customers": shape_of(frame, customer_rows(frame))}


def _sizes(frame: "Frame") -> dict[str, int]:
    from icp.learning.statuses import customer_rows

    return {"accounts": frame.rows, "customers": int(customer_rows(frame).sum())}


def _baseline(before: Sequence[Mapping[str, Any]], start: datetime) -> Mapping[str, Any]:
    """The review that drift is told against: the last from before this time, else the first."""
    old = [each for each in before if str(each["made"])[:10] <= start.date().isoformat()]
    return (old[-1] if old else before[0]) if before else {}


def _drift(before: Mapping[str, Any], shapes: Shapes, sizes: Mapping[str, int]) -> list[dict[str, Any]]:
    from icp.reviewing.drift import drifts

    then, counts = before.get("shapes", {}), before.get("sizes", {})
    of = {name: (counts[name], sizes[name]) if name in counts else None for name in shapes}
    return [row for name, now in shapes.items() for row in drift_rows(name, drifts(then.get(name, {}), now, of[name]))]


def _accepted(
    workspace: "Workspace", found: "Review", accepted: Acceptance, last: Sequence[Mapping[str, Any]], now: datetime
) -> str:
    from fitsignal.profiles.review.accepting import accept

    if not 1 <= accepted.number <= len(found.proposals):
        raise OperatorError(f"there is no proposal {accepted.number}: this review made {len(found.proposals)}")
    proposal = found.proposals[accepted.number - 1]
    seen = last[0].get("proposals", ())[accepted.number - 1 : accepted.number] if last else ()
    if seen and seen[0] != proposed(proposal, [each.name for each in workspace.profiles]):
        raise OperatorError(
            f"proposal {accepted.number} was {seen[0]!r} in the last review and is another now: nothing was changed; "
            "review again and choose from the new list"
        )
    path = _profile_path(workspace, proposal.place)
    line = accept(path, proposal.change, accepted.because.strip(), now.date())
    say(f"accepted, and noted in {path.name}: {line}")
    return line


def _profile_path(workspace: "Workspace", place: int) -> Path:
    """The file of the profile at this place, as fitsignal.toml names it."""
    from fitsignal.toml_file import read_toml

    tables, _ = read_toml(workspace.path / "fitsignal.toml", "fitsignal.toml")
    named = (tables or {}).get("workspace", {}).get("profile", "icp.toml")
    return workspace.path / str(named[place] if isinstance(named, list) else named)


def _machine(found: "Review", drift: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    print_json([*case_rows(found, names), *proposal_rows(found, names), *drift])


def _person(found: "Review", drift: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    right = sum(each.right for each in found.judged)
    table(
        case_rows(found, names), title=f"{right} of {len(found.judged)} judged right", empty="no stories in this time"
    )
    table(proposal_rows(found, names), title="Changes that would judge better", empty="none")
    empty = "nothing to compare with yet: the next review compares with this one"
    table(drift, title="Drift since the last review", empty=empty)
