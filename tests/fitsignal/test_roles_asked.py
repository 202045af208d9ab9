"""What `fitsignal run` does beside a broker, by what it is asked for; and the numbers that a role tells."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fitsignal import cli
from fitsignal.config import load_workspace
from fitsignal.deciding import patiently
from fitsignal.exposition import Metric, Sample, exposed
from fitsignal.figures import of_broker, of_sources
from fitsignal.roles import Asked, parts
from fitsignal.wiring import sink_names
from sinks.lag import Lag
from sinks.offsets import Place
from sinks.store import StoreOwned
from sources.state import Health
from tests.fitsignal.conftest import Write

BROKER = '[broker]\nurl = "127.0.0.1:1"\n'
RECEIVER = '[receiver]\nkeys = { site = "key-of-a-test" }\n'


@pytest.mark.parametrize(
    ("config", "words", "code", "said"),
    [
        ("", ["--role", "join"], 2, "--role join needs a [broker] in fitsignal.toml"),
        ("", ["--health", "127.0.0.1:1"], 2, "--health needs a [broker] in fitsignal.toml"),
        (BROKER, ["--health", "nowhere"], 2, "--health: found 'nowhere', expected an address and a port"),
        (BROKER, ["--fresh"], 1, "--fresh empties the store, and what is at the broker would fill it again"),
        (BROKER, ["--role", "join", "--once"], 2, "--role join runs until it is stopped"),
        (BROKER, ["--role", "sinks", "--once"], 2, "--role sinks runs until it is stopped"),
        (BROKER, ["--role", "sinks", "--health", "127.0.0.1:1"], 2, "--health is for the roles without an address"),
    ],
)
def test_what_means_nothing_is_refused_with_a_sentence(
    write: Write, capsys: pytest.CaptureFixture[str], config: str, words: list[str], code: int, said: str
) -> None:
    assert cli.run(["run", *words, "--workspace", str(write(config))]) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("config", "names"),
    [
        (BROKER, ["sinks", "join", "sources"]),
        (BROKER + RECEIVER, ["sinks", "join", "sources", "receiver"]),
        (BROKER + "join_workers = 2", ["sinks", "join-1", "join-2", "sources"]),
    ],
)
def test_the_supervisor_runs_the_roles_that_the_workspace_has(write: Write, config: str, names: list[str]) -> None:
    assert [part.name for part in parts(load_workspace(write(config)), Asked())] == names


def test_each_role_gets_the_workspace_and_the_instant_that_run_was_given(write: Write) -> None:
    workspace = load_workspace(write(BROKER))
    command = parts(workspace, Asked(now=datetime(2026, 11, 23, 9, tzinfo=UTC)))[0].command
    assert command[1:] == (
        *("-m", "fitsignal", "run", "--role", "sinks"),
        *("--workspace", str(workspace.path), "--now", "2026-11-23T09:00:00+00:00"),
    )


@pytest.mark.parametrize(
    ("config", "names"),
    [
        ("", ("console",)),
        (BROKER, ("console", "fitsignal.alerts.v1")),
        (f'[[sinks]]\ntype = "console"\nname = "shown"\n{BROKER}', ("shown", "fitsignal.alerts.v1")),
    ],
)
def test_beside_a_broker_alerts_are_published_too(write: Write, config: str, names: tuple[str, ...]) -> None:
    assert sink_names(load_workspace(write(config))) == names


@pytest.mark.parametrize(
    ("config", "public", "private"),
    [
        (BROKER, None, None),
        (BROKER + '[dashboard]\nbind = "127.0.0.1:9999"', None, "127.0.0.1:9999"),
        ('[dashboard]\nbind = "127.0.0.1:9999"', "127.0.0.1:9999", "127.0.0.1:9999"),
    ],
)
def test_beside_a_broker_the_private_side_has_an_address_of_its_own(
    write: Write, config: str, public: str | None, private: str | None
) -> None:
    workspace = load_workspace(write(config))
    assert (workspace.bind, workspace.private_bind) == (public, private)


def owned_so_often(times: int) -> Callable[[], Any]:
    left = [StoreOwned("another process has it")] * times

    def take() -> Any:
        if left:
            raise left.pop()
        return "the service"

    return take


def test_an_owner_waits_for_the_store() -> None:
    taken: Any = patiently(owned_so_often(2), patience=30)
    assert taken == "the service"


def test_an_owner_does_not_wait_for_ever() -> None:
    with pytest.raises(StoreOwned):
        patiently(owned_so_often(2), patience=0)


def test_numbers_are_told_as_prometheus_reads_them() -> None:
    metrics = [
        Metric("a_total", "Things.", (Sample(1, {"who": 'a"b\\c\nd'}), Sample(2.5, {"who": "e"})), "counter"),
        Metric("none", "Nothing to tell.", ()),
        Metric("b", "One.", (Sample(1_795_434_990.356245),)),
    ]
    assert exposed(metrics) == (
        "# HELP a_total Things.\n# TYPE a_total counter\n"
        'a_total{who="a\\"b\\\\c\\nd"} 1\na_total{who="e"} 2.5\n'
        "# HELP b One.\n# TYPE b gauge\nb 1795434990.356245\n"
    )


def test_what_waits_and_what_is_in_trouble_is_told() -> None:
    text = exposed(of_broker([Lag("join", Place("fitsignal.signals.v1", 2), 7)], {"broker": "", "topics": "gone"}))
    assert 'fitsignal_topic_lag_records{reader="join",topic="fitsignal.signals.v1",partition="2"} 7\n' in text
    assert 'fitsignal_up{part="broker"} 1\nfitsignal_up{part="topics"} 0\n' in text


def test_a_source_that_never_did_well_tells_no_time_of_it() -> None:
    text = exposed(of_sources([Health("wires", "feed", polls=3, signals=5, failures=3)]))
    assert 'fitsignal_source_polls_total{source="wires",type="feed"} 3\n' in text
    assert 'fitsignal_source_failures{source="wires",type="feed"} 3\n' in text
    assert "last_success" not in text


def test_every_metric_is_explained_in_the_operations_guide() -> None:
    root = Path(__file__).resolve().parents[2]
    files = [root / "fitsignal" / "figures.py", root / "sources" / "receiver" / "counts.py"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    named = set(re.findall(r'"(fitsignal_[a-z_]+)"', text))
    assert len(named) > 10
    page = (root / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in sorted(named) if f"`{name}" not in page] == []
