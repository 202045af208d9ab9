"""The state of sources: what is kept of each, and files that are not ours."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sources.seen import KEPT
from sources.state import Health, State, StateError
from streams.ports import Receipt, Rejected

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BROKEN = Rejected("board job 7", "a job has no title", b'{"id": 7}')


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / ".fitsignal" / "sources.sqlite"
    later = NOON + timedelta(minutes=15)
    state = State(path)
    state.accepted("wire", "feed", {"seen": ["é"]}, Receipt(stored=2, unresolved=1, alerted=1), 3, [BROKEN])
    state.succeeded("wire", "feed", NOON, later)
    state.failed("board", "jobs", NOON, later, "down", NOON + timedelta(hours=1))
    state.close()

    state = State(path)
    assert state.cursor("wire", "feed") == {"seen": ["é"]}
    counts = {"polls": 1, "signals": 3, "rejected": 1, "stored": 2, "unresolved": 1, "alerted": 1}
    failed = {"last_error_at": NOON, "last_error": "down", "failures": 1, "held_until": NOON + timedelta(hours=1)}
    assert state.all_health() == {
        ("wire", "feed"): Health("wire", "feed", "ok", last_ok=NOON, next_poll=later, **counts),  # type: ignore[arg-type]
        ("board", "jobs"): Health("board", "jobs", "failing", next_poll=later, polls=1, **failed),  # type: ignore[arg-type]
    }
    state.close()


def test_a_broken_thing_is_told_once_by_a_source_also_after_a_restart_and_anew_when_it_changed(tmp_path: Path) -> None:
    state = State(tmp_path / "s.sqlite")
    assert state.untold("board", [BROKEN]) == [BROKEN]
    state.accepted("board", "jobs", {}, Receipt(), 0, [BROKEN])
    state.close()

    state = State(tmp_path / "s.sqlite")
    changed = Rejected("board job 7", "a job has no title", b'{"id": 7, "title": []}')
    assert state.untold("board", [BROKEN, changed]) == [changed]
    assert state.untold("other", [BROKEN]) == [BROKEN]
    state.accepted("board", "feed", {}, Receipt(), 0, ())
    assert state.untold("board", [BROKEN]) == [BROKEN], "the name is that of another source now"
    state.close()


def test_of_broken_things_only_the_latest_are_kept_in_mind(tmp_path: Path) -> None:
    state = State(tmp_path / "s.sqlite")
    many = [Rejected(f"a.jsonl line {number}", "no JSON", b"x") for number in range(KEPT + 3)]
    state.accepted("a", "file", {}, Receipt(), 0, many)
    assert state.untold("a", many) == many[:3]
    state.close()


def test_a_name_given_to_another_type_begins_anew(tmp_path: Path) -> None:
    state = State(tmp_path / "s.sqlite")
    state.accepted("wire", "feed", {"seen": [1]}, Receipt(), 1, ())

    assert state.cursor("wire", "file") == {}
    state.accepted("wire", "file", {"files": {}}, Receipt(), 0, ())
    assert (state.cursor("wire", "feed"), state.cursor("wire", "file")) == ({}, {"files": {}})
    state.close()


def test_another_process_can_read_while_one_writes(tmp_path: Path) -> None:
    writer, reader = State(tmp_path / "s.sqlite"), State(tmp_path / "s.sqlite")
    writer.accepted("wire", "feed", {"at": 1}, Receipt(stored=1), 1, ())

    assert reader.health("wire", "feed").stored == 1
    writer.close()
    reader.close()


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "s.sqlite").write_bytes(b"not a database" * 1000)

    with pytest.raises(StateError, match=r"s\.sqlite cannot be used \(file is not a database\): move it away"):
        State(tmp_path / "s.sqlite")


def test_a_state_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "s.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()

    with pytest.raises(StateError, match=r"was written by a newer fitsignal \(version 99\): update fitsignal"):
        State(tmp_path / "s.sqlite")


def test_a_state_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    state = State(tmp_path / "s.sqlite")
    state.db.execute("PRAGMA query_only = ON")

    with pytest.raises(StateError, match=r"could not be written \(attempt to write a readonly database\)"):
        state.accepted("wire", "feed", {}, Receipt(), 0, ())
    state.close()
