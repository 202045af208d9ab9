"""The forgotten: people who asked to be, by keyed hash, and the ids of the signals that went with them. In memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from streams.ports import Arrivals

if TYPE_CHECKING:
    import duckdb


@dataclass(slots=True)
class Forgotten:
    """What is not to be taken again. `persons` may be asked from any thread; it grows, and never shrinks."""

    persons: set[str] = field(default_factory=set)
    signals: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, connection: "duckdb.DuckDBPyConnection") -> "Forgotten":
        """As the store has them."""
        persons = connection.execute("SELECT person FROM suppressed").fetchall()
        signals = connection.execute("SELECT id::VARCHAR FROM erased").fetchall()
        return cls({row[0] for row in persons}, {row[0] for row in signals})

    def without(self, arrivals: Sequence[Arrivals]) -> Sequence[Arrivals]:
        """The arrivals without signals that were erased before."""
        return [self._without(each) for each in arrivals] if self.signals else arrivals

    def _without(self, each: Arrivals) -> Arrivals:
        signals = [signal for signal in each.signals if signal.id not in self.signals]
        unresolved = [item for item in each.unresolved if item.signal.id not in self.signals]
        return replace(each, signals=signals, unresolved=unresolved)
