"""Forecasting: which alerts an account's signals would have decided, as if each had been heard at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from streams.join import Standing
from streams.judgement import AccountState, Rules, judge
from streams.policy import Priority
from streams.signal import Signal
from streams.times import instant


class Foreseen(NamedTuple):
    """An alert that would have been decided."""

    at: datetime
    priority: Priority


def foreseen(signals: Iterable[Signal], standing: Standing, rules: Rules) -> list[Foreseen]:
    """The alerts of one account, in order. What a first poll found counts as if it had been news then."""
    state, found = AccountState(), []
    for signal in sorted(map(_as_news, signals), key=lambda each: (each.observed_at, each.id)):
        made = judge(state, signal, standing, rules)
        if made.alert is not None and made.decision is not None:
            found.append(Foreseen(instant(made.decided_at), made.decision.priority))
    return found


def _as_news(signal: Signal) -> Signal:
    heard = min(signal.occurred_at or signal.observed_at, signal.observed_at)
    return signal.model_copy(update={"observed_at": heard, "seeded": False})
