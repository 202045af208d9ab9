"""extract and resolve over stdin: one answer a line, in order, whatever the lines hold."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitsignal import cli
from fitsignal.offline import directory_of
from fitsignal.streaming import answer_lines
from streams.resolution import resolve_line

Write = Callable[..., Path]
NOTHING = {"kind": "none", "company": None}


def answers(data: bytes) -> list[dict[str, Any]]:
    out = io.BytesIO()
    answer_lines(io.BytesIO(data), out, lambda record: {"id": record.get("id"), "kind": "seen"}, NOTHING)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_lines_are_answered_in_their_order_and_empty_ones_are_none() -> None:
    assert answers(b'{"id":2}\n\n  \n{"id":"a"}\r\n{"id":null}') == [
        {"id": 2, "kind": "seen"},
        {"id": "a", "kind": "seen"},
        {"id": None, "kind": "seen"},
    ]


BROKEN = [
    (b'{"id": "b7", "title": ', "b7", "line 1 is not JSON: "),
    (b'{"id": 12, "title" "x"}', 12, "line 1 is not JSON: "),
    (b'{"id":"\xff"}', None, "line 1 is not JSON: "),
    (b"[1]", None, "line 1 is not a JSON object"),
    (b"null", None, "line 1 is not a JSON object"),
    (b"[" * 10_000, None, "line 1 is not JSON: "),
]


@pytest.mark.parametrize(("line", "id_", "error"), BROKEN)
def test_a_broken_line_is_answered_with_its_id_and_the_others_go_on(line: bytes, id_: object, error: str) -> None:
    first, second = answers(line + b'\n{"id":"next"}\n')
    assert {**first, "error": None} == {"id": id_, **NOTHING, "error": None}
    assert first["error"].startswith(error)
    assert second == {"id": "next", "kind": "seen"}


def test_a_line_that_cannot_be_answered_does_not_stop_the_others() -> None:
    def answer(record: dict[str, Any]) -> dict[str, Any]:
        return {"id": record["id"]}

    out = io.BytesIO()
    answer_lines(io.BytesIO(b'{}\n{"id":1}\n'), out, answer, NOTHING)
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"id": None, **NOTHING, "error": "line 1 could not be answered: KeyError"},
        {"id": 1},
    ]


@given(st.lists(st.binary(max_size=60).filter(lambda line: b"\n" not in line)))
def test_any_bytes_give_as_many_answers_as_there_are_lines(lines: list[bytes]) -> None:
    assert len(answers(b"\n".join(lines))) == sum(bool(line.strip()) for line in lines)


def test_each_answer_is_handed_over_before_the_next_line_is_read() -> None:
    command = [sys.executable, "-c", "from fitsignal.cli import main; main()", "extract"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ}) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "title": "Nothing happened"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number


def test_extract_gives_its_fields_in_their_order(monkeypatch: pytest.MonkeyPatch, capfdbinary: Any) -> None:
    lines = b'{"id":"h1","title":"Quillmar raises $10 million Series A"}\n{"id":"h2","title":"Lunch at noon"}\nno\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert cli.run(["extract"]) == 0
    told = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    fields = ["id", "kind", "company", "amount", "currency", "round", "person", "role"]
    assert [list(line) for line in told] == [fields, fields, [*fields, "error"]]
    assert told[0] == dict(
        zip(fields, ["h1", "funding_round", "Quillmar", 10e6, "USD", "series_a", None, None], strict=True)
    )
    assert [line["kind"] for line in told[1:]] == ["none", "none"]


LISTS = {
    "list.csv": "Company Domain Name,Company name\nquillmar.example,Quillmar\n",
    "own-ids.csv": "id,domain,name\nA-7,quillmar.example,Quillmar\n",
    "records.jsonl": '{"id":"A-7","name":"Quillmar","domain":"quillmar.example","aliases":["Quill & Mar"]}\n',
    "no-ids.jsonl": '{"domain":"quillmar.example","name":"Quillmar"}\n',
    "crm.jsonl": '{"Website":"https://www.quillmar.example/","Company Name":"Quillmar"}\n',
}


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("list.csv", "quillmar.example"),
        ("own-ids.csv", "A-7"),
        ("records.jsonl", "A-7"),
        ("no-ids.jsonl", "quillmar.example"),
        ("crm.jsonl", "quillmar.example"),
    ],
)
def test_any_account_list_can_be_resolved_against(tmp_path: Path, name: str, account: str) -> None:
    path = tmp_path / name
    path.write_text(LISTS[name])
    answer = resolve_line(directory_of(path, tmp_path), {"id": 1, "domain": "www.quillmar.example"})
    assert (answer["account"], answer["method"]) == (account, "domain")


def test_resolve_without_a_list_takes_that_of_the_workspace(
    write: Write, monkeypatch: pytest.MonkeyPatch, capfdbinary: Any
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"id":7,"name":"Tarnovo"}\n{]\n')))
    assert cli.run(["resolve", "--workspace", str(write())]) == 0
    first, second = map(json.loads, capfdbinary.readouterr().out.splitlines())
    assert (first["id"], first["account"]) == (7, "tarnovo.example")
    assert (second["account"], second["method"], second["confidence"]) == (None, "none", 0.0)
    assert second["error"].startswith("line 2 is not JSON")


def test_resolve_with_no_list_at_all_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["resolve", "--workspace", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "fitsignal: say which accounts: --accounts FILE, or --workspace DIR\n"
