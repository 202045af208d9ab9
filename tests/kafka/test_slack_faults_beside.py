"""Law: beside a broker, too, each alert is in Slack once, whatever Slack answers, however often the sinks die."""

from dataclasses import replace
from pathlib import Path

from tests.fitsignal.test_slack_faults import SHORT
from tests.kafka.broker import Broker
from tests.kafka.owners import make_topics
from tests.laws.slack_faults import trial

FEW = replace(SHORT, alerts=40)


def test_sinks_killed_again_and_again_beside_a_slack_that_fails_post_each_alert_once(
    tmp_path: Path, broker: Broker
) -> None:
    make_topics(broker.address)
    outcome = trial(tmp_path / "workspace", FEW, broker.address)
    assert outcome.well, outcome
    assert outcome.kills >= 2, "the sinks were killed while they posted"
    assert outcome.states == {"sent": FEW.alerts}
