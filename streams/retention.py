"""Retention: how long rows are kept, by kind of signal and by table. Pure."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from streams.intent import HORIZON
from streams.policy import Policy

TABLES: Mapping[str, timedelta] = {"unresolved": timedelta(days=30), "dead_letters": timedelta(days=90)}
"""Tables that are cleared of old rows, each with its span where a workspace says nothing; signals are kept for good."""


def retention(wanted: Mapping[str, timedelta]) -> dict[str, timedelta]:
    """Spans by kind of signal and by table: what a workspace wants, over the default."""
    return {**TABLES, **wanted}


def least(kind: str, policy: Policy) -> timedelta:
    """How long signals of a kind are needed at least: ten half-lives, after which they count no more, and a cooldown.

    Shorter, and a replay of what is kept would decide otherwise.
    """
    rule = policy.kinds.get(kind)
    return (HORIZON * rule.half_life if rule else timedelta(0)) + policy.alert.cooldown


def too_short(wanted: Mapping[str, timedelta], policy: Policy) -> Iterator[tuple[str, timedelta]]:
    """Kinds that would be let go while they still count, with the span that each needs."""
    for name, span in wanted.items():
        if name not in TABLES and span < least(name, policy):
            yield name, least(name, policy)
