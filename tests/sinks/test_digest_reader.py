"""What a digest is made of: what was heard since the last one, told once, with intents that explain gives too."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sinks.digest_input import DigestAccount, DigestInput
from sinks.digest_reader import gather
from sinks.reader import Reader
from streams.ports import Batch
from streams.signal import SignalDraft
from tests.laws.desks import NOW, World, account, draft, world

DAY = timedelta(days=1)
EIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)
WINDOWS = [(EIGHT + n * DAY, EIGHT + (n + 1) * DAY) for n in range(-1, 3)]
"""Four days from 08:00 to 08:00; NOW, 09:12, lies in the second."""


def digest(made: World, window: tuple[datetime, datetime]) -> DigestInput:
    return gather(Reader(made.store, made.policy, made.profiles), *window, UTC)


def rows(made: World, window: tuple[datetime, datetime]) -> dict[str, DigestAccount]:
    return {row.account.domain.split(".")[0]: row for row in digest(made, window).rows}


def told(made: World, pick: str) -> list[list[str]]:
    """By window: the pages or the kinds of triggers that it tells of."""
    found = []
    for window in WINDOWS:
        given = [each for row in rows(made, window).values() for each in getattr(row, pick)]
        found.append(sorted(each.trigger.kind if pick == "triggers" else str(each.page) for each in given))
    return found


def bare(kind: str, days: int, heard: float, **details: Any) -> SignalDraft:
    """An event of which only the day is known, heard so many hours after NOW."""
    day = datetime(2026, 11, 24, tzinfo=UTC) + days * DAY
    return draft(kind, **details).model_copy(update={"occurred_at": day, "observed_at": NOW + timedelta(hours=heard)})


HEARD: list[tuple[str, SignalDraft, bool, int | None]] = [
    ("in its window", draft("funding_round", hours=2, round="seed"), False, 1),
    ("of a bare date, heard in the afternoon", bare("leadership_hire", 0, 5, role="CRO"), False, 1),
    ("of a bare date, heard at night, before the digest", bare("leadership_hire", 0, 22, role="CRO"), False, 1),
    ("five days late", draft("funding_round", hours=-120, lag=121, round="seed"), False, 1),
    ("too late to be news", draft("funding_round", hours=-24 * 15, lag=24 * 15 + 1, round="seed"), False, None),
    (
        "by the first poll of a live source, of before",
        draft("funding_round", hours=-30, lag=31, round="seed"),
        True,
        None,
    ),
    ("by the first poll of a live source, of the day", draft("funding_round", hours=1, lag=1, round="seed"), True, 1),
    ("dated ahead", bare("funding_round", 2, 3, round="seed"), False, 1),
]


@pytest.mark.parametrize(("given", "seeded", "window"), [case[1:] for case in HEARD], ids=[case[0] for case in HEARD])
def test_an_event_is_told_by_the_first_digest_after_it_was_heard_and_by_no_other(
    tmp_path: Path, given: SignalDraft, seeded: bool, window: int | None
) -> None:
    with world(tmp_path) as made:
        made.apply(Batch("test", "test", [given], seeded=seeded))
        expected = [[given.kind] if number == window else [] for number in range(len(WINDOWS))]
        assert told(made, "triggers") == expected


def test_more_evidence_for_an_event_is_not_told_again(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("funding_round", hours=0, round="seed"))
        made.offer(draft("funding_round", hours=26, round="seed"))
        made.offer(draft("funding_round", hours=-3, lag=30, round="seed"))
        assert told(made, "triggers") == [[], ["funding_round"], [], []]


def test_a_visit_that_arrives_after_the_digest_is_told_by_the_next(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("visit", hours=-1.5, lag=1, page="/pricing"), draft("visit", hours=-2, lag=0.5, page="/demo"))
        made.offer(draft("visit", hours=-48, lag=49, page="/security"))
        assert told(made, "visits") == [["/demo"], ["/pricing"], [], []]


def test_counts_are_of_the_same_visits(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(*(draft("visit", name, hours=1, page="/pricing") for name in ("alpha", "hotel", "juliet", "kilo")))
        made.offer(draft("visit", "bravo", hours=-1.5, lag=1, page="/pricing"))
        counts = digest(made, WINDOWS[1]).counts
        assert (counts.visits, counts.identified, counts.companies) == (5, 5, 5)
        assert counts.silent == {"out": 1}


def test_intents_are_those_that_explain_gives_for_both_ends_of_the_window(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        for n in range(12):
            made.offer(draft("visit", hours=5 * n - 24, lag=n % 3 * 4, page=("/pricing", "/demo", "/docs")[n % 3]))
        made.offer(draft("leadership_hire", hours=-40, lag=60, role="VP Sales"))
        reader = Reader(made.store, made.policy, made.profiles)
        for start, end in WINDOWS[:3]:
            row = rows(made, (start, end))["alpha"]
            now, then = (reader.history("alpha.example", at).intent.points for at in (end, start))
            assert (row.intent, row.intent_then) == (now, then)
            assert row.level == made.policy.level(now)


def test_held_and_alerted_accounts_say_so(tmp_path: Path) -> None:
    with world(tmp_path, [account("alpha"), account("bravo")]) as made:
        made.offer(draft("form_submitted", form="demo"), draft("layoffs", "bravo"))
        found = rows(made, WINDOWS[1])
        assert (found["bravo"].held, found["alpha"].held) == (("layoffs",), ())
        assert [each.alert.kind for each in found["alpha"].alerted] == ["form_submitted"]
        assert found["alpha"].priority == "P1"


def test_a_visit_matched_too_weakly_to_interrupt_is_marked(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("visit", page="/pricing", confidence=0.6))
        made.offer(draft("visit", "bravo", page="/pricing"))
        found = rows(made, WINDOWS[1])
        assert found["alpha"].weak_match is not None
        assert found["alpha"].weak_match.confidence == 0.6
        assert found["bravo"].weak_match is None


def test_what_happens_after_the_window_is_not_in_it(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("visit", page="/pricing"))
        before = digest(made, WINDOWS[1])
        made.offer(draft("visit", hours=30, page="/demo"), draft("acquisition", hours=31))
        made.offer(draft("visit", "bravo", hours=2, lag=40, page="/demo"))
        after = digest(made, WINDOWS[1])
        assert tuple(row for row in after.rows if row.intent) == before.rows
        assert after.counts == before.counts
