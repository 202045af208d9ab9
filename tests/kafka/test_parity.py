"""Law: parity of the hosts. The same signals leave the same rows, embedded and over the topics; from one producer in
one order, the same alerts with the same ids.
"""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from icp.account import Account
from icp.domains import account_domain
from sources.broker import KafkaOutlet
from sources.entry import Entry
from sources.feeds.news import told_by
from streams.outlet import arrive
from streams.ports import Arrivals, Batch, Identity, Rejected
from streams.records import DeadLetterRecord, IdentityCommand, UnresolvedRecord, signal_json
from streams.signal import Company, Signal, SignalDraft
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
from tests.streams.worlds import NOW

Record = tuple[str, bytes | None, bytes | None]
TABLES = (*STATE, *LOG, "accounts", "fits", "unresolved", "identities")
NAMES = [
    f"{first}{last}" for first in ("north", "south", "east", "west") for last in ("ledger", "grid", "forge", "loop")
]
LISTED = (
    *ACCOUNTS,
    account("papa"),
    *(account(name, employees=20 + 30 * place) for place, name in enumerate(NAMES[:10])),
)
FOREIGN = {"tenant": 7, "labels": ["a", "b"]}
POISON: tuple[bytes | None, ...] = (b"{not json", None, b"[]", b'{"v":2,"id":"x"}', b'"text"', b"\xff\x00", b"7")


