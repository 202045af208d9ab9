"""The store: one DuckDB file with one owner, numbered migrations, and readers that share the owner's process."""

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import resources
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sinks.rewriting import IS_MARKED, UNMARK, copy_anew
from sinks.row_groups import join_only_crumbs

if TYPE_CHECKING:
    import duckdb

MEMORY = "256MB"
THREADS = 1
READERS = 4
CHECKPOINT = "64MB"
"""Write-ahead log after which DuckDB checkpoints; its own 16 MB costs a tenth of the throughput."""


_VERSIONS = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TIMESTAMPTZ)"


class StoreError(Exception):
    """The store cannot be opened or used; the text says why and what to do."""


class StoreOwned(StoreError):
    """Another process owns the file."""


class Store:
    """An open store. `write` is for the one writer thread; `read` gives any thread a cursor of its own."""

    def __init__(self, path: Path, *, exports: Sequence[Path] = (), memory: str = MEMORY) -> None:
        self.path, self._exports, self._memory = path, tuple(exports), memory
        self._limit = memory
        self._readers = threading.Semaphore(READERS)
        self._gate = threading.RLock()  # a connection that is closed while it gives out a cursor breaks for both
        self._file: FileIO | None = None  # kept open: closing any handle of the file drops DuckDB's POSIX lock
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection: duckdb.DuckDBPyConnection | None = self._open()
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    @property
    def connection(self) -> "duckdb.DuckDBPyConnection":
        """The writer's; opened now where it could not be opened before."""
        with self._gate:
            if self._connection is None:
                self._connection = self._open()
            return self._connection

    @connection.setter
    def connection(self, connection: "duckdb.DuckDBPyConnection") -> None:
        with self._gate:
            self._connection = connection

    def _open(self) -> "duckdb.DuckDBPyConnection":
        import duckdb

        temporary = self.path.parent / "tmp"
        config: dict[str, str | bool | int | float | list[str]] = {"threads": THREADS, "memory_limit": self._limit}
        config["temp_directory"] = str(temporary)
        config["checkpoint_threshold"] = CHECKPOINT
        try:
            connection = duckdb.connect(str(self.path), config=config)
        except duckdb.Error as error:
            raise _cannot_open(self.path, error) from None
        try:
            _lock_down(connection, self._exports)
        except duckdb.InvalidInputException as error:
            if "has been locked" not in str(error):
                raise  # else a reader has the database open still, locked down as it was
        return connection

    def _migrate(self) -> None:
        """Bring the schema to this program's version; a store that is newer is refused."""
        self.connection.execute(_VERSIONS)
        row = first(self.connection, "SELECT coalesce(max(version), 0) FROM schema_version")
        found, steps = row[0] if row else 0, migrations()
        if found > len(steps):
            raise StoreError(
                f"the store {self.path} has schema version {found}, this program knows {len(steps)}: "
                "install the fitsignal that wrote it, or a newer one"
            )
        if 0 < found < len(steps):
            self.copy(self.path.with_name(f"{self.path.stem}.version{found}{self.path.suffix}"))
        for number, sql in list(enumerate(steps, start=1))[found:]:
            self._step(number, sql)

    def _step(self, number: int, sql: str) -> None:
        import duckdb

        try:
            with self.transaction() as connection:
                connection.execute(sql)
                connection.execute("INSERT INTO schema_version VALUES (?, now())", [number])
        except duckdb.Error as error:
            said = str(error).strip().splitlines()[0]
            raise StoreError(
                f"migration {number} of the store {self.path} failed: {said}; nothing of it was kept: "
                "go on with the fitsignal that wrote the store, and report this"
            ) from None

    def copy(self, target: Path) -> None:
        """Write a consistent copy, whole or not at all. Only the writer may call it, outside a transaction.

        Raises OSError where it cannot be written.
        """
        draft = target.with_name(f"{target.name}.{uuid4().hex[:8]}")
        self.connection.execute("CHECKPOINT")
        if self._file is None:
            self._file = self.path.open("rb", buffering=0)
        try:
            with draft.open("xb") as out:
                self._file.seek(0)
                shutil.copyfileobj(self._file, out, 1 << 20)
            draft.replace(target)
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    def reopen(self) -> None:
        """Close and open again: after a commit that failed, what is on disk is the truth.

        Where it cannot be opened now, whoever asks for the connection next tries again.
        """
        import duckdb

        with self._gate:
            connection, self._connection = self._connection, None
            if connection is not None:
                with suppress(duckdb.Error):  # it is told that it is busy, and is closed nevertheless
                    connection.close()
            self._connection = self._open()

    def let_go(self, memory: str | None = None) -> None:
        """Checkpoint, and drop from memory what was read and written: what comes after much of it needs other things.

        `memory`: the most that DuckDB may hold from then on, what is usual where none is said. Only the writer, outside
        a transaction. While somebody reads it is only the checkpoint.
        """
        self.connection.execute("CHECKPOINT")
        with ExitStack() as readers:
            for _ in range(READERS):
                if not self._readers.acquire(blocking=False):
                    return
                readers.callback(self._readers.release)
            self._limit = memory or self._memory
            self.reopen()

    def rewrite(self) -> None:
        """Make the file anew, so that no byte of what was deleted is left. Only the writer, outside a transaction.

        Readers wait. Raises StoreError where it cannot be written; then the store is as it was.
        """
        import duckdb

        with ExitStack() as readers:
            for _ in range(READERS):
                readers.enter_context(self._readers)
            self.connection.execute("CHECKPOINT")
            self._close()
            try:
                copy_anew(self.path, self._memory)
            except (duckdb.Error, OSError) as error:
                raise StoreError(f"{self.path} was not written anew: {error}; what was erased is in it still") from None
            finally:
                self.connection = self._open()
            self.connection.execute(UNMARK)

    @property
    def unclean(self) -> bool:
        """Whether the file still has bytes of what was erased."""
        return first(self.connection, IS_MARKED) != (0,)

    @contextmanager
    def transaction(self) -> Iterator["duckdb.DuckDBPyConnection"]:
        """All of it or none. Only the writer may call it."""
        import duckdb

        self.connection.begin()
        try:
            yield self.connection
        except BaseException:
            with suppress(duckdb.Error):  # what went wrong first is what is told
                self.connection.rollback()
            raise
        self.commit()

    def commit(self) -> None:
        """Make what the transaction wrote last."""
        self.connection.commit()

    @contextmanager
    def read(self, seconds: float = 30.0) -> Iterator["duckdb.DuckDBPyConnection"]:
        """A cursor for one reading thread, interrupted after the deadline."""
        with self._readers:
            with self._gate:
                cursor = self.connection.cursor()
            timer = threading.Timer(seconds, cursor.interrupt)
            timer.daemon = True
            timer.start()
            try:
                yield cursor
            finally:
                timer.cancel()
                cursor.close()

    def rows(self, sql: str, parameters: object = None) -> list[dict[str, Any]]:
        """Rows of a query as dicts, keys are column names."""
        with self.read() as cursor:
            return dicts(cursor.execute(sql, parameters))

    def close(self) -> None:
        """Checkpoint and close: afterwards any DuckDB client of this version opens the file."""
        self._close()

    def _close(self) -> None:
        with self._gate:
            if self._connection is not None:
                self._connection.close()
        if self._file is not None:
            self._file.close()
            self._file = None


