"""Cooldowns: how long an account is quiet after an alert, or after what people answered to it. Pure.

The last answer counts, and where it was given to the last alert it stands in place of that alert's own cooldown.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal, NamedTuple

from streams.answers import PastAnswer
from streams.policy import Policy, Priority

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1) // MICROSECOND
Why = Literal["cooldown", "ignored", "answered", "snoozed", "not_a_fit"]


class PastAlert(NamedTuple):
    """An alert of the account that was decided before: instant in microseconds; `escalates`: it raised another."""

    id: str
    decided_at: int
    priority: Priority
    escalates: bool = False


class Quiet(NamedTuple):
    """Why nobody is interrupted now. `rises`: a higher priority goes through; `always`: so does a hand that is raised.

    `since`: the alerts that a rise is measured by are those after this instant.
    """

    why: Why
    rises: bool
    always: bool
    since: int


_AFTER: Mapping[str, tuple[Why, bool, bool]] = {
    "good": ("answered", True, True),
    "claim": ("answered", True, True),
    "snooze": ("snoozed", False, True),
    "not_a_fit": ("not_a_fit", False, False),
}
"""After each answer: the cause of silence, and what goes through it."""


def quiet(past: Sequence[PastAlert], answers: Sequence[PastAnswer], now: int, policy: Policy) -> Quiet | None:
    """What keeps the account quiet at an instant in microseconds; None where nothing does. Both in order."""
    last = answers[-1] if answers else None
    if last is not None and now < last.at + span_of(last, policy):
        why, rises, always = _AFTER[last.said]
        return Quiet(why, rises, always, last.at - policy.alert.cooldown_us)
    if not past or (last is not None and last.at >= past[-1].decided_at):
        return None
    return _unanswered(past, last, now, policy)


def span_of(answer: PastAnswer, policy: Policy) -> int:
    """Microseconds that an answer keeps its account quiet."""
    if answer.said == "snooze":
        return (answer.days or 0) * DAY
    given = policy.cooldowns
    return (given.not_a_fit if answer.said == "not_a_fit" else given.good) // MICROSECOND


def _unanswered(past: Sequence[PastAlert], last: PastAnswer | None, now: int, policy: Policy) -> Quiet | None:
    since = now - policy.alert.cooldown_us
    if past[-1].decided_at > since:
        return Quiet("cooldown", True, True, since)
    since = now - policy.cooldowns.ignored // MICROSECOND
    if past[-1].decided_at > since and _ignored(past, last):
        return Quiet("ignored", True, True, since)
    return None


def _ignored(past: Sequence[PastAlert], last: PastAnswer | None) -> bool:
    """Whether two alerts in a row got no answer; what raises an alert is no second one."""
    own = [alert for alert in past if not alert.escalates][-2:]
    return len(own) == 2 and (last is None or last.at < own[0].decided_at)
