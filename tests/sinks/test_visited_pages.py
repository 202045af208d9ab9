"""A visit is told by the page that the tracker names, and by its link only where it names none."""

from pathlib import Path
from typing import Any

import pytest

from sinks.reader import Reader
from sinks.sentences import trigger_sentence
from tests.laws.desks import account, draft, world


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({"page": "/pricing"}, "visited /pricing"),
        ({"path": "/pricing/teams"}, "visited /pricing/teams"),
        ({"page": "https://www.northwind.example/pricing?x=1"}, "visited /pricing"),
        ({"page": 7}, "visited /visit/alpha/0/0/0.95"),
        ({}, "visited /visit/alpha/0/0/0.95"),
    ],
    ids=str,
)
def test_a_visit_is_told_by_its_page(tmp_path: Path, details: dict[str, Any], told: str) -> None:
    with world(tmp_path, [account("alpha")]) as made:
        made.offer(draft("visit", **details))
        shown = Reader(made.store, made.policy, made.profiles).history("alpha.example", made.now)
        assert [trigger_sentence(each) for each in shown.triggers] == [told]
