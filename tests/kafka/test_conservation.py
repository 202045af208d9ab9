"""Law: conservation. Whatever dies: what was acknowledged is in the store once, or a dead letter once; no alert is
decided, sent or published twice.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.kafka.kills import conserved

KILLS = 12
"""About a minute of them."""
CAUGHT_UP = 30.0
"""Seconds after the last kill within which all is there, on a machine that others leave alone."""


def crowding() -> float:
    """How many others want each core, beyond what the roles themselves make of two: starting again is all processor."""
    return os.getloadavg()[0] / (2 * (os.cpu_count() or 1))


@pytest.mark.timeout(600)
def test_killed_under_load_with_the_broker_stopped_amid_it_everything_acknowledged_is_there_once(
    own_broker: Any, tmp_path: Path
) -> None:
    outcome = conserved(tmp_path / "workspace", own_broker, KILLS)
    assert (outcome.missing, outcome.repeated, outcome.refused, outcome.wrong) == ([], [], {}, [])
    assert outcome.kills["broker"] > 0
    assert outcome.alerts > 50
    assert outcome.acknowledged > 5_000
    assert outcome.seconds < CAUGHT_UP * max(1.0, crowding())
