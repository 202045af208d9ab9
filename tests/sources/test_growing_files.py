"""Files of signals: read on as they grow, anew when they are others, and every line exactly once."""

import json
import os
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError
from sources.file import CHUNK
from sources.records import mended
from tests.sources.file_lines import ids, read_on, visit, write


def test_a_pattern_that_matches_nothing_yet_is_fine(bench: Any) -> None:
    source = bench.source(type="file", path="inbox/*.jsonl")

    assert bench.poll(source).errors == {}
    (bench.workspace / "inbox").mkdir()
    write(bench.workspace / "inbox/a.jsonl", visit(1))
    assert bench.poll(source).signals == 1


def test_files_are_read_in_the_order_of_their_names_and_only_what_was_added(bench: Any) -> None:
    source = bench.source(type="file", path="*.jsonl")
    write(bench.workspace / "b.jsonl", visit(3))
    write(bench.workspace / "a.jsonl", visit(1), visit(2))
    bench.poll(source)
    write(bench.workspace / "a.jsonl", visit(4), mode="ab")
    write(bench.workspace / "c.jsonl", visit(5))
    bench.poll(source)

    assert ids(bench) == ["v1", "v2", "v3", "v4", "v5"]


@pytest.mark.parametrize("how", ["truncated", "replaced", "rewritten longer"])
def test_a_file_that_is_another_one_now_is_read_anew(how: str, bench: Any) -> None:
    path = bench.workspace / "a.jsonl"
    source = bench.source(type="file", path="a.jsonl")
    write(path, visit(1), visit(2))
    bench.poll(source)
    if how == "replaced":
        write(bench.workspace / "new", visit(3), visit(4), visit(5))
        (bench.workspace / "new").replace(path)
    else:
        write(path, visit(3), *([visit(4), visit(5)] if how == "rewritten longer" else []))
    bench.poll(source)

    assert ids(bench) == ["v1", "v2", "v3", *(["v4", "v5"] if how != "truncated" else [])]


def test_while_running_a_line_without_its_end_waits_for_it(bench: Any) -> None:
    import asyncio

    path = bench.workspace / "a.jsonl"
    source = bench.source(type="file", path="a.jsonl")
    write(path, visit(1), visit(2)[:-1])
    stop = asyncio.Event()
    counts: list[int] = []

    async def wait(seconds: float, stop: asyncio.Event) -> bool:
        counts.append(len(bench.outlet.drafts))
        if len(counts) == 3:
            write(path, b"\n", mode="ab")
        if len(counts) == 5:
            stop.set()
        return bool(await bench.wait(seconds, stop))

    asyncio.run(bench.runner(source, wait=wait).run(stop))

    assert counts == [0, 1, 1, 2, 2]


def test_a_last_line_without_its_end_is_taken_when_nothing_follows_and_its_end_is_not_a_line(bench: Any) -> None:
    path = bench.workspace / "a.jsonl"
    source = bench.source(type="file", path="a.jsonl")
    write(path, visit(1), visit(2)[:-1])
    bench.poll(source)
    write(path, b"\n", visit(3), b"broken\n", mode="ab")
    bench.poll(source)

    assert ids(bench) == ["v1", "v2", "v3"]
    assert [item["where"] for item in bench.outlet.rejected] == ["a.jsonl line 4"]


def test_half_a_last_line_is_neither_taken_nor_rejected(bench: Any) -> None:
    source = bench.source(type="file", path="a.jsonl")
    write(bench.workspace / "a.jsonl", visit(1), visit(2)[:20])
    bench.poll(source)

    assert (ids(bench), bench.outlet.rejected) == (["v1"], [])
    write(bench.workspace / "a.jsonl", visit(2)[20:], mode="ab")
    bench.poll(source)
    assert ids(bench) == ["v1", "v2"]


BROKEN = {
    "not json": "the line is not JSON: expected ident at column 2",
    "[]": "the line: expected a JSON object",
    '{"kind":"visit","confidence":2}': "confidence: input should be less than or equal to 1",
    '{"kind":"visit","occurred_at":"0001-01-01T00:00:00+05:00"}': "occurred_at: the time is out of range",
    '{"kind":"visit","details":{"a":NaN}}': "details: NaN and infinity are not JSON numbers",
    '{"kind":"visit","details":{"a":[{"b":-1e999}]}}': "details: NaN and infinity are not JSON numbers",
    '{"kind":"visit"}{"kind":"visit"}': "the line is not JSON: trailing characters at column 17",
    '{"kind":"visit","company":{"domain":7},"evidence":1,"email":[],"native":{},"traits":3}': (
        "company.domain: input should be a valid string; evidence: expected a JSON object; "
        "native: input should be a valid string (and 2 more)"
    ),
    "\x00\x00\x00": "the line is not JSON: expected value at column 1",
}  # fmt: skip


