"""Storing: what records brought, into the desk, in one transaction with how far was read. On the writer thread."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sinks.claims import enter_claims
from sinks.desk import Desk
from sinks.finding import release_found
from sinks.offsets import Place, write_offsets
from sinks.releasing import come_back, settle
from sinks.replaying import Erased
from sinks.taking import Record, Taken, dead
from streams.judgement import fold_only, judge
from streams.ports import Arrivals

if TYPE_CHECKING:
    import duckdb


class Storing:
    """Stores batches of records of one cluster. A record that the store itself refuses becomes a dead letter."""

    def __init__(self, desk: Desk, cluster: str, topic_ids: Mapping[str, str]) -> None:
        self._desk, self._cluster, self._topic_ids = desk, cluster, topic_ids

    def store(self, taken: Sequence[Taken]) -> None:
        """Store and decide."""
        self._apart(taken, None)

    def replay(self, taken: Sequence[Taken], erased: Erased) -> None:
        """Store what was decided before, without those who asked to be forgotten since."""
        self._apart([erased.without(each) for each in taken], erased)
        erased.noted()

    def replayed(self, offsets: Mapping[Place, int]) -> None:
        """The end of a replay: how far was read, also where nothing came of it."""
        with self._desk.transaction() as connection:
            settle(connection)
            write_offsets(connection, self._cluster, self._topic_ids, offsets)
        release_found(self._desk)

    def _apart(self, taken: Sequence[Taken], erased: Erased | None) -> None:
        """After a refusal each half is tried alone, in order, so that a bad record fails for itself only."""
        try:
            self._apply(taken, erased)
        except Exception as error:
            if not is_of_the_data(error):
                raise
            if len(taken) == 1:
                self._apply([_buried(taken[0].record, error)], erased)
                return
            middle = len(taken) // 2
            self._apart(taken[:middle], erased)
            self._apart(taken[middle:], erased)

    def _apply(self, taken: Sequence[Taken], erased: Erased | None) -> None:
        def also(connection: "duckdb.DuckDBPyConnection") -> None:
            if erased is not None:
                self._desk.forgotten.signals.update(erased.note(connection))
            come_back(connection, taken)
            claims = [claim for each in taken for claim in each.arrivals.claims]
            enter_claims(self._desk, connection, claims, self._desk.now())
            write_offsets(connection, self._cluster, self._topic_ids, _read(taken))

        judging = judge if erased is None else fold_only
        self._desk.apply(self._told(taken), judging=judging, also=also)

    def _told(self, taken: Iterable[Taken]) -> list[Arrivals]:
        """A company that the store does not know, of which nothing was told, is known by what its signal calls it."""
        standings = self._desk.catalog.standings
        found = [each.arrivals for each in taken]
        for each in found:
            for signal in each.signals:
                if signal.account not in standings and signal.id not in each.facts:
                    each.facts[signal.id] = {"name": signal.company.name} if signal.company.name else {}
        return found


def is_of_the_data(error: Exception) -> bool:
    """Whether a failure is about what was to be stored, not about the disk or the memory it was to be stored in."""
    import duckdb

    if isinstance(error, duckdb.Error):
        return isinstance(error, duckdb.DataError | duckdb.IntegrityError | duckdb.InvalidInputException)
    return isinstance(error, ValueError | TypeError | LookupError | ArithmeticError | RecursionError)


def _buried(record: Record, error: Exception) -> Taken:
    said = str(error).strip().splitlines()
    cause = f"the store refused it: {said[0] if said else type(error).__name__}"
    return Taken(record, Arrivals((), dead=[dead(record, cause)]), 1)


def _read(taken: Sequence[Taken]) -> dict[Place, int]:
    return {Place(record.topic, record.partition): record.offset + 1 for record, _, _ in taken}
