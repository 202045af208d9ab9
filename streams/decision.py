"""The decision: interrupt a person now, or stay silent, and why. Pure: the only "now" is `decided_at`.

An alert is decided only when a new trigger is folded, its signal is fresh and sure enough, nothing holds the account,
and fit tier and intent level give a priority at or above the policy's. Everything else keeps its cause.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from streams.answers import PastAnswer
from streams.cooldowns import PastAlert, Quiet, quiet
from streams.join import Standing
from streams.policy import RANK, Policy, Priority

Cause = Literal[
    "known_event",
    "adds_nothing",
    "seeded",
    "stale",
    "unsure",
    "possible_fit",
    "below_fit",
    "held",
    "little_known",
    "low_priority",
    "cooldown",
    "ignored",
    "answered",
    "snoozed",
    "not_a_fit",
]
CAUSES: Mapping[str, str] = {
    "known_event": "more evidence for an event that is known already",
    "adds_nothing": "the event earns no points under the policy",
    "seeded": "found by the first poll of a live source",
    "stale": "older than its kind may be to interrupt",
    "unsure": "confidence below the policy's bar to interrupt",
    "possible_fit": "the fit is only possible: mandatory facts are unknown",
    "below_fit": "fit below the policy's bar",
    "held": "a red flag holds the account",
    "little_known": "a discovered company of which too little is known",
    "low_priority": "fit tier and intent level give a priority below the policy's",
    "cooldown": "alerted within the cooldown, and the priority does not rise",
    "ignored": "nobody answered the last two alerts, and the priority does not rise",
    "answered": "somebody has it in hand, and the priority does not rise",
    "snoozed": "somebody asked to be left alone with it for a while",
    "not_a_fit": "somebody said that it is not a fit",
}
"""Every cause of silence, in words."""


class Case(NamedTuple):
    """All that one decision sees. Times in microseconds; `confidence` is extraction x resolution.

    `past` and `answers` in order.
    """

    kind: str
    details: Mapping[str, Any]
    observed_at: int
    occurred_at: int | None
    decided_at: int
    seeded: bool
    confidence: float
    opened: bool
    adds: float
    standing: Standing
    intent: float
    held: bool
    past: Sequence[PastAlert]
    answers: Sequence[PastAnswer] = ()


class Decision(NamedTuple):
    """`cause` is None where the verdict is an alert; `escalates` names the alert whose priority it raises."""

    priority: Priority
    cause: Cause | None
    escalates: str | None = None

    @property
    def alert(self) -> bool:
        """Whether a person is to be interrupted."""
        return self.cause is None


def decide(case: Case, policy: Policy) -> Decision:
    """The verdict on one signal."""
    priority = policy.priority_of(case.standing.tier, case.intent)
    cause = _unfit_signal(case, policy) or _unfit_account(case, policy) or _too_low(case, priority, policy)
    if cause:
        return Decision(priority, cause)
    return _after_cooldown(case, priority, policy)


def _unfit_signal(case: Case, policy: Policy) -> Cause | None:
    if not case.opened:
        return "known_event"
    if case.adds <= 0:
        return "adds_nothing"
    if case.seeded:
        return "seeded"
    if not is_fresh(case.kind, case.observed_at, case.occurred_at, policy):
        return "stale"
    return "unsure" if case.confidence < policy.confidence.alert else None


def _unfit_account(case: Case, policy: Policy) -> Cause | None:
    if case.standing.verdict != "pass":
        return "possible_fit"
    if case.standing.fit < policy.alert.fit:
        return "below_fit"
    return "held" if case.held else None


def _too_low(case: Case, priority: Priority, policy: Policy) -> Cause | None:
    if case.standing.discovered and case.standing.known_mandatory < policy.discovered.known:
        return "little_known"
    bar = policy.discovered.alert_from if case.standing.discovered else policy.alert.from_
    low = case.intent < policy.alert.intent or RANK[priority] < max(RANK[bar], RANK[policy.alert.from_])
    return "low_priority" if low else None


def _after_cooldown(case: Case, priority: Priority, policy: Policy) -> Decision:
    found = quiet(case.past, case.answers, case.decided_at, policy)
    if found is None:
        return Decision(priority, None)
    highest = _highest(case.past, found)
    rises = found.rises and policy.escalation.priority_rises
    if rises and highest is not None and RANK[priority] > RANK[highest.priority]:
        return Decision(priority, None, highest.id)
    if found.always and _always(case, policy):
        return Decision(priority, None, highest.id if highest else None)
    return Decision(priority, found.why)


def _highest(past: Sequence[PastAlert], found: Quiet) -> PastAlert | None:
    """The alert that a rise is measured by: the highest of the quiet time, else the last of all."""
    recent = [each for each in past if each.decided_at > found.since] or past[-1:]
    return max(recent, key=lambda each: (RANK[each.priority], each.decided_at, each.id), default=None)


def _always(case: Case, policy: Policy) -> bool:
    if case.kind not in policy.escalation.kinds:
        return False
    rule = policy.kinds.get(case.kind)
    weighed = (case.details.get(field) for field in rule.weigh) if rule else ()
    names = {case.kind, *(f"{case.kind}:{value}" for value in weighed)}
    return not names.isdisjoint(policy.escalation.always)


def is_fresh(kind: str, observed_at: int, occurred_at: int | None, policy: Policy) -> bool:
    """Whether the event was young enough, when we heard of it, to interrupt."""
    rule = policy.kinds.get(kind)
    return occurred_at is None or rule is None or observed_at - occurred_at <= rule.fresh_us