def first(connection: "duckdb.DuckDBPyConnection", sql: str, parameters: object = None) -> tuple[Any, ...] | None:
    """The first row of a query that has one or none; the result is read whole, so that nothing of it stays open."""
    rows = connection.execute(sql, parameters).fetchall()
    return rows[0] if rows else None


def streamed(connection: "duckdb.DuckDBPyConnection", sql: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, some thousands in memory at a time; to be read to the end before the next query."""
    result = connection.execute(sql)
    while rows := result.fetchmany(5_000):
        yield from rows


def dicts(cursor: "duckdb.DuckDBPyConnection", most: int | None = None) -> list[dict[str, Any]]:
    """The cursor's rows as dicts, the first `most` where it is given."""
    names = [column[0] for column in cursor.description or ()]
    rows = cursor.fetchall() if most is None else cursor.fetchmany(most)
    return [dict(zip(names, row, strict=True)) for row in rows]


def migrations() -> list[str]:
    """The SQL of every migration, in order of their numbers."""
    folder = resources.files("sinks") / "migrations"
    return [each.read_text() for each in sorted(folder.iterdir(), key=lambda f: f.name) if each.name.endswith(".sql")]


def _lock_down(connection: "duckdb.DuckDBPyConnection", exports: Sequence[Path]) -> None:
    if exports:
        folders = ", ".join("'" + str(folder).rstrip("/").replace("'", "''") + "/'" for folder in exports)
        connection.execute(f"SET allowed_directories = [{folders}]")
    join_only_crumbs(connection)
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _cannot_open(path: Path, error: Exception) -> StoreError:
    text = str(error)
    if "Could not set lock" in text:
        return StoreOwned(f"the store {path} is owned by another process: stop it, or let its owner answer")
    return StoreError(f"the store {path} cannot be opened: {text.splitlines()[0]}")
