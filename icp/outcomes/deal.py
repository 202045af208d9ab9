"""A deal as its list or the CRM tells it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal with the company at `domain`. `won` is None while it is open.

    Sums are in `currency`, an ISO code, or in the list's own where it names none.

    `lifetime_value` and `acquisition_cost` are the customer's, `retained` says whether it is a customer still.
    """

    domain: str
    won: bool | None
    opened: date | None = None
    closed: date | None = None
    amount: float | None = None
    lifetime_value: float | None = None
    acquisition_cost: float | None = None
    retained: bool | None = None
    currency: str | None = None

    @property
    def days(self) -> int | None:
        """Days from its opening to its end; None where either is unknown or they are in the wrong order."""
        if self.opened is None or self.closed is None or self.closed < self.opened:
            return None
        return (self.closed - self.opened).days
