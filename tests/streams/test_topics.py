"""Topics are made so that a store can be rebuilt from them."""

from datetime import timedelta

import pytest

from streams.retention import least
from streams.topics import ACCOUNTS, COMMANDS, DEAD_LETTERS, TOPICS, horizon
from tests.streams.worlds import shipped_policy

POLICY = shipped_policy()


def test_every_topic_of_the_design_is_there():
    assert [name.removeprefix("fitsignal.").removesuffix(".v1") for name in TOPICS] == [
        "signals",
        "accounts",
        "qualified",
        "silent",
        "unresolved",
        "commands",
        "alerts",
        "dead-letters",
    ]


@pytest.mark.parametrize("topic", [topic for topic in TOPICS.values() if topic.name != ACCOUNTS])
def test_a_topic_is_kept_as_long_as_any_signal_counts(topic):
    kept = timedelta(milliseconds=int(topic.config(POLICY)["retention.ms"]))
    assert kept >= max(least(kind, POLICY) for kind in POLICY.kinds) == horizon(POLICY)


def test_accounts_are_compacted_and_never_expire():
    assert TOPICS[ACCOUNTS].config(POLICY) == {"cleanup.policy": "compact", "max.message.bytes": "1048576"}


def test_commands_are_read_in_one_order_and_all_else_in_partitions():
    assert {name: topic.partitions(6) for name, topic in TOPICS.items() if topic.partitions(6) != 6} == {COMMANDS: 1}


def test_a_dead_letter_may_hold_a_record_of_ten_megabytes():
    assert TOPICS[DEAD_LETTERS].largest > 10_000_000 * 4 / 3
