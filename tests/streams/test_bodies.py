"""What an object on a topic says reads back as what it was made of."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from streams.bodies import (
    Carried,
    command_body,
    command_of,
    dead_body,
    dead_of,
    qualified_body,
    qualified_of,
    signal_body,
    signal_of,
    unresolved_body,
    unresolved_of,
)
from streams.ports import DeadLetter, Erasure, Identity, Rejected, Unresolved
from streams.qualified import QualifiedSignal
from streams.signal import Company, Evidence, Resolution, Signal
from streams.wire import unpack

AT = datetime(2026, 11, 20, 9, 30, 0, 123456, tzinfo=UTC)
SIGNAL = Signal(
    id="20261120-0123-4567-89ab-0123456789ab",
    kind="visit",
    company=Company(name="Ålpha & Söhne", domain="alpha.example"),
    account="alpha.example",
    source="site",
    observed_at=AT,
    occurred_at=AT,
    evidence=Evidence(url="https://alpha.example/a?b=1"),
    details={"page": "/pricing", "visitor": "v1", "scroll": 0.75},
    confidence=0.9,
    resolution=Resolution(method="tracker", confidence=0.8),
)


@pytest.mark.parametrize("facts", [None, {}, {"name": "Alpha", "employees": 120, "technologies": ["dbt"]}])
def test_a_signal_reads_back_with_what_was_told_of_its_company(facts: dict[str, Any] | None) -> None:
    assert signal_of(*unpack(signal_body(SIGNAL, facts))) == Carried(SIGNAL, facts)
    stamp = {"verdict": "pass", "fit": 80.0, "tier": "A", "known": 1.0, "profile": "icp", "fit_version": "1"}
    joined = QualifiedSignal.model_validate({"signal": SIGNAL, **stamp})
    (found,) = unpack(qualified_body(joined, facts))
    assert qualified_of(found) == Carried(SIGNAL, facts)
    assert QualifiedSignal.model_validate(found) == joined


def test_extra_fields_of_a_foreign_producer_are_dropped() -> None:
    found = {**orjson.loads(signal_body(SIGNAL)), "tenant": 7, "evidence": {"url": "https://x.example", "score": 1}}
    assert signal_of(found).signal.evidence == Evidence(url="https://x.example")


def test_a_signal_of_nobody_reads_back_whole() -> None:
    item = Unresolved(SIGNAL.model_copy(update={"account": None}), "two accounts have this name", ("a", "b"))
    assert unresolved_of(*unpack(unresolved_body(item))) == item


def test_a_dead_letter_reads_back_byte_for_byte() -> None:
    letter = DeadLetter("inbox", Rejected("a.jsonl line 7", "not JSON", bytes(range(256))), AT)
    assert dead_of(*unpack(dead_body(letter))) == letter


@pytest.mark.parametrize(
    "command",
    [Identity(("v1", "v2"), "alpha.example", "tracker", 0.5), Erasure("p" * 32, ("v1",), "ann@alpha.example")],
)
def test_a_command_reads_back_as_it_was(command: Identity | Erasure) -> None:
    assert command_of(*unpack(command_body(command))) == command


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (signal_of, {"v": 1, "id": "x"}),
        (signal_of, {**orjson.loads(signal_body(SIGNAL)), "facts": ["Alpha"]}),
        (qualified_of, {"v": 1}),
        (unresolved_of, {"v": 1, "reason": "why"}),
        (dead_of, {"v": 1, "source": "s", "where": "w", "cause": "c", "raw": "not base 64"}),
        (command_of, {"v": 1, "command": "dance"}),
        (command_of, {"v": 1, "command": "identity", "visitors": "v1"}),
    ],
)
def test_what_is_not_as_agreed_is_refused(read: Any, found: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read(found)
