"""What people answered is not told them again: an account that is no fit, or snoozed, is counted and not shown."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from sinks.digest import Digest, DigestPolicy, build
from sinks.digest_reader import gather
from sinks.reader import Reader
from streams.answers import Answer, Because, Said, answer_id
from streams.ports import Batch
from tests.laws.desks import World, account, draft, world
from tests.streams.worlds import NOW

MORNING = NOW + timedelta(hours=23)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[World]:
    """Three accounts, each with a round yesterday and a visit today."""
    with world(tmp_path, [account(name) for name in ("alpha", "bravo", "charly")], now=MORNING) as store:
        for name in ("alpha", "bravo", "charly"):
            store.offer(draft("funding_round", name, round="series_a"))
            store.offer(draft("visit", name, hours=12, page="/pricing", visitor=name))
        yield store


def tell(made: World, name: str, said: Said, because: Because | None = None, days: int | None = None) -> None:
    at = NOW + timedelta(hours=13)
    given = Answer(answer_id(name, said), said, at, f"{name}.example", because=because, days=days, names=("Mara",))
    made.apply(Batch("slack", "slack", answers=[given]))


def digest(made: World, days: float = 0) -> Digest:
    """The digest of the morning, or of so many days later."""
    end = MORNING + timedelta(days=days)
    given = gather(Reader(made.store, made.policy, made.profiles), end - timedelta(days=1), end, UTC)
    return build(given, made.policy, DigestPolicy())


def shown(of: Digest) -> dict[str, list[str]]:
    return {section.name: [row.name.lower() for row in section.rows] for section in of.sections if section.rows}


def test_who_is_no_fit_or_snoozed_is_counted_and_not_shown_and_who_is_good_stays(made: World) -> None:
    before = shown(digest(made))
    assert before["visitors"] == before["still_open"] == ["alpha", "bravo", "charly"]
    tell(made, "alpha", "not_a_fit", "too_small")
    tell(made, "bravo", "snooze", days=7)
    tell(made, "charly", "good")
    told = digest(made)
    assert shown(told) == {"visitors": ["charly"]}
    assert "from 3 companies: 1 shown, 1 answered as no fit, 1 snoozed" in told.counts[0]


def test_a_snooze_that_is_over_and_a_hand_that_is_raised_are_shown(made: World) -> None:
    tell(made, "alpha", "snooze", days=7)
    tell(made, "bravo", "snooze", days=30)
    made.offer(draft("form_submitted", "bravo", hours=20, form="demo"))
    assert shown(digest(made))["still_open"] == ["bravo", "charly"]
    assert "bravo" in shown(digest(made))["visitors"]
    made.now += timedelta(days=8)
    made.offer(*(draft("visit", name, hours=24 * 8, page="/demo", visitor="v") for name in ("alpha", "charly")))
    assert "alpha" in shown(digest(made, 8))["visitors"]


def test_a_customer_stands_among_the_customers(made: World) -> None:
    tell(made, "alpha", "not_a_fit", "customer")
    assert shown(digest(made))["deals_and_customers"] == ["alpha"]
