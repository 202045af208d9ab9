"""fit: who fits, and why."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.errors import UsageError
from fitsignal.options import COMMON, Common, Shared
from fitsignal.output import Row, print_json, table
from icp.fit import Reason
from icp.render import reason_line, reason_mark

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
    marks = "  ".join(map(reason_mark, _reasons(row)))
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
    reasons = _reasons(row)
    earned = [f"{reason.points:.10g}" for reason in reasons if reason.points]
    return [*map(reason_line, reasons), f"{' + '.join(earned) or '0'} = {row['fit']:.10g}"]


def _reasons(row: Row) -> list[Reason]:
    return [Reason.model_validate(reason) for reason in row["reasons"]]


def _of_file(path: Path, profiles: Sequence[Path], domains: Sequence[str], common: Common) -> int:
    from fitsignal.offline import fits_of_file

    rows, sound = fits_of_file(path, profiles, common.workspace, domains)
    _present(rows, domains, common)
    return 0 if sound else 1
