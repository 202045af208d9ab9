"""Rows: signals, unresolved names and dead letters as the store's tables take them."""

from functools import lru_cache
from typing import Any

import orjson

from streams.attribution import visitor_of
from streams.ids import shaped
from streams.judgement import Times
from streams.ports import DeadLetter, Unresolved
from streams.signal import Signal
from streams.times import day_of, micros


def signal_row(signal: Signal, times: Times, seq: int, verdict: str, batch: int, stored_at: int) -> tuple[Any, ...]:
    """A resolved signal with its gate verdict; instants in microseconds."""
    observed, occurred = times
    company, evidence, resolution = signal.company, signal.evidence, signal.resolution
    return (
        signal.id,
        seq,
        signal.kind,
        signal.account,
        signal.source,
        occurred,
        observed,
        company_json(company.name, company.domain),
        dumped({"url": evidence.url, "title": evidence.title, "excerpt": evidence.excerpt}),
        dumped(signal.details),
        signal.confidence,
        signal.seeded,
        resolution.method,
        resolution.confidence,
        verdict,
        batch,
        stored_at,
    )


@lru_cache(maxsize=4096)
def company_json(name: str | None, domain: str | None) -> str:
    """The company as given, as the store keeps it."""
    return dumped({"name": name, "domain": domain})


def dumped(value: object) -> str:
    """JSON of plain values; keys and values that JSON has not become text."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # rare: asked for at once, it costs all others a third more
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
