"""What a digest is made of, read from the store for one receiver and one window of time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from icp.account import Account
from icp.fit import Fit
from sinks.views import TriggerView
from streams.alert import Alert
from streams.answers import Said
from streams.policy import Priority
from streams.signal import Resolution


@dataclass(frozen=True, slots=True)
class PageVisits:
    """Visits in the window to pages of one class: a path as visited, people told apart, visits."""

    page_class: str
    page: str | None = None
    people: int = 1
    visits: int = 1


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert with whether somebody answered it; `unsent`: the day's budget left it to the digest.

    `due`: it has waited for an answer as long as the policy allows, or was never sent.
    """

    alert: Alert
    answered: bool = False
    unsent: bool = False
    due: bool = True


@dataclass(frozen=True, slots=True)
class DigestAccount:
    """One account as the digest sees it. In points: `intent` at the window's end, `intent_then` at its start.

    `triggers`: those of the window but visits; `visits`: the window's; `recent`: other triggers of the last 30 days.
    `people`: visitors of the window, where they are told apart. `visit_days`: days of the last 14 with a visit, the
    window's too. `first_visit`: none before the window, although visits were recorded long before it. `held`: why it
    must not be alerted ("layoffs"). `weak_match`: the match, where it was too weak to interrupt. `said`: the answer
    that set it aside, if one did.
    """

    account: Account
    fit: Fit
    intent: float
    intent_then: float = 0.0
    level: str = "cold"
    priority: Priority = "silent"
    triggers: tuple[TriggerView, ...] = ()
    visits: tuple[PageVisits, ...] = ()
    recent: tuple[TriggerView, ...] = ()
    people: int = 0
    visit_days: int = 1
    first_visit: bool = False
    held: tuple[str, ...] = ()
    alerted: tuple[OpenAlert, ...] = ()
    weak_match: Resolution | None = None
    said: Said | None = None

    @property
    def aside(self) -> bool:
        """Somebody said that it is no fit, or not now, and it has raised no hand since."""
        return self.said is not None and all(each.answered for each in self.alerted)

    @property
    def discovered(self) -> bool:
        """Nobody had it on a list."""
        return self.account.status == "discovered"


@dataclass(frozen=True, slots=True)
class Counts:
    """The window's visits. `silent`: by cause, the visiting companies that are not among the digest's rows."""

    visits: int = 0
    bots: int = 0
    identified: int = 0
    companies: int = 0
    silent: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DigestInput:
    """Everything one digest is made from. `receiver`: an owner as the account list names them; None: the team.

    `health`: a sentence for each source or sink that is not well. `weekly`: sentences for each weekly section.
    """

    start: datetime
    end: datetime
    tz: tzinfo
    rows: tuple[DigestAccount, ...]
    receiver: str | None = None
    counts: Counts = Counts()
    health: tuple[str, ...] = ()
    weekly: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def concerns(account: Account, receiver: str | None) -> bool:
    """Whether an account stands in a receiver's digest: the team's has all, an owner's their own and nobody's."""
    return receiver is None or not account.owner or account.owner.casefold() == receiver.casefold()