def invented(count: int, seed: int) -> list[SignalDraft]:
    """Signals of listed, discovered and unknown companies: some twice, some late, some out of order."""
    dice = random.Random(seed)
    found = [_one(dice) for _ in range(count - count // 10)]
    return found + dice.sample(found, count - len(found))


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


def real(folder: Path) -> tuple[list[Account], list[SignalDraft]]:
    """Press releases as a feed tells of them, and visits of start-ups by their websites; of both half are listed."""
    startups = json.loads((folder / "accounts" / "techstars_companies.json").read_text("utf-8"))
    companies = {domain: each for each in startups if (domain := account_domain(each["website"] or ""))}
    lines = (folder / "resolution" / "directory.jsonl").read_text("utf-8").splitlines()
    names = [json.loads(line)["name"] for line in lines[::4]]
    listed = [_startup(domain, each) for domain, each in list(companies.items())[::2]]
    listed += [Account(domain=f"sec-{n}.example", name=name, employees=n % 700) for n, name in enumerate(names)]
    with gzip.open(folder / "news" / "press_releases_2023_2025.jsonl.gz", "rt", encoding="utf-8") as file:
        press = [found for line in file if (found := _press(json.loads(line)))]
    dice = random.Random(3)
    visits = [_visit(dice, dice.choice([*companies])) for _ in range(5_000)]
    return listed, [*press, *visits]


def _startup(domain: str, found: dict[str, Any]) -> Account:
    size = len(found["one_liner"] or "") * 5  # the list tells no size
    return Account(domain=domain, name=found["name"], employees=size, industry=found["industry"] or None, country="FR")


def _press(found: dict[str, Any]) -> SignalDraft | None:
    at = datetime.fromisoformat(found["date"]).replace(tzinfo=UTC)
    entry = Entry(found.get("url"), found["title"], found["lead"], found.get("url"), at, outlet=found["source"])
    made = next(iter(told_by(entry)), None)
    return made and made.model_copy(update={"observed_at": at})


def _visit(dice: random.Random, domain: str) -> SignalDraft:
    found = draft(
        "visit", "a", dice.randint(-24 * 20, 0), page=dice.choice(("/pricing", "/")), visitor=f"v{dice.random()}"
    )
    return found.model_copy(update={"company": Company(domain=domain)})


def as_news_come(drafts: Sequence[SignalDraft]) -> list[SignalDraft]:
    """About in the order in which they were seen, as news come: some a day early or late, repeats anywhere."""
    dice = random.Random(4)
    days = {id(each): dice.uniform(-1, 1) + (dice.uniform(-30, 30) if dice.random() < 0.05 else 0) for each in drafts}
    return sorted(drafts, key=lambda each: (each.observed_at or NOW) + timedelta(days=days[id(each)]))


def batches(drafts: Sequence[SignalDraft], size: int = 130) -> Iterator[Batch]:
    """As a source hands them over, with bad rows between them; whose a visitor was is known from the beginning.

    The company of that visitor has no other signals: what comes as nobody's is in no order with what does not.
    """
    yield Batch("site", "test", identities=[Identity(("w1", "w2"), "papa.example", "tracker", 0.9)])
    for number, start in enumerate(range(0, len(drafts), size)):
        bad = [Rejected(f"inbox/a.jsonl line {start}", "not JSON", b"{%d" % start)]
        yield Batch("site", "test", drafts[start : start + size], bad, seeded=number % 4 == 0)
    unknown = [draft("visit", "papa", hour, page="/pricing", visitor=f"w{1 + hour % 2}") for hour in range(9)]
    yield Batch("site", "test", [each.model_copy(update={"company": Company()}) for each in unknown])


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


def outlet(address: str, made: World) -> KafkaOutlet:
    return KafkaOutlet({"bootstrap_servers": address}, made.clock)


def over_the_topics(address: str, made: World, given: Sequence[Batch]) -> None:
    """Sources, foreign producers, join and the store's owner beside a broker."""
    with hosted(made) as host, consuming(address, made, host) as of:
        of.ready.result(PATIENCE)
        with publishing(address, made, host) as out, worker(address), closing(outlet(address, made)) as sources:
            out.ready.result(PATIENCE)
            resolve = made.catalog.resolver()
            for number, batch in enumerate(given):
                if number % 3:
                    put(address, records(arrive(batch, resolve, made.now, recorded=False), number))
                else:
                    sources.accept(batch).result(PATIENCE)
                if batch.identities:
                    caught_up(address, made, host, of)
            put(address, [(SIGNALS, b"key", value) for value in POISON])
            wanted = sum(ends(address, [SIGNALS]).values())
            eventually(lambda: committed(address) >= wanted, of)
            caught_up(address, made, host, of)


def in_order(rows: list[tuple[Any, ...]], name: str) -> list[tuple[Any, ...]]:
    """Decisions are a function of an order: what comes as nobody's has none."""
    return [row for row in rows if name not in LOG or "papa.example" not in row]


def same(here: World, there: World) -> None:
    for name in TABLES:
        without = {"seq", "batch", "stored_at", "made_at"}
        assert in_order(there.table(name, without), name) == in_order(here.table(name, without), name), name
    ours = "SELECT source, place, cause, raw FROM dead_letters WHERE source <> ? ORDER BY ALL"
    assert there.rows(ours, SIGNALS) == here.rows(ours, SIGNALS)
    assert there.rows("SELECT count(*) FROM dead_letters WHERE source = ?", SIGNALS) == [(len(POISON),)]


def test_invented_signals_leave_the_same_rows_and_alerts_on_both_hosts(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    given = list(batches(as_news_come(invented(2_000, seed=1))))
    with world(tmp_path / "a", LISTED) as here, world(tmp_path / "b", LISTED) as there:
        embedded(here, given)
        over_the_topics(broker.address, there, given)
        same(here, there)
        assert here.rows("SELECT count(*) > 5 FROM alerts") == [(True,)]


def test_twenty_thousand_real_and_invented_signals_leave_the_same_rows_and_alerts_on_both_hosts(
    broker: Any, tmp_path: Path, data_if_any: Path | None
) -> None:
    make_topics(broker.address)
    accounts, drafts = real(data_if_any) if data_if_any else ([], [])
    drafts += invented(20_000 - len(drafts), seed=2)
    given, listed = list(batches(as_news_come(drafts), 1_000)), [*LISTED, *accounts]
    with world(tmp_path / "a", listed) as here, world(tmp_path / "b", listed) as there:
        embedded(here, given)
        over_the_topics(broker.address, there, given)
        same(here, there)
        if data_if_any:  # twenty thousand invented ones are of few companies, all within their cooldown
            assert here.rows("SELECT count(*) > 5 FROM alerts") == [(True,)]
