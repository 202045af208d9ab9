"""An answer goes by the topic of commands: the next decision obeys it beside a broker, and a rebuilt store has it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from streams.answers import Answer, answer_id
from streams.ports import Batch
from tests.kafka.owners import PATIENCE, arrived, caught_up, consuming, joined, make_topics, put
from tests.laws.desks import NOW, draft, hosted, world

FEEDBACK = "SELECT account, answer, days, person FROM feedback"
SAID = Answer(
    answer_id("one"), "snooze", NOW + timedelta(hours=1), "alpha.example", days=30, names=("Mara",), via="slack"
)


def test_an_answer_beside_a_broker_is_obeyed_and_rebuilt(broker: Any, tmp_path: Path) -> None:
    address = broker.address
    make_topics(address)
    with world(tmp_path / "a") as there, hosted(there) as host, consuming(address, there, host) as of:
        of.ready.result(PATIENCE)
        for batch in (
            Batch("site", "t", [draft("funding_round", round="series_a")]),
            Batch("slack", "slack", answers=[SAID]),
            Batch("slack", "slack", answers=[SAID]),
            Batch("site", "t", [draft("visit", hours=480, page="/pricing", visitor="v")]),
        ):
            put(address, joined(arrived(there, batch), there))
            caught_up(address, there, host, of)
        assert host.call(lambda: there.rows(FEEDBACK)).result() == [("alpha.example", "snooze", 30, "Mara")]
        assert host.call(there.decisions).result() == [("alpha.example", None), ("alpha.example", "snoozed")]
    with world(tmp_path / "b") as second, hosted(second) as host, consuming(address, second, host) as of:
        caught_up(address, second, host, of)
        assert host.call(lambda: second.rows(FEEDBACK)).result() == [("alpha.example", "snooze", 30, "Mara")]
