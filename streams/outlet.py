"""The outlet's deciding half: stamp, name and resolve what a source found. Pure: the instant is an argument."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from streams.context import told_apart
from streams.ids import signal_id
from streams.plain import plain
from streams.ports import Arrivals, Batch, DeadLetter, Unresolved
from streams.resolution import DOMAIN, EMAIL, Match
from streams.signal import Method, Resolution, Signal, SignalDraft

Resolve = Callable[[str | None, str | None, str | None, str | None], Match]
"""Company name, domain, e-mail address and country of a signal, each may be missing, to its account."""


AHEAD = timedelta(hours=1)
"""Clocks differ by less; a date further ahead is told so."""


def arrive(batch: Batch, resolve: Resolve, now: datetime, *, recorded: bool) -> Arrivals:
    """What a batch brings to the desk. `now`: when we took it; with `recorded` the event's own time stands for it."""
    signals: list[Signal] = []
    unresolved: list[Unresolved] = []
    facts: dict[str, dict[str, object]] = {}
    for draft in batch.drafts:
        match = resolve(draft.company.name, draft.company.domain, draft.email, draft.country)
        if match.candidates:
            match = told_apart(match, draft.evidence.url, draft.evidence.title, draft.evidence.excerpt)
        signal = _signal(draft, batch, match, _observed(draft, now, recorded=recorded))
        if signal.account is None:
            unresolved.append(Unresolved(signal, match.reason, tuple(match.candidates)))
            continue
        signals.append(signal)
        if match.account is None or draft.traits:
            said = {"name": draft.company.name, **draft.traits}
            facts.setdefault(signal.id, plain({k: v for k, v in said.items() if v}))
    dead = [DeadLetter(batch.source, rejected, now) for rejected in batch.rejected]
    lessons = [lesson if lesson.day else replace(lesson, day=f"{now:%Y-%m-%d}") for lesson in batch.lessons]
    told = (batch.identities, batch.erasures, batch.claims, batch.answers, lessons)
    return Arrivals(signals, unresolved, dead, facts, *told)


def _observed(draft: SignalDraft, now: datetime, *, recorded: bool) -> datetime:
    if draft.observed_at is not None:
        return draft.observed_at if recorded else min(draft.observed_at, now)
    return draft.occurred_at if recorded and draft.occurred_at else now


def _signal(draft: SignalDraft, batch: Batch, match: Match, observed_at: datetime) -> Signal:
    """Built without a second validation: every field was validated in the draft."""
    return Signal.trusted(
        v=1,
        id=signal_id(draft, batch.source_type),
        kind=draft.kind,
        company=draft.company,
        account=match.account or _discovered(match),
        source=batch.source,
        observed_at=observed_at,
        occurred_at=draft.occurred_at,
        evidence=draft.evidence,
        details=_details(draft, observed_at),
        confidence=draft.confidence,
        seeded=draft.seeded or batch.seeded,
        resolution=_resolution(draft, match),
    )


def _details(draft: SignalDraft, observed_at: datetime) -> dict[str, Any]:
    """What the draft tells, with a mark where its date lies ahead: it then counts from when it was first seen."""
    told = plain(draft.details)
    occurred_at = draft.occurred_at
    if occurred_at is None or occurred_at is observed_at or occurred_at - observed_at <= AHEAD:
        return told
    return {**told, "date_ahead": True}


def _discovered(match: Match) -> str | None:
    """A company domain outside the list names an account of its own, unless several accounts share it."""
    return None if match.candidates else match.domain


def _resolution(draft: SignalDraft, match: Match) -> Resolution:
    method: Method = match.method
    sure = match.confidence
    if match.account is None and _discovered(match):
        method, sure = ("domain", DOMAIN) if draft.company.domain else ("email", EMAIL)
    if draft.match is not None:
        method, sure = draft.match.method, draft.match.confidence * sure
    return _told(method, sure)


@lru_cache(maxsize=1024)
def _told(method: Method, sure: float) -> Resolution:
    return Resolution(method=method, confidence=sure)
