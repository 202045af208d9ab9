"""fit: who fits, and why."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from fitsignal.errors import UsageError
from fitsignal.options import COMMON, Common, Shared
from fitsignal.output import Row, present, table
from fitsignal.owner import call

_MARKS = {"met": "✓", "missed": "✗", "unknown": "?"}
_LISTED = 25


def fit(
    *domains: Annotated[str, Parameter(help="Only these accounts.")],
    input: Annotated[Path | None, Parameter(help="Score the rows of an account list instead of the store's.")] = None,
    profile: Annotated[
        tuple[Path, ...], Parameter(help="With --input: the profile; given twice, the best counts.", negative="")
    ] = (),
    common: Shared = COMMON,
) -> int:
    """Fit, tier and reasons of accounts: ✓ met, ✗ missed, ? unknown."""
    if input is not None:
        return _of_file(input, profile, domains, common)
    if profile:
        raise UsageError(
            "--profile goes with --input FILE: the store's accounts are scored by the workspace's profiles"
        )
    rows = call(common.workspace, "fit", {"domains": list(domains)})
    present(rows, json=common.json, show=lambda found: show(found, whole=bool(domains)))
    return 0


def show(rows: Sequence[Row], *, whole: bool = False) -> None:
    """The reasons line by line for a few accounts that were asked for, else a table."""
    if whole and len(rows) <= _LISTED:
        for row in rows:
            print(f"{row['name']} · {row['domain']} · {headline(row)}")
            print("\n".join(f"  {line}" for line in reason_lines(row)))
        return
    shown = [
        {**row, "reasons": " ".join(f"{_mark(each)} {each['criterion']}" for each in row["reasons"])} for row in rows
    ]
    table(shown, ("domain", "name", "fit", "tier", "qualifies", "known", "profile", "reasons"), empty="no accounts")


def headline(row: Row) -> str:
    """ "fit 80 A · qualifies · profile icp"."""
    verdict = row.get("verdict") or ("qualifies" if row["qualifies"] else "does not qualify")
    return f"fit {row['fit']:g} {row['tier']} · {verdict} · profile {row['profile']}"


def reason_lines(row: Row) -> list[str]:
    """A line a criterion with the points it earned, and their sum."""
    reasons = row["reasons"]
    earned = [reason["points"] for reason in reasons if reason["points"]]
    lines = [f"{_mark(each)} {each['criterion']}: {_seen(each)} {each['points']:g}/{each['of']:g}" for each in reasons]
    return [*lines, f"{' + '.join(f'{points:g}' for points in earned) or '0'} = {row['fit']:g}"]


def _mark(reason: Row) -> str:
    disqualifies = reason.get("role") == "disqualifier" and reason["verdict"] == "met"
    return "✗" if disqualifies else _MARKS.get(str(reason["verdict"]), "?")


def _seen(reason: Row) -> str:
    from fitsignal.output import cell

    return "unknown" if reason["verdict"] == "unknown" else cell(reason.get("value")) or str(reason["verdict"])


def _of_file(path: Path, profiles: Sequence[Path], domains: Sequence[str], common: Common) -> int:
    from fitsignal.offline import fits_of_file

    rows, sound = fits_of_file(path, profiles, common.workspace, domains)
    present(rows, json=common.json, show=show)
    return 0 if sound else 1
