"""[privacy]: how long rows are kept, with a sentence where a kind would go while it still counts."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from fitsignal.config import check_workspace, load_workspace

Write = Callable[..., Path]
BROKEN = [
    (
        "retention.visit = '80d'",
        "privacy.retention.visit: found 80d, expected 84d or more: ten half-lives of the kind and a cooldown, while it"
        " still counts",
    ),
    ("retention.unresolved = '1h'", "privacy.retention.unresolved: found '1h', expected at least 1d"),
    ("retention.unresolved = 30", 'expected a time span such as "15m", "24h" or "14d"'),
    (
        "retention.vist = '90d'",
        "privacy.retention.vist: found 'vist', which is no kind or table, expected one of unresolved,",
    ),
    ("keep = '1d'", "privacy.keep: found an unknown key, expected one of retention"),
]


@pytest.mark.parametrize(("table", "sentence"), BROKEN)
def test_a_broken_table_is_told(write: Write, table: str, sentence: str) -> None:
    (problem,) = check_workspace(write(f"[privacy]\n{table}"))
    assert sentence in problem.message


def test_a_span_by_kind_and_table_is_taken(write: Write) -> None:
    folder = write("[privacy]\nretention = { visit = '84d', unresolved = '7d', 'custom:fair' = '1w 7d' }")
    kept = load_workspace(folder).privacy.retention
    assert kept == {"visit": timedelta(84), "unresolved": timedelta(7), "custom:fair": timedelta(14)}


def test_a_longer_half_life_asks_for_more(write: Write) -> None:
    config = "[policy.kinds]\nvisit = { half_life = '8d' }\n[privacy]\nretention = { visit = '84d' }"
    (problem,) = check_workspace(write(config))
    assert "expected 94d or more" in problem.message
