"""Lines longer than any signal: they cost themselves, never their file, and little memory."""

import json
import os
import tracemalloc
from typing import Any

import pytest

from sources.file import KEPT
from sources.tail import BLOCK, LONGEST
from tests.sources.file_lines import ids, read_on, visit, write

LONG = 17 << 20


@pytest.mark.parametrize("ended", [True, False])
def test_a_line_that_is_too_long_is_rejected_by_its_first_bytes_and_the_next_ones_go_on(
    ended: bool, bench: Any
) -> None:
    long = b"x" * LONG + (b"\n" + visit(2) if ended else b"")
    write(bench.workspace / "a.jsonl", visit(1), long)
    write(bench.workspace / "b.jsonl", visit(3))
    source = bench.source(type="file", name="inbox", path="*.jsonl")

    assert bench.poll(source).errors == {}
    assert ids(bench) == ["v1", *(["v2"] if ended else []), "v3"]
    (found,) = (rejected for batch in bench.outlet.batches for rejected in batch.rejected)
    assert (found.where, found.raw) == ("a.jsonl line 2", b"x" * KEPT)
    assert found.cause == "the line is longer than 16 MB: split it; of the line, at most the first 64 kB are kept"
    write(bench.workspace / "a.jsonl", b"" if ended else b"\n", visit(4), b"broken\n", mode="ab")
    bench.poll(source)
    assert ids(bench)[-1] == "v4"
    assert bench.outlet.rejected[-1]["where"] == ("a.jsonl line 5" if ended else "a.jsonl line 4")


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        (b"visit," + b"x" * LONG + b"\n", "the line is longer"),
        (b'visit,"a\n' + b"x" * LONG + b'"\n', "the record, by a quoted field that goes over line ends, is longer"),
    ],
    ids=["a long line", "a long field over two lines"],
)
def test_a_row_that_is_too_long_is_rejected_under_its_header(row: bytes, cause: str, bench: Any) -> None:
    write(bench.workspace / "a.csv", b"kind,domain\nvisit,a.example\n", row, b"visit,b.example\n")
    bench.poll(bench.source(type="file", path="a.csv"))

    assert [draft["company"]["domain"] for draft in bench.outlet.drafts] == ["a.example", "b.example"]
    found = [rejected for batch in bench.outlet.batches for rejected in batch.rejected]
    assert found[0].where == "a.csv line 3"
    assert found[0].cause.startswith(cause)
    assert found[0].raw == (b"kind,domain\n" + row.split(b"\n")[0])[:KEPT]


def test_a_long_line_that_is_still_being_written_waits_and_is_rejected_once_over_a_restart(bench: Any) -> None:
    path = bench.workspace / "a.jsonl"
    found: list[Any] = []
    write(path, visit(1), b"x" * LONG)
    cursor = read_on(bench.source(type="file", path="a.jsonl"), "a.jsonl", {"files": {}}, found)
    assert [each["native"] for each in found] == ["v1"]

    write(path, b"x" * BLOCK, mode="ab")
    cursor = read_on(bench.source(type="file", path="a.jsonl"), "a.jsonl", json.loads(json.dumps(cursor)), found)
    assert len(found) == 1
    assert cursor["files"]["a.jsonl"]["line"] == 1

    write(path, b"\n", visit(2), mode="ab")
    read_on(bench.source(type="file", path="a.jsonl"), "a.jsonl", json.loads(json.dumps(cursor)), found)
    assert [each[0] for each in found if isinstance(each, tuple)] == ["a.jsonl line 2"]
    assert [each["native"] for each in found if isinstance(each, dict)] == ["v1", "v2"]


def test_a_long_line_is_walked_over_in_little_memory(bench: Any) -> None:
    path = bench.workspace / "a.jsonl"
    with path.open("wb") as file:
        file.truncate(200 << 20)
        file.seek(0, os.SEEK_END)
        file.write(b"\n" + visit(1))
    tracemalloc.start()
    try:
        bench.poll(bench.source(type="file", path="a.jsonl"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert ids(bench) == ["v1"]
    assert peak < 5 * LONGEST


def test_a_csv_whose_first_line_is_no_header_for_its_length_is_an_error_of_that_file(bench: Any) -> None:
    write(bench.workspace / "a.csv", b"kind," + b"x" * BLOCK + b"\nvisit,1\n")
    summary = bench.poll(bench.source(type="file", name="inbox", path="a.csv"))

    assert summary.errors == {"inbox": "a.csv: the first line is longer than 1 MB, and so no header of CSV"}
