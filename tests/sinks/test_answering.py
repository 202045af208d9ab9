"""Answers in the store: entered once, obeyed by the next decision, and never changing a decision that was made."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sinks.replaying import Erased
from sinks.taking import take
from streams.answers import Answer, answer_id
from streams.ports import Arrivals, Batch
from streams.topics import COMMANDS
from tests.laws.desks import LOG, World, draft, world
from tests.sinks.test_claims_beside_a_broker import sent, storing
from tests.streams.worlds import NOW

DAY = timedelta(days=1)
FEEDBACK = "SELECT account, answer, reason, days, person, via FROM feedback ORDER BY seq"


def answer(said: Any, at: datetime = NOW + timedelta(hours=1), name: str = "one", **told: Any) -> Answer:
    known: dict[str, Any] = {"account": "alpha.example", "names": ("Mara Dunleck",), "via": "slack"}
    return Answer(answer_id(name), said, at, **known | told)


def tell(made: World, *answers: Answer) -> None:
    made.apply(Batch("slack", "slack", answers=answers))


def alerted(made: World) -> None:
    """A P2 at alpha, of a round."""
    made.offer(draft("funding_round", round="series_a"))


def news(made: World, days: float, page: str = "/pricing") -> str | None:
    """What became of a new trigger so much later; None is an alert."""
    made.offer(draft("visit", hours=days * 24, page=page, visitor=f"v{days}"))
    return made.decisions()[-1][1]


def status(made: World) -> list[tuple[Any, ...]]:
    return made.rows("SELECT status, owner FROM accounts WHERE domain = 'alpha.example'")


def test_an_answer_is_a_row_and_an_entry_and_the_next_decision_obeys_it(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        alerted(made)
        tell(made, answer("not_a_fit", because="too_small"))
        assert made.rows(FEEDBACK) == [("alpha.example", "not_a_fit", "too_small", None, "Mara Dunleck", "slack")]
        assert made.rows("SELECT body ->> 'answer' FROM entries WHERE kind = 'answer'") == [("not_a_fit",)]
        assert news(made, 20) == "not_a_fit"
        made.restart()
        assert news(made, 30) == "not_a_fit"


def test_told_again_it_is_one_answer(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        alerted(made)
        for _ in range(2):
            tell(made, answer("good"), answer("good"))
        made.restart()
        tell(made, answer("good"))
        assert made.rows("SELECT count(*) FROM feedback") == [(1,)]
        assert made.rows("SELECT count(*) FROM entries WHERE kind = 'answer'") == [(1,)]


def test_of_an_alert_it_finds_the_account_and_of_an_account_its_last_alert(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        alerted(made)
        ((alert,),) = made.rows("SELECT id::VARCHAR FROM alerts")
        tell(made, answer("good", account=None, alert=alert), answer("snooze", name="two", days=7))
        assert made.rows("SELECT account, alert::VARCHAR FROM feedback") == [("alpha.example", alert)] * 2


def test_a_snooze_ends_and_what_is_new_then_alerts(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        alerted(made)
        tell(made, answer("snooze", days=7))
        assert news(made, 5) == "snoozed"
        assert news(made, 8) is None


@pytest.mark.parametrize(
    ("because", "status_then"), [("customer", "customer"), ("competitor", "competitor"), ("own", "own")]
)
def test_a_reason_that_says_what_the_company_is_sets_its_status_for_good(
    tmp_path: Path, because: Any, status_then: str
) -> None:
    with world(tmp_path) as made:
        alerted(made)
        tell(made, answer("not_a_fit", because=because))
        assert status(made)[0][0] == status_then
        made.offer(draft("visit", hours=1, page="/pricing"))
        assert made.rows("SELECT verdict FROM signals ORDER BY seq DESC LIMIT 1") == [(status_then,)]
        made.restart(accounts=made.accounts[1:])
        made.restart(accounts=[*made.accounts, made.accounts[0].model_copy(update={"domain": "alpha.example"})])
        assert status(made)[0][0] == status_then


def test_a_claim_makes_the_person_the_owner_by_the_name_that_owns_accounts(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.restart(
            accounts=[made.accounts[0], made.accounts[1].model_copy(update={"owner": "mara@northwind.example"})]
        )
        alerted(made)
        tell(made, answer("claim", names=("Mara Dunleck", "mara@northwind.example")))
        assert status(made) == [("prospect", "mara@northwind.example")]
        tell(made, answer("claim", name="two", names=("Bo Roe",)))
        assert status(made) == [("prospect", "Bo Roe")]


def test_on_a_company_that_nobody_knows_it_is_kept_and_changes_nothing(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        tell(made, answer("not_a_fit", account="nobody.example", because="customer"))
        tell(made, answer("good", name="two", account=None, alert="20261124-0000-0000-0000-000000000000"))
        assert made.rows("SELECT account FROM feedback ORDER BY seq") == [("nobody.example",), (None,)]
        assert made.rows("SELECT count(*) FROM accounts WHERE domain = 'nobody.example'") == [(0,)]


def test_what_still_waits_to_be_sent_is_muted_but_what_is_published(tmp_path: Path) -> None:
    with world(tmp_path, sinks=("slack", "fitsignal.alerts.v1")) as made:
        alerted(made)
        tell(made, answer("not_a_fit"))
        assert made.rows("SELECT sink, state FROM outbox ORDER BY sink") == [
            ("fitsignal.alerts.v1", "pending"),
            ("slack", "muted"),
        ]


def test_an_answer_never_changes_what_was_decided_before_it(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        alerted(made)
        made.offer(draft("visit", hours=2, page="/pricing"), draft("form_submitted", "bravo", form="demo"))
        before = made.tables(*LOG)
        tell(made, answer("not_a_fit", because="customer"))
        made.restart()
        assert made.tables(*LOG) == before


def test_the_same_log_with_its_answers_decides_the_same_whatever_the_restarts(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with world(tmp_path / "a") as once, world(tmp_path / "b") as other:
        for number in range(40):
            step = draft("visit", hours=number * 30, page=("/pricing", "/demo")[number % 2], visitor=f"v{number}")
            said = answer(("snooze", "good", "not_a_fit")[number % 3], step.observed_at or NOW, str(number), days=7)
            for made in (once, other):
                made.offer(step)
                if number % 7 == 3:
                    tell(made, said)
            other.restart()
        assert other.tables(*LOG, "feedback") == once.tables(*LOG, "feedback")
        assert {cause for _, cause in once.decisions()} >= {None, "snoozed", "answered", "not_a_fit"}


def test_beside_a_broker_it_travels_as_it_is_and_a_rebuilt_store_knows_it(tmp_path: Path) -> None:
    told = answer("snooze", days=30, alert="20261124-0000-0000-0000-000000000000", names=("Mara", "m@x.example"))
    (record,) = sent(Arrivals((), answers=[told]))
    assert (record.topic, take(record).arrivals.answers) == (COMMANDS, [told])
    with world(tmp_path) as made:
        for _ in range(2):
            storing(made).store([take(record)])
        assert made.rows(FEEDBACK) == [("alpha.example", "snooze", None, 30, "Mara", "slack")]
    (tmp_path / "rebuilt").mkdir()
    with world(tmp_path / "rebuilt") as made:
        storing(made).replay([take(record)], Erased([]))
        assert made.rows(FEEDBACK) == [("alpha.example", "snooze", None, 30, "Mara", "slack")]
        alerted(made)
        assert made.decisions() == [("alpha.example", "snoozed")]
