"""What polls came to: counts and, where one failed, its sentence."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from streams.ports import Receipt


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll of a source came to. `error` is a sentence; what was given before it stands."""

    name: str
    type: str
    signals: int = 0
    rejected: int = 0
    receipt: Receipt = field(default_factory=Receipt)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What polling each source once came to, in the order of the configuration."""

    polls: tuple[Poll, ...]

    @property
    def signals(self) -> int:
        """How many signals the sources gave."""
        return sum(poll.signals for poll in self.polls)

    @property
    def rejected(self) -> int:
        """How much input was no signal."""
        return sum(poll.rejected for poll in self.polls)

    @property
    def receipt(self) -> Receipt:
        """All receipts together."""
        return added(poll.receipt for poll in self.polls)

    @property
    def errors(self) -> dict[str, str]:
        """The sentence of each source that failed, by its name."""
        return {poll.name: poll.error for poll in self.polls if poll.error}


@dataclass(slots=True)
class Tally:
    """A poll being counted."""

    name: str
    type: str
    signals: int = 0
    rejected: int = 0
    receipt: Receipt = field(default_factory=Receipt)
    error: str | None = None

    def add(self, signals: int, rejected: int, receipt: Receipt) -> None:
        """Count a step that was kept."""
        self.signals += signals
        self.rejected += rejected
        self.receipt = added((self.receipt, receipt))

    def poll(self) -> Poll:
        """The counts so far."""
        return Poll(self.name, self.type, self.signals, self.rejected, self.receipt, self.error)


def added(receipts: Iterable[Receipt]) -> Receipt:
    """The sum of receipts, field by field."""
    rows = [(r.stored, r.repeated, r.unresolved, r.dead, r.alerted) for r in receipts]
    return Receipt(*map(sum, zip(*rows, strict=True))) if rows else Receipt()
