"""The order of delivery: what raises a priority comes after what it raises."""

from pathlib import Path

from sinks import outbox
from tests.laws.desks import account, draft, world

NAMES = tuple(f"n{number}" for number in range(9))


def test_of_one_instant_an_alert_is_sent_before_the_one_that_raises_its_priority(tmp_path: Path) -> None:
    with world(tmp_path, [account(name) for name in NAMES], sinks=["fake"]) as made:
        made.offer(*(draft("funding_round", name, round="series_a") for name in NAMES))
        made.offer(*(draft("form_submitted", name, form="demo") for name in NAMES))
        assert len(made.rows("SELECT DISTINCT decided_at FROM alerts")) == 1
        due = outbox.take(made.store, "fake", 100, made.now, late=None)
    assert [each.priority for each in due] == ["P2"] * len(NAMES) + ["P1"] * len(NAMES)
