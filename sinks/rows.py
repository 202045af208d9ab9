"""Rows: signals, unresolved names and dead letters as the store's tables take them."""

from functools import lru_cache
from typing import Any

import orjson

from streams.attribution import visitor_of
from streams.ids import shaped
from streams.judgement import times_of
from streams.ports import DeadLetter, Unresolved
from streams.signal import Evidence, Signal
from streams.times import day_of, micros


def signal_row(signal: Signal, seq: int, verdict: str, batch: int, stored_at: int) -> tuple[Any, ...]:
    """A resolved signal with its gate verdict; instants in microseconds."""
    times = times_of(signal)
    return (
        signal.id,
        seq,
        signal.kind,
        signal.account,
        signal.source,
        times.occurred,
        times.observed,
        company_json(signal.company.name, signal.company.domain),
        evidence_json(signal.evidence),
        dumped(signal.details),
        signal.confidence,
        signal.seeded,
        signal.resolution.method,
        signal.resolution.confidence,
        verdict,
        batch,
        stored_at,
    )


@lru_cache(maxsize=4096)
def company_json(name: str | None, domain: str | None) -> str:
    """The company as given, as the store keeps it."""
    return dumped({"name": name, "domain": domain})


def evidence_json(evidence: Evidence) -> str:
    """The evidence as the store keeps it."""
    return dumped({"url": evidence.url, "title": evidence.title, "excerpt": evidence.excerpt})


def dumped(value: object) -> str:
    """JSON of plain values."""
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def unresolved_row(item: Unresolved) -> tuple[Any, ...]:
    """A signal of nobody, whole, so that it can be claimed."""
    signal = item.signal
    return (
        signal.id,
        signal.company.name or signal.company.domain,
        signal.kind,
        item.reason,
        list(item.candidates),
        signal.source,
        micros(signal.observed_at),
        signal.model_dump_json(),
        visitor_of(signal),
    )


def dead_row(letter: DeadLetter) -> tuple[Any, ...]:
    """Broken input; the same line of the same source is the same row on any day."""
    rejected = letter.rejected
    name = shaped(day_of(None), [letter.source, rejected.where, rejected.raw.hex()])
    return (name, letter.source, rejected.where, rejected.cause, rejected.raw, micros(letter.observed_at))
