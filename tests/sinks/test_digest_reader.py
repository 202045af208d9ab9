"""What the store tells a digest and an alert: who came before, which page it was, and when the account was alerted."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sinks.digest_input import DigestAccount, PageVisits
from sinks.digest_reader import gather
from sinks.reader import Reader
from streams.signal import Company, Evidence, SignalDraft
from tests.laws.desks import World
from tests.streams.worlds import NOW

PRICING = "https://northwind.example/pricing"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.store.close()


def told(name: str, days: float, kind: str = "visit", url: str | None = PRICING, **details: Any) -> SignalDraft:
    then = NOW - timedelta(days=days)
    company = Company(name=name, domain=f"{name}.example")
    return SignalDraft(
        kind=kind, company=company, occurred_at=then, observed_at=then, evidence=Evidence(url=url), details=details
    )


def digested(world: World, *drafts: SignalDraft) -> dict[str, DigestAccount]:
    """The rows of the digest of the last day."""
    for draft in sorted(drafts, key=lambda each: each.occurred_at or NOW):
        world.offer(draft)
    reader = Reader(world.store, world.policy, world.profiles)
    given = gather(reader, NOW - timedelta(days=1), NOW, UTC)
    return {row.account.name: row for row in given.rows}


def test_a_first_visit_is_one_only_where_visits_were_recorded_long_before(world: World) -> None:
    assert not digested(world, told("alpha", 0.5))["Alpha"].first_visit
    rows = digested(world, told("bravo", 20), told("bravo", 0.4))
    assert {name: row.first_visit for name, row in rows.items()} == {"Alpha": True, "Bravo": False}


def test_the_home_page_is_told_from_a_page_that_nobody_named(world: World) -> None:
    home, nowhere = told("alpha", 0.5, url="https://northwind.example/"), told("bravo", 0.5, url=None)
    rows = digested(world, home, nowhere)
    assert rows["Alpha"].visits == (PageVisits("other", "/"),)
    assert rows["Bravo"].visits == (PageVisits("other", None),)


def test_an_alert_knows_when_the_account_was_alerted_before(world: World) -> None:
    round_ = told("alpha", 3, "funding_round", "https://wire.example/1", round="series_a", amount=9e6, currency="EUR")
    world.offer(round_)
    world.offer(told("alpha", 0.1))
    reader = Reader(world.store, world.policy, world.profiles, ZoneInfo("Europe/Paris"))
    rows = world.rows("SELECT id::VARCHAR, epoch_us(decided_at) FROM alerts ORDER BY decided_at")
    first, second = (reader.alert_view(name, NOW) for name, _ in rows)
    assert (first.before, second.before) == (None, first.alert.decided_at)
    assert second.tz == ZoneInfo("Europe/Paris")
