"""The forecast: as many alerts as the policy would have decided, for each rep, also of what a first poll found."""

from pathlib import Path

import pytest

from fitsignal.asking import call
from sinks.forecasting import foreseen
from sinks.history import read_signals
from tests.laws.desks import account, draft, world
from tests.laws.workspaces import lines, run, workspace


def test_seeded_signals_are_foreseen_as_the_alerts_that_they_would_have_been(tmp_path: Path) -> None:
    drafts = [draft("funding_round", "alpha", -2, round="series_a"), draft("form_submitted", "alpha", -1, form="demo")]
    with world(tmp_path / "poll", [account("alpha")]) as made:
        made.offer(*drafts, seeded=True)
        assert made.rows("SELECT count(*) FROM alerts") == [(0,)]
        observed = read_signals(made.store.connection, "alpha.example")
        found = foreseen([each.signal for each in observed], made.catalog.standings["alpha.example"], made.desk.rules)
        assert [each.priority for each in found] == ["P2", "P1"]


def test_by_a_recorded_clock_the_forecast_of_all_time_is_what_was_decided(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "law")
    (folder / "inbox" / "day.jsonl").write_bytes(b"".join(line + b"\n" for line in lines(400)))
    run(folder, "run", "--once")
    rows = call(folder, "forecast", {"days": 3000})
    decided = call(folder, "store.sql", {"query": "SELECT count(*) AS n FROM alerts"})[0]["n"]
    assert decided > 5
    assert sum(row["alerts"] for row in rows) == pytest.approx(decided, rel=0.25), "what was heard late is news here"
    assert all(row["alerts"] == row["P1"] + row["P2"] + row["P3"] for row in rows)
