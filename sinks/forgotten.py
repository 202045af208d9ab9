"""The forgotten: ids of the signals that were erased, so that what is offered again is not taken again. In memory."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from streams.ports import Arrivals

if TYPE_CHECKING:
    import duckdb


class Forgotten:
    """Ids of erased signals, few; a person who is not to be collected again is known where visitors are."""

    def __init__(self, signals: Iterable[str]) -> None:
        self.signals = set(signals)

    @classmethod
    def load(cls, connection: "duckdb.DuckDBPyConnection") -> "Forgotten":
        """As the store has them."""
        return cls(row[0] for row in connection.execute("SELECT id::VARCHAR FROM erased").fetchall())

    def without(self, arrivals: Sequence[Arrivals]) -> Sequence[Arrivals]:
        """The arrivals without signals that were erased before."""
        return [self._without(each) for each in arrivals] if self.signals else arrivals

    def _without(self, each: Arrivals) -> Arrivals:
        signals = [signal for signal in each.signals if signal.id not in self.signals]
        unresolved = [item for item in each.unresolved if item.signal.id not in self.signals]
        return replace(each, signals=signals, unresolved=unresolved)
