"""Law: alerts are a function of the log. The same order and the same recorded instants give the same decisions and
alerts, id by id, whatever the batches and restarts; a repeat of the whole input changes nothing.
"""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from streams.ports import Batch
from streams.signal import SignalDraft
from tests.laws.desks import LOG, NAMES, NOW, POLICY, STATE, World, account, cut, draft, drafts, world

FEW = settings(max_examples=8, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
"""Each example opens two stores: few are drawn, and none is shrunk."""
SIZES = st.lists(st.integers(1, 6), max_size=5)
ANY = st.lists(drafts((*NAMES, "alpha", "bravo", "kilo", "lima"), traits=True), max_size=20)
ALL = (*STATE, *LOG, "accounts", "unresolved", "outbox")


PAIRS = """
    SELECT b.priority, a.priority, b.escalates, b.kind, t.details ->> 'form'
    FROM alerts AS a JOIN signals AS s ON s.id = a.signal
    JOIN alerts AS b ON b.account = a.account JOIN signals AS t ON t.id = b.signal
    WHERE t.seq > s.seq AND b.decided_at - a.decided_at < ?
"""
"""Alerts that follow another of their account within a span."""
DECIDED = (
    "SELECT s.occurred_at, d.decided_at, d.cause FROM decisions d JOIN signals s ON s.id = d.signal ORDER BY d.seq"
)


def log(made: World) -> dict[str, Any]:
    return made.tables(*STATE, *LOG, "accounts", "fits")


@FEW
@given(ANY, SIZES, st.sampled_from([1, 5, 400_000]), st.sampled_from([0, 50]))
def test_the_same_order_decides_the_same_whatever_the_batches_restarts_and_memory(found, sizes, most, few):
    with (
        TemporaryDirectory() as a,
        TemporaryDirectory() as b,
        world(Path(a)) as once,
        world(Path(b), most=most) as other,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("sinks.memory.FEW", few)
        once.offer(*found)
        for number, piece in enumerate(cut(found, sizes)):
            other.offer(*piece)
            if number % 2:
                other.restart()
        assert log(other) == log(once)


@FEW
@given(ANY, SIZES)
def test_batches_that_share_a_transaction_decide_what_they_decide_alone(found, sizes):
    pieces = cut(found, sizes)
    with TemporaryDirectory() as a, TemporaryDirectory() as b, world(Path(a)) as alone, world(Path(b)) as together:
        receipts = [alone.offer(*piece) for piece in pieces]
        assert together.apply(*(Batch("test", "test", piece) for piece in pieces)) == receipts
        assert log(together) == log(alone)


@FEW
@given(ANY, SIZES)
def test_a_repeat_of_the_whole_input_changes_nothing(found, sizes):
    with TemporaryDirectory() as folder, world(Path(folder)) as made:
        made.offer(*found)
        before = made.tables(*ALL)
        for piece in cut(found, sizes):
            receipt = made.offer(*piece)
            assert (receipt.stored, receipt.alerted) == (0, 0)
        made.restart()
        assert made.tables(*ALL) == before


@FEW
@given(ANY)
def test_a_signal_causes_at_most_one_alert_and_an_account_one_within_the_cooldown_unless_it_rises(found):
    with TemporaryDirectory() as folder, world(Path(folder)) as made:
        made.offer(*found)
        assert made.rows("SELECT signal FROM alerts GROUP BY 1 HAVING count(*) > 1") == []
        assert made.rows("SELECT signal FROM decisions GROUP BY 1 HAVING count(*) > 1") == []
        cooldown = POLICY.alert.cooldown
        for later, earlier, escalates, kind, form in made.rows(PAIRS, cooldown):
            assert escalates is not None
            assert (later, earlier) == ("P1", "P2") or (kind, form) == ("form_submitted", "demo")


def hand_raise(hours: float, form: str, visitor: str) -> SignalDraft:
    return draft("form_submitted", hours=hours, form=form, visitor=visitor)


def test_what_an_alert_escalates_is_the_same_after_a_restart(tmp_path: Path) -> None:
    """Two alerts of one instant and one priority: which of them a third names must not hang on what is in memory."""
    forms = [hand_raise(0, "demo", f"v{n}") for n in range(6)]
    (tmp_path / "a").mkdir()
    with world(tmp_path / "a") as once, world(tmp_path / "b") as other:
        once.offer(*forms)
        for each in forms:
            other.offer(each)
            other.restart()
        assert other.tables(*LOG) == once.tables(*LOG)
        assert len(once.table("alerts")) == 6


def test_an_alert_is_decided_on_what_was_known_at_its_instant(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("funding_round", hours=-24, round="series_a"))
        made.offer(draft("visit", hours=0, page="/pricing"), draft("visit", hours=1, page="/demo"))
        made.offer(draft("leadership_hire", hours=-48, lag=72, role="VP Sales", person="Ann Doe"))
        assert [(at - NOW, cause) for _, at, cause in made.rows(DECIDED)] == [
            (timedelta(hours=-24), None),
            (timedelta(0), None),
            (timedelta(hours=1), "cooldown"),
            (timedelta(hours=24), "cooldown"),
        ]
        assert made.rows("SELECT count(*) FROM alerts WHERE escalates IS NOT NULL AND priority = 'P1'") == [(1,)]


def test_the_instant_of_a_decision_never_runs_backwards_within_an_account(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("funding_round", hours=10, round="series_a"))
        made.restart()
        made.offer(draft("form_submitted", hours=2, form="demo"))
        made.offer(draft("form_submitted", "bravo", hours=2, form="demo"))
        found = made.rows("SELECT account, decided_at FROM decisions ORDER BY seq")
        assert found == [
            ("alpha.example", NOW + timedelta(hours=10)),
            ("alpha.example", NOW + timedelta(hours=10)),
            ("bravo.example", NOW + timedelta(hours=2)),
        ]


def test_late_news_of_a_known_event_adds_evidence_and_opens_nothing(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("funding_round", hours=0, round="series_a", amount=5e6))
        made.offer(draft("funding_round", hours=-30, lag=80, round="series_a", investors=["Norne"]))
        assert made.decisions() == [("alpha.example", None), ("alpha.example", "known_event")]
        assert made.rows("SELECT signals, details->>'amount' FROM triggers") == [(2, "5000000.0")]


def test_a_change_of_profile_policy_or_list_never_alerts_by_itself(tmp_path: Path) -> None:
    with world(tmp_path, [account("alpha", employees=5, industry="Retail", country="US")]) as made:
        made.offer(draft("form_submitted", form="demo"), draft("visit", page="/pricing"))
        made.restart(accounts=[account("alpha")])
        assert made.rows("SELECT intent FROM qualified_accounts") != []
        assert made.tables(*LOG) == {"decisions": [], "alerts": []}
