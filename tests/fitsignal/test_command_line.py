"""The command line: what it takes, what it answers with, and what it loads."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fitsignal import asking, cli

Write = Callable[..., Path]
HEAVY = {"duckdb", "pyarrow", "httpx", "feedparser", "starlette", "uvicorn", "pydantic", "rapidfuzz", "faust"}


def python(code: str, *, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], input=text, capture_output=True, text=True, check=False, env=environment or None
    )


def test_help_loads_nothing_heavy() -> None:
    code = """
import sys
from fitsignal import cli
assert "rich" not in sys.modules
cli.run(["--help"])
print(sorted(sys.modules), file=sys.stderr)
"""
    ended = python(code)
    loaded = {name.partition(".")[0] for name in json.loads(ended.stderr.replace("'", '"'))}
    assert ended.returncode == 0
    assert "Usage: fitsignal COMMAND" in ended.stdout
    assert loaded & HEAVY == set()


def test_every_command_has_help_and_takes_a_workspace_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    paths = [[name] for name in cli.COMMANDS]
    paths += [[group, name] for group, (_, names) in cli.GROUPS.items() for name in names]
    for path in paths:
        assert cli.run([*path, "--help"]) == 0
        told = capsys.readouterr().out
        assert f"Usage: fitsignal {' '.join(path)}" in told
        assert "--workspace" in told
        assert "--json" in told


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out.strip()[0].isdigit()


MISUSED = [
    (["statsu"], 'Unknown command "statsu". Did you mean "status"?'),
    (["status", "--jsno"], "Unknown option: --jsno."),
    (["explain"], "requires an argument"),
    (["outbox", "list", "--state", "sentt"], "sentt"),
    (["run", "--role", "sauces"], "sauces"),
    (["explain", "quillmar.example", "--at", "yesterday"], "--at 'yesterday' is no time; expected a time such as"),
    (["explain", "quillmar.example", "--at", "1700000000"], "--at '1700000000' is no time; expected a time such as"),
    (["digest", "--date", "24/11"], "--date '24/11' is no day; expected one such as 2026-11-22"),
    (["accounts", "set", "quillmar.example"], "nothing to set; expected KEY=VALUE, such as status=customer"),
    (["accounts", "set", "quillmar.example", "status"], "the change 'status' is not understood; expected KEY=VALUE"),
    (["signal", "quillmar.example", "visit", "--detail", "x"], "--detail 'x' is not understood; expected KEY=VALUE"),
    (["deadletters", "drop"], "say which: ids, or --all"),
    (["deadletters", "retry", "abc", "--all"], "say which: ids, or --all"),
    (["fit", "--profile", "icp.toml"], "--profile goes with --input FILE"),
]


@pytest.mark.parametrize(("arguments", "sentence"), MISUSED, ids=[" ".join(words) for words, _ in MISUSED])
def test_wrong_use_ends_with_2_and_one_sentence(
    write: Write, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert cli.run([*arguments, "--workspace", str(write())]) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert len(told.err.splitlines()) == 1
    assert told.out == ""


def test_a_role_needs_a_broker(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["run", "--role", "sinks", "--workspace", str(write())]) == 2
    assert "--role sinks needs a [broker] in fitsignal.toml" in capsys.readouterr().err


def test_no_workspace_is_a_sentence_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["status", "--workspace", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        f"fitsignal: {tmp_path} is no workspace: it has no fitsignal.toml; `fitsignal init {tmp_path}` makes one\n"
    )


def test_run_tells_every_error_of_a_workspace_and_begins_nothing(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write("[workspace]\ntimezon = 'UTC'\n[digest]\nat = 'noon'")
    assert cli.run(["run", "--once", "--workspace", str(folder)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in told] == ["error", "error", "fitsignal"]
    assert told[-1] == "fitsignal: refused for 2 errors"
    assert not (folder / ".fitsignal").exists()


def test_check_prints_problems_and_a_count(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write("[workspace]\nnam = 'x'")
    assert cli.run(["check", "--workspace", str(folder)]) == 1
    *_, problem, count = capsys.readouterr().out.splitlines()
    assert problem.startswith("error: fitsignal.toml workspace.nam: found an unknown key")
    assert count == "1 error"


def test_check_as_json_gives_an_object_a_problem(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", "--json", "--workspace", str(write("[polcy]"))]) == 1
    (problem,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (problem["field"], problem["found"], problem["level"]) == ("polcy", "polcy", "error")


def test_check_of_a_right_workspace_ends_with_0(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    config = "[[sources]]\ntype = 'file'\npath = '*.jsonl'\n[[sinks]]\ntype = 'console'"
    assert cli.run(["check", "--workspace", str(write(config))]) == 0
    assert capsys.readouterr().out == "no problems; workspace: 3 accounts, 1 source, 1 sink\n"


def test_check_live_says_what_each_source_and_sink_shows_and_keeps_nothing(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    config = """
    [[sources]]
    type = "file"
    name = "inbox"
    path = "signals.jsonl"
    [[sources]]
    type = "feed"
    name = "wires"
    url = "gone.xml"
    [[sinks]]
    type = "console"
    """
    lines = '{"kind":"visit","company":{"domain":"quillmar.example"}}\nbroken\n'
    folder = write(config, signals__jsonl=lines)
    assert cli.run(["check", "--live", "--workspace", str(folder)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert "warning: source inbox: 1 signal to be had, 1 broken" in told
    assert any(line.startswith("error: source wires: gone.xml could not be read") for line in told)
    assert any(line.startswith("ok: sink console: ") for line in told)
    assert not (folder / ".fitsignal").exists()


def test_the_workspace_comes_from_the_option_else_from_the_environment(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Path] = []

    def asking(folder: Path, *_: object) -> list[dict[str, object]]:
        asked.append(folder)
        return []

    monkeypatch.setattr("fitsignal.commands.status.call", asking)
    monkeypatch.setenv("FITSIGNAL_WORKSPACE", str(tmp_path / "of the environment"))
    cli.run(["status"])
    cli.run(["status", "--workspace", str(tmp_path / "after")])
    cli.run(["--workspace", str(tmp_path / "before"), "status"])
    cli.run([f"--workspace={tmp_path / 'joined'}", "--json", "status"])
    assert [folder.name for folder in asked] == ["of the environment", "after", "before", "joined"]


PARAMS = [
    (["status"], "status", {}),
    (["fit", "a.example", "b.example"], "fit", {"domains": ["a.example", "b.example"]}),
    (
        ["explain", "a.example", "--at", "2026-11-22T10:00:00+01:00"],
        "explain",
        {"domain": "a.example", "at": "2026-11-22T09:00:00Z"},
    ),
    (["explain", "a.example", "--at", "2026-11-22"], "explain", {"domain": "a.example", "at": "2026-11-22T00:00:00Z"}),
    (
        ["digest", "--date", "2026-11-22", "--format", "html", "--send"],
        "digest",
        {"date": "2026-11-22", "send": True, "format": "html"},
    ),
    (
        ["signal", "a.example", "funding_round", "--detail", "round=series_a", "--detail", "amount=14000000"],
        "signal",
        {
            "domain": "a.example",
            "kind": "funding_round",
            "at": None,
            "url": None,
            "detail": {"round": "series_a", "amount": 14_000_000},
        },
    ),
    (
        ["accounts", "set", "a.example", "status=customer", "strategic=true", "owner=", "note=a=b"],
        "accounts.set",
        {"domain": "a.example", "values": {"status": "customer", "strategic": True, "owner": "", "note": "a=b"}},
    ),
    (["accounts", "list", "--status", "customer"], "accounts.list", {"status": "customer", "limit": None}),
    (["accounts", "show", "a.example"], "accounts.show", {"domain": "a.example"}),
    (["deadletters", "list"], "deadletters.list", {"source": None, "limit": 100}),
    (["deadletters", "show", "abc"], "deadletters.show", {"id": "abc"}),
    (["deadletters", "retry", "abc", "def"], "deadletters.retry", {"ids": ["abc", "def"], "all": False}),
    (["deadletters", "drop", "--all"], "deadletters.drop", {"ids": [], "all": True}),
    (["unresolved", "list", "--limit", "0"], "unresolved.list", {"name": None, "signals": False, "limit": None}),
    (["unresolved", "claim", "Acme", "a.example"], "unresolved.claim", {"name": "Acme", "domain": "a.example"}),
    (["outbox", "list", "--state", "failed"], "outbox.list", {"state": "failed", "limit": 100}),
    (["store", "sql", "SELECT 1"], "store.sql", {"query": "SELECT 1"}),
    (["store", "sql", "-- all of it\nSELECT 1"], "store.sql", {"query": "-- all of it\nSELECT 1"}),
]


@pytest.mark.parametrize(("arguments", "operation", "params"), PARAMS, ids=[" ".join(words) for words, _, _ in PARAMS])
def test_a_command_asks_for_its_operation(
    write: Write, monkeypatch: pytest.MonkeyPatch, arguments: list[str], operation: str, params: dict[str, object]
) -> None:
    asked: list[tuple[object, object]] = []

    def open_(folder: Path, name: str, given: dict[str, object]) -> list[dict[str, object]]:
        asked.append((name, given))
        return []

    monkeypatch.setattr(asking, "_open", open_)
    assert cli.run([*arguments, "--json", "--workspace", str(write())]) == 0
    assert asked == [(operation, params)]


def test_files_and_folders_go_to_the_owner_as_whole_paths(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[object] = []

    def open_(folder: Path, name: str, given: dict[str, object]) -> list[dict[str, object]]:
        asked.append((name, given))
        return []

    monkeypatch.setattr(asking, "_open", open_)
    folder = write()
    monkeypatch.chdir(folder)
    for words in (["accounts", "import", "accounts.csv"], ["store", "backup", "b.duckdb"], ["store", "export", "out"]):
        assert cli.run(words) == 0
    assert asked == [
        ("accounts.import", {"file": str(folder / "accounts.csv")}),
        ("store.backup", {"file": str(folder / "b.duckdb")}),
        ("store.export", {"folder": str(folder / "out")}),
    ]


def test_an_unexpected_failure_is_one_sentence_and_a_trace_on_request(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> list[dict[str, object]]:
        raise ZeroDivisionError("the secret xoxb-1")

    monkeypatch.setattr(asking, "_open", broken)
    arguments = ["status", "--workspace", str(write())]
    monkeypatch.delenv("FITSIGNAL_DEBUG", raising=False)
    assert cli.run(arguments) == 1
    told = capsys.readouterr().err
    assert told.startswith("fitsignal: an unexpected ZeroDivisionError in ")
    assert told.endswith("FITSIGNAL_DEBUG=1 shows where it came from\n")
    assert "xoxb" not in told
    monkeypatch.setenv("FITSIGNAL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.run(arguments)


def test_a_reader_that_has_seen_enough_ends_the_command_quietly() -> None:
    code = """
