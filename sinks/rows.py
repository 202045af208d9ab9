"""Rows: signals, unresolved names and dead letters as the store's tables take them."""

from typing import Any

import orjson

from streams.attribution import visitor_of
from streams.ids import shaped
from streams.ports import DeadLetter, Unresolved
from streams.signal import Company, Evidence, Signal
from streams.times import day_of, micros


def signal_row(signal: Signal, seq: int, verdict: str, batch: int, stored_at: int) -> tuple[Any, ...]:
    """A resolved signal with its gate verdict; instants in microseconds."""
    return (
        signal.id,
        seq,
        signal.kind,
        signal.account,
        signal.source,
        None if signal.occurred_at is None else micros(signal.occurred_at),
        micros(signal.observed_at),
        company_json(signal.company),
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


def company_json(company: Company) -> str:
    """The company as given, as the store keeps it."""
    return dumped({"name": company.name, "domain": company.domain})


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
