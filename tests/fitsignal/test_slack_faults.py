"""Law: each alert is in Slack once or listed as ambiguous, whatever Slack answers, however often the process dies."""

from pathlib import Path

from tests.fitsignal.fake_slack import Faults
from tests.laws.slack_faults import Trial, trial

SHORT = Trial(
    alerts=60,
    pace=0.1,
    timeout=1.5,
    settle=4.0,
    every=(3.0, 5.0),
    faults=Faults(limited=0.20, failing=0.10, hanging=0.05, hang=2.0, retry_after=1),
    patience=180.0,
)


def test_killed_again_and_again_beside_a_slack_that_fails_each_alert_is_posted_once_in_order_and_in_time(
    tmp_path: Path,
) -> None:
    outcome = trial(tmp_path / "workspace", SHORT)
    assert outcome.well, outcome
    assert outcome.kills >= 3, "it was killed while it posted"
    assert outcome.states == {"sent": SHORT.alerts}
