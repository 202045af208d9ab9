"""store: one SELECT, a consistent copy, Parquet files."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fitsignal.errors import OperatorError

if TYPE_CHECKING:
    from fitsignal.service import Service

SECONDS = 60.0
MOST = 1_000_000
"""Rows that one query may give."""


def sql(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of exactly one SELECT, read-only, within a minute."""
    import duckdb

    from sinks.store import dicts

    with service.store.read(SECONDS) as cursor:
        try:
            _only_select(cursor, str(params.get("query", "")))
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            return dicts(cursor.execute(str(params["query"])), MOST)
        except duckdb.InterruptException:
            raise OperatorError(f"the query took longer than {SECONDS:g} s and was stopped: narrow it down") from None
        except duckdb.Error as error:
            raise OperatorError(f"the query does not work: {str(error).strip().splitlines()[0]}") from None


def backup(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """A copy of the store as it is between two transactions."""
    target = Path(str(params.get("file", "")))
    if target.exists():
        raise OperatorError(f"{target} is there already: name a new file")
    size = service.host.call(lambda: _copy(service, target)).result()
    return [{"file": str(target), "bytes": size}]


def export(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Every table and published view as a Parquet file."""
    folder = Path(str(params.get("folder", "")))
    return service.host.call(lambda: _export(service, folder)).result()


def _only_select(cursor: Any, query: str) -> None:
    import duckdb

    statements = cursor.extract_statements(query)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise OperatorError("expected exactly one SELECT: the store is read here, never written")


def _copy(service: "Service", target: Path) -> int:
    try:
        service.store.copy(target)
        return target.stat().st_size
    except OSError as error:
        raise OperatorError(f"the copy {target} was not written: {error.strerror or error}") from None


def _export(service: "Service", folder: Path) -> list[dict[str, Any]]:
    import duckdb

    draft = service.exports / uuid4().hex[:8]
    names = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY ALL"
    try:
        draft.mkdir(parents=True)
        folder.mkdir(parents=True, exist_ok=True)
        found = service.store.connection.execute(names).fetchall()
        return [_exported(service, name, draft, folder) for (name,) in found]
    except (OSError, duckdb.Error) as error:
        said = getattr(error, "strerror", None) or str(error).strip().splitlines()[0]
        raise OperatorError(f"the export into {folder} was not written: {said}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _exported(service: "Service", name: str, draft: Path, folder: Path) -> dict[str, Any]:
    part, target = draft / f"{name}.parquet", folder / f"{name}.parquet"
    quoted = part.as_posix().replace("'", "''")
    ((rows,),) = service.store.connection.execute(f"COPY {name} TO '{quoted}' (FORMAT parquet)").fetchall()
    shutil.move(part, target)
    return {"table": name, "rows": rows, "file": str(target)}
