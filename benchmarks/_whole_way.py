"""The whole way beside a broker, by the roles as they run: from the topic to decisions in the store, and its delay."""

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import orjson

from benchmarks import _world
from benchmarks._cluster import ACCOUNTS, MOST, cpu, until
from benchmarks._roles import Market
from benchmarks._setup import wall
from sources.broker import KafkaOutlet
from streams.ports import Batch
from streams.signal import Company, Evidence, SignalDraft
from streams.topics import ALERTS
from tests.kafka import joins
from tests.kafka.conftest import empty

BATCH = 5_000
_RATE = """
    SELECT sum(n) - arg_max(n, began) AS signals, max(began) - min(began) AS seconds
    FROM (SELECT epoch(stored_at) AS began, count(*) AS n FROM signals GROUP BY ALL)
"""
"""From the beginning of the first transaction to that of the last, as the store has them."""
_STORED = "SELECT account, epoch(max(stored_at)) AS at FROM signals GROUP BY ALL"
LATE = timedelta(minutes=1)


class Whole(NamedTuple):
    """Signals a second that the outlet had acknowledged, and that were decided and committed.

    `each`: microseconds of the sinks' processor for one of the latter, all that they do besides included.
    """

    produced: float
    decided: float
    each: float


class Delay(NamedTuple):
    """Milliseconds from when a signal was due at the outlet: the median, and what 99 of a hundred keep.

    `decided`: to the transaction that stores and decides it; `published`: to its alert's record in the topic of alerts.
    `came` of so many that were `due` alerted.
    """

    decided: tuple[float, float]
    published: tuple[float, float]
    came: int
    due: int


def whole_way(address: str, count: int) -> Whole:
    """Fill the topic in arrays by the outlet; then start the join, and count what is committed."""
    with _market(address, "recorded") as market:
        lines = list(_world.lines(count, ACCOUNTS))
        produced, unique = _produce(address, lines)
        begun = cpu(market.sinks)
        with market.role("join"):
            until(lambda: _stored(market) >= unique, 2.0, f"{unique:,} signals stored")  # rarely: it costs the sinks
        each = (cpu(market.sinks) - begun) / unique * 1e6
        (rate,) = market.ask(_RATE)
    return Whole(produced, float(rate["signals"]) / float(rate["seconds"]), each)


@contextmanager
def _market(address: str, clock: str) -> Iterator[Market]:
    """A market whose sinks run, with its accounts published, and nothing at the broker besides."""
    empty(address)
    with TemporaryDirectory(prefix="fitsignal-bench-") as folder:
        market = Market(Path(folder), address, clock)
        with market.role("sinks") as market.sinks:
            until(market.ready, 0.1, "the sinks are ready")
            yield market


def _produce(address: str, lines: Sequence[bytes]) -> tuple[float, int]:
    """Signals a second that the broker acknowledged, and how many there are without repeats."""
    batches = [lines[first : first + BATCH] for first in range(0, len(lines), BATCH)]
    with closing(KafkaOutlet({"bootstrap_servers": address}, wall, recorded=True)) as outlet:
        outlet.accept(Batch("bench", "file", [])).result(MOST)
        start = time.perf_counter()
        futures = [outlet.accept(Batch("bench", "file", _drafts(batch))) for batch in batches]
        for each in futures:
            each.result(MOST)
        return len(lines) / (time.perf_counter() - start), len(set(lines))


def _drafts(lines: Sequence[bytes]) -> list[SignalDraft]:
    return [SignalDraft.model_validate_json(line) for line in lines]


def _stored(market: Market) -> float:
    return market.rows()["signals"]


def delay(address: str, rate: int, seconds: int) -> Delay:
    """Rounds at accounts that fit, one at a time at a constant rate: when each one's alert could be read."""
    domains = [each.domain for each in _world.accounts(ACCOUNTS) if _alerts(each)][: rate * seconds]
    with _market(address, "wall") as market, market.role("join"), joins.reading(address, ALERTS) as (reader,):
        _hand_over(address, domains[:1], rate, reader)  # once it is read back, every role is at work
        handed = _hand_over(address, domains[1:], rate, reader)
        stored = {row["account"]: float(row["at"]) for row in market.ask(_STORED)}
    read = {orjson.loads(record.value)["account"]: record.timestamp / 1000 for record in reader.records}
    return Delay(_spread(stored, handed), _spread(read, handed), len(read.keys() & handed), len(handed))


def _spread(seen: Mapping[str, float], handed: Mapping[str, float]) -> tuple[float, float]:
    taken = sorted((seen[name] - at) * 1000 for name, at in handed.items() if name in seen)
    return statistics.median(taken), taken[int(len(taken) * 0.99)]


def _alerts(account: Any) -> bool:
    """Whether a round at it alerts: it fits, and some of the preferences hold."""
    if account.employees not in (80, 140, 300) or account.industry != "Software" or account.country == "US":
        return False
    return bool(account.founded > 2000 or "Salesforce" in account.technologies)


def _hand_over(address: str, domains: Sequence[str], rate: int, reader: Any) -> dict[str, float]:
    """When each account's round was due at the outlet, by the wall clock: a late one counts as it should have been."""
    handed: dict[str, float] = {}
    waiting: list[Future[Any]] = []
    with closing(KafkaOutlet({"bootstrap_servers": address}, wall)) as outlet:
        outlet.accept(Batch("bench", "file", [])).result(MOST)
        start = time.time()
        for number, domain in enumerate(domains):
            handed[domain] = start + number / rate
            time.sleep(max(0.0, handed[domain] - time.time()))
            waiting.append(outlet.accept(Batch("bench", "file", [_round(domain, number)])))
        for each in waiting:
            each.result(MOST)
        already = len(reader.records)
        until(lambda: reader._poll(500) or len(reader.records) > already, 0.0, "an alert")
        until(lambda: not reader._poll(1_000), 0.0, "the last alert")
    return handed


def _round(domain: str, number: int) -> SignalDraft:
    return SignalDraft(
        kind="funding_round",
        company=Company(domain=domain),
        occurred_at=datetime.now(UTC) - LATE,
        evidence=Evidence(url=f"https://news.example/round/{number}", title="Made-up round"),
        details={"round": "series_a", "amount": 10_000_000, "currency": "EUR"},
        confidence=0.95,
    )
