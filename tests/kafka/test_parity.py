"""Law: parity of the hosts. The same signals leave the same rows, embedded and over the topics; from one producer in
one order, the same alerts with the same ids.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.outlet import arrive
from streams.ports import Arrivals, Batch, Identity, Rejected
from streams.records import DeadLetterRecord, IdentityCommand, UnresolvedRecord, signal_json
from streams.signal import Signal, SignalDraft
from streams.topics import COMMANDS, DEAD_LETTERS, SIGNALS, UNRESOLVED
from streams.wire import pack, partitioner
from tests.kafka.joins import committed, worker
from tests.kafka.owners import (
    PARTITIONS,
    PATIENCE,
    caught_up,
    consuming,
    ends,
    eventually,
    make_topics,
    publishing,
    put,
)
from tests.laws.desks import ACCOUNTS, FACTS, KINDS, LOG, STATE, World, account, draft, hosted, world

Record = tuple[str, bytes | None, bytes | None]
TABLES = (*STATE, *LOG, "accounts", "fits", "unresolved", "identities")
NAMES = [
    f"{first}{last}" for first in ("north", "south", "east", "west") for last in ("ledger", "grid", "forge", "loop")
]
LISTED = (*ACCOUNTS, *(account(name, employees=20 + 30 * place) for place, name in enumerate(NAMES[:10])))
FOREIGN = {"tenant": 7, "labels": ["a", "b"]}
POISON: tuple[bytes | None, ...] = (b"{not json", None, b"[]", b'{"v":2,"id":"x"}', b'"text"', b"\xff\x00", b"7")


def invented(count: int, seed: int) -> list[SignalDraft]:
    """Signals of listed, discovered and unknown companies: some twice, some late, some out of order."""
    dice = random.Random(seed)
    found = [_one(dice) for _ in range(count - count // 10)]
    found += dice.sample(found, count - len(found))
    dice.shuffle(found)
    return found


def _one(dice: random.Random) -> SignalDraft:
    name = dice.choice((*NAMES, "alpha", "bravo", "hotel", "india", "juliet", "kilo"))
    made = draft(
        dice.choice(KINDS),
        name,
        dice.randint(-24 * 50, 0),
        lag=dice.choice((0, 0, 0, 5, 90)),
        traits=dice.choice(({}, {}, FACTS | {"technologies": "Salesforce"}, {"country": "US"})),
        confidence=dice.choice((0.5, 0.8, 0.95)),
        page=dice.choice(("/pricing", "/demo", "/blog/ä", "/careers")),
        visitor=f"v{dice.randint(0, 40)}",
        round=dice.choice(("seed", "series_a")),
        role=dice.choice(("CFO", "VP Sales")),
    )
    known = dice.random() > 0.1
    return made if known else made.model_copy(update={"company": type(made.company)(name=f"{name.title()} Ltd?")})


def batches(drafts: Sequence[SignalDraft]) -> Iterator[Batch]:
    """As a source hands them over, with bad rows between them; whose a visitor was is known from the beginning."""
    yield Batch("site", "test", identities=[Identity(("v7", "v8"), "alpha.example", "tracker", 0.9)])
    for start in range(0, len(drafts), 130):
        bad = [Rejected(f"inbox/a.jsonl line {start}", "not JSON", b"{%d" % start)]
        yield Batch("site", "test", drafts[start : start + 130], bad, seeded=start % 520 == 0)


def records(arrivals: Arrivals, number: int) -> Iterator[Record]:
    """What an outlet makes of arrivals: arrays, single records, and every third time those of a foreign producer."""
    bodies = [(s.account or "", _body(s, arrivals.facts.get(s.id), foreign=number % 3 == 2)) for s in arrivals.signals]
    for key, value in pack(bodies, partitioner(PARTITIONS), full=0 if number % 2 else 256_000):
        yield SIGNALS, key, value
    for item in arrivals.unresolved:
        yield UNRESOLVED, item.signal.id.encode(), UnresolvedRecord.of(item).model_dump_json().encode()
    for letter in arrivals.dead:
        yield DEAD_LETTERS, letter.source.encode(), DeadLetterRecord.of(letter).model_dump_json().encode()
    for who in arrivals.identities:
        yield COMMANDS, who.domain.encode(), IdentityCommand.of(who).model_dump_json().encode()


def _body(signal: Signal, facts: dict[str, Any] | None, *, foreign: bool) -> bytes:
    """A foreign producer resolves nothing, and says more than anybody asked for."""
    body = signal_json(signal, facts)
    if not foreign or facts is not None:
        return body
    told = orjson.loads(body)
    return orjson.dumps({k: v for k, v in told.items() if k not in ("account", "resolution")} | FOREIGN)


def embedded(made: World, given: Sequence[Batch]) -> None:
    with hosted(made) as host:
        for each in given:
            host.accept(each).result()


def over_the_topics(address: str, made: World, given: Sequence[Batch]) -> None:
    with hosted(made) as host, consuming(address, made, host) as of:
        of.ready.result(PATIENCE)
        with publishing(address, made, host) as out, worker(address):
            out.ready.result(PATIENCE)
            resolve = made.catalog.resolver()
            for number, batch in enumerate(given):
                put(address, records(arrive(batch, resolve, made.now, recorded=False), number))
                if batch.identities:
                    caught_up(address, made, host, of)
            put(address, [(SIGNALS, b"key", value) for value in POISON])
            wanted = sum(ends(address, [SIGNALS]).values())
            eventually(lambda: committed(address) >= wanted, of)
            caught_up(address, made, host, of)


@pytest.mark.parametrize("seed", [1])
def test_the_same_signals_leave_the_same_rows_and_alerts_on_both_hosts(broker: Any, tmp_path: Path, seed: int) -> None:
    make_topics(broker.address)
    given = list(batches(invented(2_000, seed)))
    with world(tmp_path / "a", LISTED) as here, world(tmp_path / "b", LISTED) as there:
        embedded(here, given)
        over_the_topics(broker.address, there, given)
        for name in TABLES:
            without = {"seq", "batch", "stored_at", "made_at"}
            assert there.table(name, without) == here.table(name, without), name
        ours = "SELECT source, place, cause, raw FROM dead_letters WHERE source <> ? ORDER BY ALL"
        assert there.rows(ours, SIGNALS) == here.rows(ours, SIGNALS)
        assert there.rows("SELECT count(*) FROM dead_letters WHERE source = ?", SIGNALS) == [(len(POISON),)]
        assert here.rows("SELECT count(*) > 5 FROM alerts") == [(True,)]
