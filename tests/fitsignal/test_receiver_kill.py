"""Law: what was answered with 200 survives kill -9, and is in the store once."""

from pathlib import Path

import pytest

from tests.laws.receiver_kills import killed

KILLS = 51


@pytest.mark.timeout(600)
def test_killed_under_load_the_receiver_has_all_that_it_answered_with_200_and_has_it_once(tmp_path: Path) -> None:
    outcome = killed(tmp_path / "workspace", KILLS)
    assert (outcome.missing, outcome.repeated, outcome.others) == ([], [], {})
    assert outcome.answered > 5 * KILLS
