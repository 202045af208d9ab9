"""Laws of checking: whatever a workspace says, check gives problems, and nothing else happens."""

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitsignal.defaults import shipped
from fitsignal.document import Document
from fitsignal.inspection import inspected
from fitsignal.masking import leaves

Write = Callable[..., Path]

WHOLE: dict[str, Any] = {
    **copy.deepcopy(shipped()),
    "workspace": {"name": "N", "timezone": "UTC", "accounts": "accounts.csv", "profile": ["icp.toml"], "clock": "wall"},
    "sources": [
        {"type": "feed", "name": "wires", "url": "https://news.example/rss", "every": "15m", "first": "quiet"},
        {"type": "file", "name": "in", "path": "inbox/*.jsonl"},
        {"type": "jobs", "name": "boards", "boards": [{"token": "quillmar", "domain": "quillmar.example"}]},
    ],
    "receiver": {
        "bind": "127.0.0.1:8787",
        "public_url": "https://hooks.you.example",
        "keys": {"website": "wk_0123456789abcdef"},
        "trusted_proxies": ["10.0.0.0/8"],
        "spool": {"bytes": "2GB", "age": "3d"},
        "rate": {"per_second": 100, "burst": 200},
        "hooks": [
            {"name": "a", "type": "generic", "secret": "long enough", "fields": {"url": ["page.url", "link"]}},
            {"name": "b", "type": "rb2b", "secret": ["long enough", "another one"]},
            {"name": "c", "type": "usergems", "secret": "long enough", "champions": True},
        ],
    },
    "routes": [{"when": {"priority": "P1", "employees": [1, 2]}, "to": "owner"}],
    "sinks": [{"type": "slack", "token": "xoxb-1-long", "channel": "#x"}, {"type": "console"}],
    "broker": {"url": "127.0.0.1:9092"},
}
PLACES = [path for path, _ in leaves(WHOLE)]
values = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.just(date(2026, 1, 1))
    | st.sampled_from(["${", "${X}", "${NO_SUCH_VARIABLE}", "../..", "/", "P1", "1s"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def put(tree: Any, path: tuple[str | int, ...], value: Any) -> None:
    for part in path[:-1]:
        tree = tree[part]
    tree[path[-1]] = value


@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.integers(min_value=1), values),
        min_size=1,
        max_size=3,
        unique_by=lambda c: c[0],
    )
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_at_any_place_gives_problems_at_worst(write: Write, changes: list[Any]) -> None:
    tree = copy.deepcopy(WHOLE)
    for path, depth, value in sorted(changes, key=lambda change: -len(change[0])):
        try:
            put(tree, path[: 1 + depth % len(path)], value)
        except (KeyError, IndexError, TypeError):
            continue
    checked = inspected(Document(write(), tree), accounts=True)
    errors = [problem for problem in checked.problems if problem.level == "error"]
    assert (checked.workspace is None) == bool(errors)
    assert all(problem.message and "\n" not in problem.message for problem in errors)


def test_the_whole_example_of_this_law_is_right(write: Write) -> None:
    checked = inspected(Document(write(), WHOLE), accounts=True)
    assert [problem.message for problem in checked.problems if problem.level == "error"] == []