import os, sys
from fitsignal import cli
read, write = os.pipe()
os.dup2(write, 1); os.close(write); os.close(read)
code = cli.run(["extract"])
sys.exit(code)
"""
    ended = python(code, text='{"id":1,"title":"x"}\n' * 3)
    assert (ended.returncode, ended.stderr) == (0, "")


SHOWN = [
    ["check"],
    ["check", "--json"],
    ["accounts", "list"],
    ["accounts", "list", "--json"],
    ["--help"],
    ["--version"],
]
CALLED = """
import sys
from fitsignal import asking, cli
asking._open = lambda *_: [{"domain": "a.example", "note": "x" * 100}] * 1_200
sys.argv[1:] = ARGUMENTS
cli.main()
"""


def into(output: int, arguments: list[str], folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    code = CALLED.replace("ARGUMENTS", repr(arguments))
    known = {"FITSIGNAL_WORKSPACE": str(folder), **environment}
    return subprocess.run(
        [sys.executable, "-c", code], stdout=output, stderr=subprocess.PIPE, text=True, check=False, env=known
    )


@pytest.mark.parametrize("arguments", SHOWN, ids=" ".join)
def test_whatever_a_command_shows_a_closed_pipe_ends_it_quietly(write: Write, arguments: list[str]) -> None:
    read, output = os.pipe()
    os.close(read)
    try:
        ended = into(output, arguments, write())
    finally:
        os.close(output)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", SHOWN, ids=" ".join)
def test_output_onto_a_full_disk_ends_with_1_and_one_sentence(
    write: Write, arguments: list[str], unbuffered: str
) -> None:
    with Path("/dev/full").open("w") as full:
        ended = into(full.fileno(), arguments, write(), PYTHONUNBUFFERED=unbuffered)
    assert ended.returncode == 1
    assert ended.stderr == "fitsignal: not everything could be written: No space left on device\n"


def test_a_command_whose_output_is_closed_does_its_work(write: Write) -> None:
    code = "import os, sys; os.close(1); os.execv(sys.executable, [sys.executable, '-m', 'fitsignal', 'check'])"
    ended = python(code, FITSIGNAL_WORKSPACE=str(write()))
    assert (ended.returncode, ended.stderr) == (0, "")