@pytest.mark.parametrize("line", BROKEN, ids=lambda line: repr(line)[:30])
def test_a_line_that_is_no_signal_is_rejected_with_place_cause_and_bytes_and_the_others_go_on(
    line: str, bench: Any
) -> None:
    write(bench.workspace / "a.jsonl", visit(1), line.encode() + b"\n", visit(2))
    bench.poll(bench.source(type="file", path="a.jsonl"))

    (found,) = (rejected for batch in bench.outlet.batches for rejected in batch.rejected)
    assert (found.where, found.cause, found.raw) == ("a.jsonl line 2", BROKEN[line], line.encode())
    assert ids(bench) == ["v1", "v2"]


def test_bytes_that_are_no_text_are_rejected_as_they_are(bench: Any) -> None:
    broken = b'{"kind":"visit","details":{"a":"\xff\xfe"}}'
    write(bench.workspace / "a.jsonl", broken, b"\n", visit(1))
    bench.poll(bench.source(type="file", path="a.jsonl"))

    assert [rejected.raw for batch in bench.outlet.batches for rejected in batch.rejected] == [broken]
    assert ids(bench) == ["v1"]


def test_a_line_of_10_mb_is_taken_like_any_other(bench: Any) -> None:
    write(bench.workspace / "a.jsonl", visit(1), visit(2, details={"note": "x" * 10_000_000}), visit(3))
    bench.poll(bench.source(type="file", path="a.jsonl"))

    assert ids(bench) == ["v1", "v2", "v3"]


def test_large_files_go_out_in_steps_that_each_move_the_cursor(bench: Any) -> None:
    write(bench.workspace / "a.jsonl", *(visit(n) for n in range(2 * CHUNK + 10)))
    source = bench.source(type="file", path="*.jsonl")
    bench.poll(source)

    assert [len(batch.drafts) for batch in bench.outlet.batches] == [CHUNK, CHUNK, 10]
    assert ids(bench) == [f"v{n}" for n in range(2 * CHUNK + 10)]


def test_a_link_that_leads_out_of_the_workspace_is_not_read(bench: Any, tmp_path_factory: Any) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.jsonl"
    write(outside, visit(1))
    os.symlink(outside, bench.workspace / "a.jsonl")
    summary = bench.poll(bench.source(type="file", name="inbox", path="*.jsonl"))

    assert summary.errors == {"inbox": "a.jsonl leads out of the workspace: it was not read"}
    assert bench.outlet.batches == []


def test_our_own_state_is_never_read_as_signals(bench: Any) -> None:
    (bench.workspace / ".fitsignal").mkdir()
    write(bench.workspace / ".fitsignal/x.jsonl", visit(1))
    assert bench.poll(bench.source(type="file", path="**/*.jsonl")).signals == 0


def test_a_csv_without_a_kind_is_an_error_of_that_file(bench: Any) -> None:
    write(bench.workspace / "a.csv", b"domain,page\nacme.example,/\n")
    summary = bench.poll(bench.source(type="file", name="inbox", path="*.csv"))

    assert summary.errors == {"inbox": 'a.csv: the first line names no column "kind"'}


