"""The weekly sections: what they say, and that they say nothing where there is nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from sinks.weekly import weekly_sections
from streams.answers import Answer, answer_id
from streams.ports import Batch
from streams.times import micros
from tests.laws.desks import World, account, draft, world
from tests.streams.worlds import NOW

MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)


def told(made: World, end: datetime = MONDAY) -> dict[str, tuple[str, ...]]:
    return weekly_sections(made.store, end)


def entered(made: World, kind: str, at: datetime) -> None:
    seq = made.desk.next_seq()
    sql = "INSERT INTO entries VALUES (?, ?, ?, make_timestamptz(?))"
    made.store.connection.execute(sql, [seq, kind, orjson.dumps({}).decode(), micros(at)])


def test_a_store_without_anything_says_nothing(tmp_path: Path) -> None:
    with world(tmp_path, [account("alpha")], now=NOW) as made:
        assert told(made) == {"precision": (), "unresolved": (), "unknown_attributes": (), "icp_review_due": ()}


def test_alerts_answers_strangers_and_unknowns_are_told(tmp_path: Path) -> None:
    market = [account("alpha"), account("bravo", founded=None, technologies=()), account("charly", founded=None)]
    with world(tmp_path, market, now=NOW + timedelta(hours=1)) as made:
        made.offer(draft("form_submitted", form="demo"))
        made.offer(*(_nobodys(number) for number in range(3)))
        found = told(made)
    assert found["precision"] == ("1 alert in 30 days, 0 judged",)
    assert found["unresolved"] == ("Named in news, on no list: Quillmar (3)",)
    assert found["unknown_attributes"] == ("Unknown of accounts that fit or may fit: Young (67 %), CRM (33 %)",)


def test_of_each_account_the_last_reason_counts(tmp_path: Path) -> None:
    with world(tmp_path, [account("alpha")], now=NOW) as made:
        made.offer(draft("form_submitted", form="demo"))
        for name, because in (("one", "other"), ("two", "too_small")):
            said = Answer(answer_id(name), "not_a_fit", NOW, "alpha.example", because=because)  # type: ignore[arg-type]
            made.apply(Batch("slack", "slack", answers=[said]))
        made.now = NOW + timedelta(hours=1)
        assert told(made)["precision"] == (
            "1 alert in 30 days, 1 judged, 0 % of them good",
            "Not a fit because: too small (1)",
        )


def _nobodys(number: int):  # type: ignore[no-untyped-def]
    from streams.signal import Company

    return draft("funding_round", hours=number).model_copy(update={"company": Company(name="Quillmar")})


def test_a_review_is_due_after_a_quarter_and_not_before(tmp_path: Path) -> None:
    with world(tmp_path, [account("alpha")], now=NOW) as made:
        first = made.rows("SELECT min(made_at) FROM entries")[0][0]
        assert told(made, first + timedelta(days=89))["icp_review_due"] == ()
        (never,) = told(made, first + timedelta(days=91))["icp_review_due"]
        assert never == "The profile was never reviewed; the store began 91 days ago: fitsignal icp review"
        entered(made, "icp_review", first + timedelta(days=80))
        assert told(made, first + timedelta(days=91))["icp_review_due"] == ()
        (due,) = told(made, first + timedelta(days=171))["icp_review_due"]
        assert due == "The profile was last reviewed 91 days ago: fitsignal icp review"
