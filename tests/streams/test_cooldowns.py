"""How long an account is quiet after an alert, or after what people answered, and what goes through it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.answers import PastAnswer, Said
from streams.cooldowns import DAY, PastAlert, quiet, span_of
from streams.ids import signal_id
from streams.judgement import AccountState, Judgement, Rules, judge
from streams.signal import SignalDraft
from streams.times import micros
from tests.streams.worlds import NOW, shipped_policy, signal, standing

POLICY = shipped_policy()


def day(number: float) -> int:
    return round(number * DAY)


def why(at: float, *, alerts: list[float] = [0], answers: list[tuple[Any, ...]] = []) -> str | None:  # noqa: B006
    past = [PastAlert(f"a{n}", day(each), "P2") for n, each in enumerate(alerts)]
    said = [PastAnswer(day(when), *rest) for when, *rest in answers]
    found = quiet(past, said, day(at), POLICY)
    return found.why if found else None


@pytest.mark.parametrize(
    ("answers", "at", "expected"),
    [
        ([], 13.9, "cooldown"),
        ([], 14, None),
        ([(1, "good")], 30.9, "answered"),
        ([(1, "good")], 31, None),
        ([(1, "claim")], 30.9, "answered"),
        ([(1, "not_a_fit")], 180.9, "not_a_fit"),
        ([(1, "not_a_fit")], 181, None),
        ([(1, "snooze", 7)], 7.9, "snoozed"),
        ([(1, "snooze", 7)], 8, None),
        ([(1, "snooze", 90)], 90.9, "snoozed"),
        ([(1, "not_a_fit"), (2, "good")], 40, None),
        ([(1, "good"), (2, "not_a_fit")], 40, "not_a_fit"),
        ([(1, "not_a_fit"), (2, "snooze", 7)], 10, None),
    ],
)
def test_the_last_answer_says_how_long_the_account_is_quiet(answers: list[Any], at: float, expected: str) -> None:
    assert why(at, answers=answers) == expected


def test_an_answer_to_an_earlier_alert_does_not_shorten_the_cooldown_of_a_later_one() -> None:
    assert why(25, alerts=[0, 20], answers=[(1, "snooze", 7)]) == "cooldown"


def test_an_answer_given_by_hand_holds_without_any_alert() -> None:
    assert why(5, alerts=[], answers=[(1, "good")]) == "answered"


@pytest.mark.parametrize(
    ("alerts", "answers", "at", "expected"),
    [
        ([0, 20], [], 40, "ignored"),
        ([0, 20], [], 49.9, "ignored"),
        ([0, 20], [], 50, None),
        ([20], [], 40, None),
        ([0, 20], [(2, "snooze", 7)], 40, None),
    ],
)
def test_two_alerts_in_a_row_that_nobody_answered_keep_the_account_quiet_longer(
    alerts: list[float], answers: list[Any], at: float, expected: str | None
) -> None:
    assert why(at, alerts=alerts, answers=answers) == expected


def test_what_raises_an_alert_is_no_second_one_that_nobody_answered() -> None:
    past = [PastAlert("a", day(0), "P2"), PastAlert("b", day(1), "P1", escalates=True)]
    assert quiet(past, [], day(16), POLICY) is None


SAID = st.sampled_from(["good", "not_a_fit", "snooze", "claim"])
ANSWERS = st.lists(st.tuples(st.floats(0, 300), SAID, st.sampled_from([7, 30, 90])), max_size=5)


@given(st.lists(st.floats(0, 300), max_size=5), ANSWERS, st.floats(0, 900))
def test_without_new_alerts_or_answers_every_quiet_time_ends(
    alerts: list[float], answers: list[tuple[float, Said, int]], later: float
) -> None:
    past = [PastAlert(f"a{n}", day(each), "P2") for n, each in enumerate(sorted(alerts))]
    said = [PastAnswer(day(at), word, days) for at, word, days in sorted(answers)]
    first, second = (quiet(past, said, day(at), POLICY) for at in (300, 300 + later))
    assert first is not None or second is None
    assert quiet(past, said, day(300 + 181), POLICY) is None


@given(SAID, st.floats(0, 200), st.sampled_from([7, 30, 90]))
def test_an_answer_holds_for_its_span_and_not_an_instant_longer(said: Said, at: float, days: int) -> None:
    answer = PastAnswer(day(at), said, days)
    end = answer.at + span_of(answer, POLICY)
    assert quiet([], [answer], end - 1, POLICY) is not None
    assert quiet([], [answer], end, POLICY) is None


def raised(said: Said, days: int | None, form: str = "", at: float = 4) -> Judgement:
    """A P2 of a round, an answer a day later, then three more visitors of the prices, or a form."""
    rules, state = Rules(POLICY), AccountState()
    judge(state, signal("funding_round", round="series_a"), standing(), rules)
    assert [each.priority for each in state.past] == ["P2"]
    state.answers.append(PastAnswer(micros(NOW + timedelta(days=1)), said, days))
    when = NOW + timedelta(days=at)
    told: dict[str, Any]
    kind, told = ("form_submitted", {"form": form}) if form else ("visit", {"page": "/pricing", "visitor": "v"})
    draft = SignalDraft(kind=kind, occurred_at=when, details=told, confidence=0.95)
    news = signal(kind, at=when, **told).model_copy(update={"id": signal_id(draft, "x")})
    return judge(state, news, standing(), rules)


@pytest.mark.parametrize(
    ("said", "days", "form", "expected"),
    [
        ("good", None, "", None),
        ("claim", None, "", None),
        ("snooze", 30, "", "snoozed"),
        ("not_a_fit", None, "", "not_a_fit"),
        ("snooze", 30, "demo", None),
        ("not_a_fit", None, "demo", "not_a_fit"),
    ],
)
def test_what_goes_through_depends_on_what_was_said(
    said: Said, days: int | None, form: str, expected: str | None
) -> None:
    found = raised(said, days, form).decision
    assert found is not None
    assert (found.priority, found.cause) == ("P1", expected)
    assert (found.escalates is not None) is (expected is None)


def test_a_rise_after_the_cooldown_but_within_the_answers_names_the_alert_it_raises() -> None:
    found = raised("good", None, at=20).decision
    assert found is not None
    assert (found.cause, found.escalates is not None) == (None, True)
