"""The table of scenarios that the default policy must give, with exact sums."""

from datetime import timedelta

import pytest

from tests.streams.worlds import NOW, decide_all, signal

DAY = timedelta(days=1)


def series_a(**more):
    return signal("funding_round", round="series_a", **more)


def sdr(n, **more):
    return signal("job_posting", title=f"Sales Development Representative {n}", job=f"sdr-{n}", **more)


SCENARIOS = {
    "Series A at A": ([series_a()], "A", 38.0, "P2"),
    "Series A at B": ([series_a()], "B", 38.0, "P3"),
    "debt round": ([signal("funding_round", round="debt")], "A", 11.4, None),
    "pricing visit, company named by the tracker": ([signal("visit", page="/pricing")], "A", 33.25, "P2"),
    "the same by network match": ([signal("visit", page="/pricing", confidence=0.70)], "A", 24.5, None),
    "VP Sales hired": ([signal("leadership_hire", role="VP Sales", confidence=0.90)], "A", 32.4, "P2"),
    "new CFO": ([signal("leadership_hire", role="CFO")], "A", 3.8, None),
    "VP Sales posting and two SDR postings": (
        [signal("job_posting", title="VP Sales", job="vp"), sdr(1), sdr(2)],
        "A",
        28.0,
        None,
    ),
    "three SDR postings and a surge at A": (
        [sdr(1), sdr(2), sdr(3), signal("hiring_surge", family="sales")],
        "A",
        51.75,
        "P2",
    ),
    "three SDR postings and a surge at B": (
        [sdr(1), sdr(2), sdr(3), signal("hiring_surge", family="sales")],
        "B",
        51.75,
        "P3",
    ),
    "blog today and the two days before": (
        [signal("visit", page="/blog", at=NOW - n * DAY) for n in (2, 1, 0)],
        "A",
        5.2,
        None,
    ),
    "demo form at A": ([signal("form_submitted", form="demo", confidence=0.98)], "A", 68.6, "P1"),
    "demo form at B": ([signal("form_submitted", form="demo", confidence=0.98)], "B", 68.6, "P2"),
    "demo form at C": ([signal("form_submitted", form="demo", confidence=0.98)], "C", 68.6, "P3"),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_default_policy_gives_the_scenario(name):
    signals, tier, intent, priority = SCENARIOS[name]
    last = decide_all(signals, tier)[-1]
    assert last.intent == pytest.approx(intent, abs=0.06 if "blog" in name else 1e-6)
    assert (last.decision.priority if last.decision else None) == priority


def test_a_series_b_ten_days_ago_and_a_vp_sales_hire_at_b_are_p2():
    old = signal("funding_round", round="series_b", at=NOW - 10 * DAY)
    last = decide_all([old, signal("leadership_hire", role="VP Sales")], "B")[-1]
    assert last.intent == pytest.approx(40 * 1.1 * 0.95 * 0.5 ** (10 / 45) + 40 * 0.9 * 0.95, abs=1e-6)
    assert last.intent == pytest.approx(70.0, abs=0.05)
    assert last.decision is not None
    assert last.decision.priority == "P2"


def test_a_p2_alert_rises_to_p1_within_the_cooldown_and_a_repeat_of_the_event_stays_silent():
    day_later = NOW + DAY
    signals = [
        series_a(confidence=0.97, at=NOW - timedelta(hours=2), observed=NOW),
        series_a(confidence=0.90, at=NOW - timedelta(hours=1), observed=NOW, amount=14_000_000),
        signal("visit", page="/pricing", visitor="a", at=day_later),
        signal("visit", page="/pricing", visitor="b", at=day_later),
    ]
    first, repeat, rise, second_person = decide_all(signals)
    assert (first.decision.priority, first.decision.cause) == ("P2", None)
    assert repeat.decision.cause == "known_event"
    assert (rise.decision.priority, rise.decision.cause, rise.decision.escalates) == ("P1", None, first.alert)
    assert second_person.decision.cause == "known_event"
    assert second_person.intent == pytest.approx(38.8 * 0.5 ** ((1 + 2 / 24) / 45) + 35 * 1.5 * 0.95, abs=0.1)


def test_postings_without_a_job_id_are_each_a_posting_of_its_own():
    postings = [
        signal("job_posting", title="Sales Development Representative", location=town)
        for town in ("Lyon", "Lille", "Nice")
    ]
    assert decide_all([*postings, signal("hiring_surge", family="sales")])[-1].intent == 51.75
