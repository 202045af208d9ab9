"""An explanation: both sums can be redone by hand from what is shown."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitsignal.explanation import explanation
from streams.ids import trigger_id

ROW: dict[str, Any] = {
    "domain": "quillmar.example",
    "name": "Quillmar",
    "at": "2026-11-24T08:12:00Z",
    "timezone": "Europe/Paris",
    "gate": "pass",
    "bar": 30.0,
    "hot": 60.0,
    "fit": {
        "domain": "quillmar.example",
        "name": "Quillmar",
        "fit": 80.0,
        "tier": "A",
        "qualifies": True,
        "known": 0.67,
        "profile": "icp",
        "rule": "1 of 1 mandatory met",
        "reasons": [
            {"criterion": "Size", "role": "mandatory", "verdict": "met", "points": 50.0, "of": 50.0, "value": 120},
            {"criterion": "France", "role": "mandatory", "verdict": "met", "points": 30.0, "of": 30.0, "value": "FR"},
            {"criterion": "Growth", "role": "preferential", "verdict": "unknown", "points": 0.0, "of": 20.0},
            {
                "criterion": "Agency",
                "role": "disqualifier",
                "verdict": "missed",
                "points": 0.0,
                "of": 0.0,
                "value": 7,
            },
        ],
    },
    "intent": {
        "points": 38.759999,
        "level": "warm",
        "kinds": [
            {
                "kind": "funding_round",
                "value": 38.759999,
                "total": 38.759999,
                "cap": 50.0,
                "half_life": "45d",
                "shares": [
                    {
                        "trigger": "t1",
                        "points": 40.0,
                        "confidence": 0.97,
                        "age_days": 0.084,
                        "decay": 0.99899999,
                        "value": 38.759999,
                    }
                ],
            }
        ],
    },
    "triggers": [
        {
            "id": "t1",
            "kind": "funding_round",
            "at": "2026-11-24T06:38:00Z",
            "confidence": 0.97,
            "points": 40.0,
            "signals": 3,
            "sentence": "raised a €14M Series A",
            "evidence": [
                {
                    "url": "https://news.example/1",
                    "title": "Quillmar closes €14M",
                    "source": "wires",
                    "occurred_at": "2026-11-24T06:38:00Z",
                    "observed_at": "2026-11-24T06:40:00.123456Z",
                }
            ],
        },
        {
            "id": "t2",
            "kind": "fund_close",
            "at": "2026-01-02T00:00:00Z",
            "confidence": 1.0,
            "points": 0.0,
            "signals": 1,
            "sentence": "closed a fund",
            "evidence": [],
        },
    ],
    "decisions": [
        {
            "signal": "s1",
            "kind": "funding_round",
            "decided_at": "2026-11-24T06:40:00.123456Z",
            "fit": 80.0,
            "intent": 38.7612,
            "priority": "P2",
            "verdict": "silent",
            "cause": "cooldown",
            "words": "an alert went out 2 days ago",
        },
        {
            "signal": "s0",
            "kind": "leadership_hire",
            "decided_at": "2026-11-22T06:40:00Z",
            "fit": 80.0,
            "intent": 59.97,
            "priority": "P2",
            "verdict": "alert",
            "cause": None,
            "words": "alerted",
        },
    ],
    "alerts": [
        {
            "decided_at": "2026-11-22T06:40:00Z",
            "priority": "P2",
            "fit": 80.0,
            "intent": 59.97,
            "escalates": "a0",
            "delivered": "console: sent",
        }
    ],
}


def test_an_explanation_reads_so() -> None:
    assert "\n".join(explanation(ROW)) == (
        "Quillmar · quillmar.example · as of 2026-11-24 09:12:00 · times in Europe/Paris\n"
        "\n"
        "Fit: 80 A · qualifies · profile icp · 1 of 1 mandatory met\n"
        "  ✓ Size: 120 50/50\n"
        "  ✓ France: FR 30/30\n"
        "  ? Growth: unknown 0/20\n"
        "  ✓ not: Agency (7)\n"
        "  50 + 30 = 80\n"
        "\n"
        "Intent: 39 warm (bar 30)\n"
        "  funding_round: 38.8 (cap 50, half-life 45d)\n"
        "    40 × .97 × .999 (2 h) = 38.8 · raised a €14M Series A (3 signals)\n"
        "      2026-11-24 07:38:00 · wires · Quillmar closes €14M · https://news.example/1\n"
        "  funding 38.8 = 38.8\n"
        "\n"
        "Triggers that earn nothing at this instant\n"
        "  2026-01-02 · closed a fund\n"
        "\n"
        "Decisions\n"
        "  2026-11-24 07:40:00 · raised a €14M Series A · fit 80, intent 39 · P2"
        " · silent: an alert went out 2 days ago\n"
        "  2026-11-22 07:40:00 · leadership hire · fit 80, intent 59.97 · P2 · alert\n"
        "\n"
        "Alerts\n"
        "  2026-11-22 07:40:00 · P2 ↑ · fit 80, intent 59.97 · console: sent"
    )


def test_a_decision_is_told_by_the_trigger_that_its_signal_opened() -> None:
    opened = {
        **ROW["triggers"][0],
        "id": trigger_id("quillmar.example", "funding_round", "s1"),
        "sentence": "raised 2M",
    }
    told = explanation({**ROW, "triggers": [*ROW["triggers"], opened]})
    assert any(" · raised 2M · fit 80, intent 39 · P2 · silent" in line for line in told)


def test_without_a_zone_times_are_told_in_utc() -> None:
    row = {key: value for key, value in ROW.items() if key != "timezone"}
    assert explanation(row)[0] == "Quillmar · quillmar.example · as of 2026-11-24 08:12:00 · times in UTC"


STANDING = [
    ({"gate": "customer", "status": "customer"}, "Status customer; at the gate: customer"),
    ({"held_until": "2026-12-24T00:00:00Z"}, "Held by a red flag until 2026-12-24"),
]


@pytest.mark.parametrize(("given_", "line"), STANDING)
def test_what_keeps_an_account_silent_is_told_first(given_: dict[str, Any], line: str) -> None:
    assert explanation({**ROW, **given_})[1] == line


def test_an_account_without_any_signal_is_explained_too() -> None:
    row = {
        **ROW,
        "intent": {"points": 0.0, "level": "cold", "kinds": []},
        "triggers": [],
        "decisions": [],
        "alerts": [],
    }
    told = explanation(row)
    assert "  nothing counts at this instant" in told
    assert told[-1] == "\nDecisions: none; the intent never reached the bar"


points = st.floats(0, 100).map(lambda value: round(value, 3))


@given(st.lists(points, max_size=6))
def test_the_fits_line_of_points_adds_up_to_the_fit(earned: list[float]) -> None:
    given_ = {"criterion": "c", "role": "mandatory", "verdict": "met", "value": 1}
    reasons = [{**given_, "points": p, "of": p or 1.0} for p in earned]
    row = {**ROW, "fit": {**ROW["fit"], "fit": round(sum(earned), 6), "reasons": reasons}}
    sums = [line for line in explanation(row) if re.fullmatch(r"  [\d.+ e-]+ = [\d.e-]+", line)]
    left, _, right = sums[0].partition(" = ")
    assert sum(map(float, left.split("+"))) == pytest.approx(float(right), rel=1e-4, abs=1e-3)
