"""deadletters: input that broke its contract."""

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.errors import UsageError
from fitsignal.options import COMMON, Shared
from fitsignal.output import Row, present, table

Ids = Annotated[str, Parameter(help="Its id, or the first signs of it.")]
All = Annotated[bool, Parameter(name="--all", help="All of them.", negative="")]


def list_(
    *,
    source: Annotated[str | None, Parameter(help="Only those of a source.")] = None,
    limit: Annotated[int, Parameter(help="At most so many; 0 for all.")] = 100,
    common: Shared = COMMON,
) -> None:
    """What broke, and why, the newest first."""
    rows = call(common.workspace, "deadletters.list", {"source": source, "limit": limit or None})
    present(rows, json=common.json, show=lambda found: table(found, empty="no dead letters"))


def show_(id: Ids, /, *, common: Shared = COMMON) -> None:
    """One of them, with its original bytes."""
    present(call(common.workspace, "deadletters.show", {"id": id}), json=common.json, show=_whole)


def retry_(*ids: Ids, every: All = False, common: Shared = COMMON) -> None:
    """Offer them again, after the cause was mended."""
    present(call(common.workspace, "deadletters.retry", _which(ids, every)), json=common.json, show=table)


def drop_(*ids: Ids, every: All = False, common: Shared = COMMON) -> None:
    """Forget them."""
    present(call(common.workspace, "deadletters.drop", _which(ids, every)), json=common.json, show=table)


def _which(ids: Sequence[str], every: bool) -> dict[str, Any]:
    if bool(ids) == every:
        raise UsageError("say which: ids, or --all")
    return {"ids": list(ids), "all": every}


def _whole(rows: Sequence[Row]) -> None:
    for row in rows:
        for key, value in row.items():
            print(f"{key}: {value}")
