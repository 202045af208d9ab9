"""store: SQL, copies and Parquet files."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.options import COMMON, Shared
from fitsignal.output import present, table


def sql_(
    query: Annotated[str, Parameter(help="Exactly one SELECT.", allow_leading_hyphen=True)],
    /,
    *,
    common: Shared = COMMON,
) -> None:
    """Run one SELECT, read-only. With --json a row is an object; keys are column names."""
    rows = call(common.workspace, "store.sql", {"query": query})
    present(rows, json=common.json, show=lambda found: table(found, empty="no rows"))


def backup_(
    file: Annotated[Path, Parameter(help="Where to; it must not be there yet.")], /, *, common: Shared = COMMON
) -> None:
    """Write a consistent copy of the store, whether or not the service is running."""
    rows = call(common.workspace, "store.backup", {"file": str(file.resolve())})
    present(rows, json=common.json, show=table)


def export_(
    folder: Annotated[Path, Parameter(help="Where to; it is made if need be.")], /, *, common: Shared = COMMON
) -> None:
    """Write every table as Parquet into a folder."""
    rows = call(common.workspace, "store.export", {"folder": str(folder.resolve())})
    present(rows, json=common.json, show=table)
