"""Law: each alert is in Slack once or listed as ambiguous, whatever Slack answers, however often the process dies."""

from dataclasses import replace
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


def test_by_an_incoming_webhook_each_alert_is_posted_once_or_listed_as_being_in_doubt(tmp_path: Path) -> None:
    outcome = trial(tmp_path / "workspace", replace(SHORT, alerts=40, webhook=True))
    assert outcome.well, outcome
    assert outcome.states.keys() <= {"sent", "ambiguous"}, outcome
    assert sum(outcome.states.values()) == 40
