"""The judgement of one signal: fold it into its account's state, derive the intent, decide. One at a time, by seq.

The state is a cache of what is stored; nothing here reads a clock or the store.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from streams.answers import PastAnswer
from streams.cooldowns import PastAlert
from streams.decision import Case, Decision, decide
from streams.folds import NO_RULE, Change, Member
from streams.ids import alert_id, trigger_ids
from streams.intent import HORIZON, Anchored, Intent, Named, intent_points, intent_reasons, kind_points
from streams.join import Standing
from streams.pages import Pages
from streams.policy import KindRule, Policy
from streams.signal import Signal
from streams.stories import KINDS as STORIES
from streams.times import DAY, MICROSECOND, micros
from streams.triggers import Fold, Group, new_fold
from streams.visits import VisitGroup


@dataclass(slots=True)
class AccountState:
    """What the decisions of one account need: its triggers, its last `decided_at` (microseconds), what came before.

    `past`: its alerts, `answers`: what people said to them, each in order.
    """

    folds: dict[str, Fold] = field(default_factory=dict)
    last: int = 0
    past: list[PastAlert] = field(default_factory=list)
    answers: list[PastAnswer] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(map(len, self.folds.values()))

    @property
    def weight(self) -> int:
        """Its memory, counted in signals of some 450 bytes."""
        return sum([fold.weight for fold in self.folds.values()])

    def floor(self, kind: str) -> int:
        """The instant before which a signal of the kind may touch what was let go: it needs the state as stored."""
        fold = self.folds.get(kind)
        return 0 if fold is None else fold.floor


class Judgement(NamedTuple):
    """What became of one signal. `decision` is None where the intent stayed below the bar."""

    change: Change[Group | VisitGroup]
    decided_at: int
    intent: float
    decision: Decision | None
    alert: str | None


class Rules:
    """A policy made ready: page classes compiled, holds in microseconds."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.pages = Pages(policy.pages)
        self.bar = policy.alert.intent
        self.holds = {kind: span // MICROSECOND for kind, span in policy.hold.items()}

    def fold_of(self, state: AccountState, kind: str) -> Fold:
        """The account's fold of the kind, made where it has none."""
        found = state.folds.get(kind)
        if found is None:
            found = state.folds[kind] = new_fold(kind, self.policy, self.pages)
        return found


Times = tuple[int, int | None]
"""When a signal was first taken, and when its event was, where that is known; microseconds."""


def times_of(signal: Signal) -> Times:
    """The signal's own instants."""
    observed_at, occurred_at = signal.observed_at, signal.occurred_at
    observed = micros(observed_at)
    if occurred_at is observed_at:
        return observed, observed
    return observed, None if occurred_at is None else micros(occurred_at)


def member_of(signal: Signal) -> Member:
    """The signal as the fold sees it; the future never counts."""
    return _member(signal, times_of(signal))


def _member(signal: Signal, times: Times) -> Member:
    observed, occurred = times
    at = observed if occurred is None or occurred > observed else occurred
    sure = signal.confidence * signal.resolution.confidence
    evidence = signal.evidence
    title = evidence.title if signal.kind in STORIES else None
    return Member(at, signal.id, sure, signal.details, evidence.url, None, title)


def judge(
    state: AccountState, signal: Signal, standing: Standing, rules: Rules, times: Times | None = None
) -> Judgement:
    """Fold the signal, and decide on it. `state` is changed; `times`: the signal's, where they are at hand."""
    times = times or times_of(signal)
    member = _member(signal, times)
    kind, policy = signal.kind, rules.policy
    change = rules.fold_of(state, kind).add(member)
    now = state.last = max(state.last, times[0])
    intent = intent_points(state.folds, policy, now)
    if intent < rules.bar:
        return Judgement(change, now, intent, None, None)
    decision = decide(_case(state, signal, times, member, standing, rules, change, intent), policy)
    alert = None
    if decision.alert and signal.account:
        alert = alert_id(signal.account, signal.id)
        state.past.append(PastAlert(alert, now, decision.priority, decision.escalates is not None))
    return Judgement(change, now, intent, decision, alert)


def fold_only(
    state: AccountState, signal: Signal, standing: Standing, rules: Rules, times: Times | None = None
) -> Judgement:
    """Fold the signal and decide nothing: what was decided on it was decided before. `state` is changed."""
    times = times or times_of(signal)
    change = rules.fold_of(state, signal.kind).add(_member(signal, times))
    state.last = max(state.last, times[0])
    return Judgement(change, state.last, 0.0, None, None)


Judge = Callable[[AccountState, Signal, Standing, Rules, Times], Judgement]
"""`judge`, or `fold_only`."""


def intent_now(state: AccountState, policy: Policy, now: int) -> float:
    """The account's intent at an instant in microseconds."""
    return intent_points(state.folds, policy, now)


def let_go(state: AccountState, rules: Rules) -> None:
    """Drop triggers that never count again: ten half-lives and any hold before the newest of their kind.

    No decision to come, nor the kind's points at its newest, looks further back. A late signal may take the place of
    the newest trigger, but only within the window before it, or its day.
    """
    for kind, fold in state.folds.items():
        rule = rules.policy.kinds.get(kind, NO_RULE)
        counts = max(HORIZON * rule.half_life_us, rules.holds.get(kind, 0))
        fold.let_go(fold.newest_at() - counts - rule.window_us - DAY)


_WORTH: Callable[[Anchored], float] = attrgetter("worth")


def reasons(
    account: str,
    state: AccountState,
    policy: Policy,
    now: int,
    named: Named = Named(),  # noqa: B008 - it never changes
) -> dict[str, Any]:
    """The same intent with the shares of the live triggers that earn points, in the shape of `Intent`.

    `named`: not all of them, but for the anchor that it always names.
    """
    earning = {kind: filter(_WORTH, fold.weighed()) for kind, fold in state.folds.items()}
    told = intent_reasons(account, earning, policy, now, named)
    for kind in told["kinds"]:
        id_of = trigger_ids(account, kind["kind"])
        for share in kind["shares"]:
            share["trigger"] = id_of(share["trigger"])
    return told


def explained(account: str, state: AccountState, policy: Policy, now: int) -> Intent:
    """`reasons` as the contract."""
    return Intent.model_validate(reasons(account, state, policy, now))


def as_of(fold: Fold, rule: KindRule) -> tuple[int, float]:
    """The instant of the kind's newest trigger, in microseconds, and the kind's points then."""
    newest = fold.newest_at()
    return newest, kind_points(fold, rule, newest)


def held_until(state: AccountState, rules: Rules, now: int) -> int:
    """The latest end of the holds in force at an instant, microseconds; 0 where none holds."""
    if rules.holds.keys().isdisjoint(state.folds):
        return 0
    ends = [
        group.at + span
        for kind, span in rules.holds.items()
        if kind in state.folds
        for group in state.folds[kind].weighed()
        if group.at <= now < group.at + span
    ]
    return max(ends, default=0)


def _case(
    state: AccountState,
    signal: Signal,
    times: Times,
    member: Member,
    standing: Standing,
    rules: Rules,
    change: Change[Group | VisitGroup],
    intent: float,
) -> Case:
    rule = rules.policy.kinds.get(signal.kind, NO_RULE)
    alive = state.last - member.at < HORIZON * rule.half_life_us
    return Case(
        kind=signal.kind,
        details=signal.details,
        observed_at=times[0],
        occurred_at=times[1],
        decided_at=state.last,
        seeded=signal.seeded,
        confidence=member.confidence,
        opened=change.opened,
        adds=change.group.points if alive and rule.cap > 0 else 0.0,
        standing=standing,
        intent=intent,
        held=held_until(state, rules, state.last) > 0,
        past=state.past,
        answers=state.answers,
    )
