"""fit: who fits, and why."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from fitsignal.errors import UsageError
from fitsignal.options import COMMON, Common, Shared
from fitsignal.output import Row, cell, print_json, table
from fitsignal.owner import call

_MARKS = {"met": "✓", "missed": "✗", "unknown": "?"}
_LISTED = 25
_KEYS = ("domain", "name", "fit", "tier", "qualifies", "known", "profile")
_REASON_KEYS = ("criterion", "verdict", "points", "of", "value")


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
    _present(rows, domains, common)
    return 0


def _present(rows: Iterable[Row], domains: Sequence[str], common: Common) -> None:
    if common.json:
        print_json(map(_told, rows))
    else:
        show(list(rows), whole=bool(domains))


def _told(row: Row) -> Row:
    """What others rely on, and no more."""
    reasons = [{key: reason[key] for key in _REASON_KEYS} for reason in row["reasons"]]
    return {**{key: row[key] for key in _KEYS}, "reasons": reasons}


def show(rows: Sequence[Row], *, whole: bool = False) -> None:
    """The reasons line by line for a few accounts that were asked for, else a table."""
    if whole and len(rows) <= _LISTED:
        for row in rows:
            print(f"{row['name']} · {row['domain']} · {headline(row)}")
            print("\n".join(f"  {line}" for line in reason_lines(row)))
        return
    several = len({row["profile"] for row in rows}) > 1
    columns = ("domain", "name", "fit", "tier", "verdict", "known", *(("profile",) if several else ()), "reasons")
    table([_shown(row) for row in rows], columns, empty="no accounts")


def _shown(row: Row) -> Row:
    marks = "  ".join(f"{_mark(reason)} {reason['criterion']}" for reason in row["reasons"])
    return {**row, "verdict": _verdict(row), "known": f"{row['known']:.0%}", "reasons": marks}


def _verdict(row: Row) -> str:
    told = "out" if row["tier"] == "out" else "possible"
    return "qualifies" if row["qualifies"] else told


def headline(row: Row) -> str:
    """ "fit 80 A · qualifies · profile icp"."""
    tier = f" {row['tier']}" if row["tier"] != "out" else ""
    return f"fit {row['fit']:g}{tier} · {_verdict(row)} · profile {row['profile']}"


def reason_lines(row: Row) -> list[str]:
    """A line a criterion with the points it earned, and their sum."""
    reasons = row["reasons"]
    earned = [f"{reason['points']:g}" for reason in reasons if reason["points"]]
    return [*map(_line, reasons), f"{' + '.join(earned) or '0'} = {row['fit']:g}"]


def _line(reason: Row) -> str:
    seen = "unknown" if reason["verdict"] == "unknown" else cell(reason.get("value")) or str(reason["verdict"])
    points = f" {reason['points']:g}/{reason['of']:g}" if reason["of"] else ""
    return f"{_mark(reason)} {reason['criterion']}: {seen}{points}"


def _mark(reason: Row) -> str:
    """✓ is good news: what offers no points is a disqualifier, and missing it is good."""
    if not reason["of"] and reason["verdict"] != "unknown":
        return "✗" if reason["verdict"] == "met" else "✓"
    return _MARKS[reason["verdict"]]


def _of_file(path: Path, profiles: Sequence[Path], domains: Sequence[str], common: Common) -> int:
    from fitsignal.offline import fits_of_file

    rows, sound = fits_of_file(path, profiles, common.workspace, domains)
    _present(rows, domains, common)
    return 0 if sound else 1
