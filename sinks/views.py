"""Views: what a sink is given to show, read from the store for one alert, so that rendering needs nothing else."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from icp.account import Account
from sinks.say import NONE, Templates
from streams.alert import Alert
from streams.answers import Said
from streams.intent import Intent, Share
from streams.policy import Priority
from streams.signal import Resolution
from streams.trigger import Trigger


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One observation behind a trigger: its link, its headline, the source that told it, when, and the page visited.

    `dwell`: seconds that a visitor stayed there, where the tracker tells.
    """

    url: str | None
    title: str | None
    source: str
    occurred_at: datetime | None
    observed_at: datetime
    page: str | None = None
    dwell: float | None = None

    @property
    def at(self) -> datetime:
        """When it happened, as far as known; never later than when it was first taken."""
        return min(self.occurred_at or self.observed_at, self.observed_at)


@dataclass(frozen=True, slots=True)
class TriggerView:
    """A trigger with its part of the intent (None: it earns nothing) and its evidence, the most direct first.

    `outlets` counts the distinct sources that told of it.
    """

    trigger: Trigger
    share: Share | None = None
    evidence: tuple[EvidenceView, ...] = ()
    outlets: int = 1


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What somebody said of an alert, in words, who it was, and when."""

    said: Said
    text: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert with all that a message about it says.

    Fit and intent are the alert's own, as they were when it was decided; `now` is the instant the ages are told from.
    `triggers` by falling share; `deciding` is the one that the alert's signal belongs to, `resolution` that signal's
    match. `bar` and `hot` are the policy's intent bars, in points: with them no rounding shows a level not reached.
    `before` is when the account was last alerted before this; `tz` is the workspace's time zone.
    `raised` is the priority that a later alert raised the account to: for the update of a message that stands.
    `earlier` is the intent of the alert that this one raises, `answers` what people said so far, in order.
    """

    alert: Alert
    account: Account
    triggers: tuple[TriggerView, ...]
    deciding: TriggerView
    resolution: Resolution
    now: datetime
    escalated_from: Priority | None = None
    also: tuple[str, ...] = ()
    bar: float | None = None
    hot: float | None = None
    before: datetime | None = None
    tz: tzinfo = UTC
    raised: Priority | None = None
    earlier: Intent | None = None
    answers: tuple[AnswerView, ...] = ()
    templates: Templates = NONE


@dataclass(frozen=True, slots=True)
class ReplyView:
    """Later news at an account that was alerted: that alert, the new trigger, and where the account stands with it.

    `intent` in points, and `priority`, are those at the instant when the new trigger was heard, which is `alert.now`.
    """

    alert: AlertView
    trigger: TriggerView
    intent: float
    priority: Priority


@dataclass(frozen=True, slots=True)
class GroupView:
    """Several alerts for one channel that were decided within a minute: one message, in the order they were decided."""

    alerts: tuple[AlertView, ...]


def alert_views(content: AlertView | ReplyView | GroupView) -> tuple[AlertView, ...]:
    """The alerts that a delivery tells of."""
    if isinstance(content, GroupView):
        return content.alerts
    return (content.alert if isinstance(content, ReplyView) else content,)
