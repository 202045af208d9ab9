"""Law: pause. While the broker stands still sources and receiver go on, refuse only at the cap, and nothing is lost."""

import threading
from pathlib import Path
from typing import Any

import pytest

from tests.kafka.kills import kept, until
from tests.kafka.load import answers, loaded

PAUSE = 60.0
"""Seconds: longer than any timeout of a client."""
RATE = 100
SMALL = "[receiver.spool]\nbytes = 1000000"


@pytest.mark.timeout(600)
def test_while_the_broker_stands_still_for_a_minute_everything_is_taken_and_afterwards_it_is_there_once(
    own_broker: Any, tmp_path: Path
) -> None:
    load = loaded(tmp_path / "workspace", own_broker)
    with kept(load.folder, tmp_path / "run.log") as service:
        until(load.is_up, service)
        with load.flowing(RATE):
            until(lambda: len(load.ledger.answered) > RATE, service)
            own_broker.pause()
            try:
                before = len(load.ledger.answered)
                threading.Event().wait(PAUSE)
                taken = len(load.ledger.answered) - before
                assert answers(load.port, "/health/live")
            finally:
                own_broker.resume()
        until(load.is_there, service)
        assert service.stop() == 0
    assert load.ledger.others == {}
    assert taken > PAUSE * RATE / 4
    assert set(load.stored().values()) == {1}


@pytest.mark.timeout(600)
def test_at_the_cap_of_the_spool_it_says_later_and_keeps_all_that_it_has_taken(own_broker: Any, tmp_path: Path) -> None:
    load = loaded(tmp_path / "workspace", own_broker, receiver=SMALL)
    with kept(load.folder, tmp_path / "run.log") as service:
        until(load.is_up, service)
        with load.flowing(4 * RATE):
            until(lambda: len(load.ledger.answered) > RATE, service)
            own_broker.pause()
            try:
                until(lambda: load.ledger.others[503] > 0, service)
            finally:
                own_broker.resume()
            refused = len(load.ledger.answered)
            until(lambda: len(load.ledger.answered) > refused + RATE, service)
        until(load.is_there, service)
        assert service.stop() == 0
    assert set(load.ledger.others) == {503}
    assert load.acknowledged() <= load.stored().keys()
    assert set(load.stored().values()) == {1}