def test_a_quote_that_is_never_closed_costs_one_line(bench: Any) -> None:
    rows = b"".join(b"visit,d%d.example\n" % n for n in range(100))
    write(bench.workspace / "a.csv", b"kind,domain\n", b'visit,"acme.example\n', rows)
    bench.poll(bench.source(type="file", path="*.csv"))

    assert [item["where"] for item in bench.outlet.rejected] == ["a.csv line 2"]
    assert [draft["company"]["domain"] for draft in bench.outlet.drafts] == [f"d{n}.example" for n in range(100)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_may_be_separated_by_comma_semicolon_or_tab(separator: str, bench: Any) -> None:
    lines = "KIND|name|details.score\nvisit|Acme|0.5\n".replace("|", separator)
    write(bench.workspace / "a.csv", lines.encode())
    bench.poll(bench.source(type="file", path="a.csv"))

    assert bench.outlet.drafts == [{"kind": "visit", "company": {"name": "Acme"}, "details": {"score": 0.5}}]


def test_a_row_says_all_that_a_line_of_json_says(bench: Any) -> None:
    rows = (
        "kind,domain,Match.Method,match.confidence,seeded,observed_at,Details.RoleName,traits.industry\n"
        "visit,a.example,network,0.4,true,2026-11-20,Buyer,Software\n"
        "visit,b.example,,,,,,\n"
        "visit,c.example,guess,2,,,,\n"
    )
    line = {
        "kind": "visit",
        "company": {"domain": "a.example"},
        "match": {"method": "network", "confidence": 0.4},
        "seeded": True,
        "observed_at": "2026-11-20",
        "details": {"RoleName": "Buyer"},
        "traits": {"industry": "Software"},
    }
    write(bench.workspace / "a.csv", rows.encode())
    write(bench.workspace / "b.jsonl", json.dumps(line).encode() + b"\n")
    bench.poll(bench.source(type="file", path="[ab].*"))

    first, bare, same = bench.outlet.drafts
    assert first == same
    assert first["match"] == {"method": "network", "confidence": 0.4}
    assert bare == {"kind": "visit", "company": {"domain": "b.example"}}
    (found,) = bench.outlet.rejected
    assert found["cause"].startswith("match.method: input should be 'domain', ")
    assert "match.confidence: input should be less than or equal to 1" in found["cause"]


def test_what_was_rejected_can_be_mended_and_read_again() -> None:
    assert mended(b'{"kind":"visit","id":"v1"}').native == "v1"
    assert mended(b'\xef\xbb\xbf{"kind":"visit","id":"v1"}').native == "v1"
    assert mended(b"kind,domain\r\nvisit,acme.example").company.domain == "acme.example"
    with pytest.raises(ValueError, match="not a kind of event"):
        mended(b"kind,domain\nvisti,acme.example")
    with pytest.raises(ValueError, match="no row under the header"):
        mended(b"kind,domain\n")


@pytest.mark.parametrize("raw", [b"garbage {", b"", b"[]", b"\xff\xfe", b"domain,page\nacme.example,/"])
def test_what_is_neither_json_nor_csv_is_told_so_when_it_is_read_again(raw: bytes) -> None:
    with pytest.raises(
        ValueError, match=r'^this is neither a JSON object nor a CSV header with a column "kind" and a row$'
    ):
        mended(raw)


def test_a_cursor_never_stands_ahead_of_what_was_kept(bench: Any) -> None:
    write(bench.workspace / "a.jsonl", *(visit(n) for n in range(CHUNK + 1)))
    source = bench.source(type="file", name="inbox", path="a.jsonl")
    bench.outlet.refusals = 1
    summary = bench.poll(source)

    assert summary.errors == {
        "inbox": "what it gave could not be kept and will be offered again: the disk is full",
    }
    assert bench.poll(source).signals == CHUNK + 1
    assert ids(bench) == [f"v{n}" for n in range(CHUNK + 1)]


ODD_LINES = (
    b"\n",
    b"\r\n",
    b"broken\n",
    b"\xff\n",
    b"\x00\n",
    b'{"kind":"visit"}\r\n',
    b'\xef\xbb\xbf{"kind":"visit"}\n',
)
ODD_ROWS = (b"visit,a.example\n", b'visit,"b.example"\r\n', b'"visit","two\nlines"\n', b"\n", b"visti,x\n", b"visit\n")
LINES = st.lists(st.one_of(st.integers(0, 999).map(visit), st.sampled_from(ODD_LINES)), max_size=12)
ROWS = st.lists(st.sampled_from(ODD_ROWS), max_size=12)


@settings(max_examples=60)
@given(lines=LINES, cuts=st.lists(st.integers(0, 2_000), max_size=6))
def test_any_split_of_writes_gives_the_same_signals_exactly_once(
    lines: list[bytes], cuts: list[int], new_bench: Any
) -> None:
    assert _in_parts("a.jsonl", b"".join(lines), cuts, new_bench) == _in_parts(
        "a.jsonl", b"".join(lines), [], new_bench
    )


@settings(max_examples=60)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 400), max_size=6))
def test_any_split_of_writes_gives_the_same_rows_exactly_once(
    rows: list[bytes], cuts: list[int], new_bench: Any
) -> None:
    whole = b"kind,domain\n" + b"".join(rows)
    assert _in_parts("a.csv", whole, cuts, new_bench) == _in_parts("a.csv", whole, [], new_bench)


def _in_parts(name: str, whole: bytes, cuts: list[int], new_bench: Any) -> Any:
    """Drafts and rejections of a file that is written in parts and read after each, as a running service reads it."""
    with TemporaryDirectory() as folder:
        bench = new_bench(Path(folder))
        source = bench.source(type="file", path=name)
        places = sorted({0, *(min(cut, len(whole)) for cut in cuts), len(whole)})
        cursor: dict[str, Any] = {"files": {}}
        found: list[Any] = []
        for start, end in pairwise(places):
            write(Path(folder) / name, whole[start:end], mode="ab")
            cursor = read_on(source, name, json.loads(json.dumps(cursor)), found)
        return found


def test_a_file_that_cannot_be_opened_is_a_sentence(bench: Any) -> None:
    from sources.contract import Step

    source = bench.source(type="file", path="gone.jsonl")
    with pytest.raises(SourceError, match=r"gone\.jsonl could not be opened: No such file or directory"):
        source.grown(Step({"files": {}}, [], []), "gone.jsonl", False)
