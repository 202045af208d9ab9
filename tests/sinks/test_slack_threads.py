"""What follows an alert in Slack: the rise, the quiet reply, the reminder, and one message for many."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sinks.slack_blocks import Look
from sinks.slack_threads import escalation_post, group_post, reminder_post, reply_post, whole_post
from sinks.views import AlertView, AnswerView, GroupView, ReplyView, TriggerView
from streams.intent import Share
from tests.sinks.slack_validator import problems
from tests.sinks.view_makers import NOW, account, evidence, funded, intent_of, trigger, trigger_view, view

FUNDING = trigger_view(
    trigger(details={"round": "series_a", "amount": 14e6, "currency": "EUR"}, ago=timedelta(days=1)),
    evidence(title="Veltrane closes", observed_at=NOW - timedelta(days=1)),
)
VISIT = trigger_view(
    trigger("t2", "visit", timedelta(0), points=52.5, confidence=0.95, details={"page_class": "pricing", "people": 2}),
    evidence(None, source="website", page="/pricing"),
)


def risen(**changes: object) -> AlertView:
    """Veltrane, alerted as P2 a day ago, now visited."""
    of = view((VISIT, FUNDING), escalated_from="P2", before=NOW - timedelta(hours=20))
    return replace(of, earlier=intent_of((FUNDING.trigger,)), **changes)  # type: ignore[arg-type]


def lines(blocks: tuple[dict[str, dict[str, str]], ...]) -> list[str]:
    return blocks[0]["text"]["text"].splitlines()


def test_a_rise_tells_from_where_to_where_by_what_and_who_has_it() -> None:
    of = risen()
    made = escalation_post(replace(of, alert=of.alert.model_copy(update={"priority": "P1"})), Look("U123"))
    assert lines(made.blocks) == [
        "*P2 → P1 · 2 people on /pricing today*",
        "intent 38 → *88 hot*: visits 49.9 + funding 38.2 = 88.1",
        "• visited /pricing (2 people) · website, 2 h ago · 52.5 × .95 × 1 (now) = 49.9",
        "New since the alert: visits. Nobody has claimed this yet. <@U123>",
    ]
    assert made.blocks[1]["elements"][0]["text"] == "Veltrane · veltrane.example"
    assert made.text == "Veltrane: P2 → P1 · 2 people on /pricing today"
    assert problems(made.text, made.blocks) == []


@pytest.mark.parametrize(
    ("dwells", "people", "told"),
    [
        ((71.4, 48.0), 2, "2 people on /pricing today (48 s and 71 s)"),
        ((30.0,), 1, "1 person on /pricing today (30 s)"),
        ((30.0, 40.0, 50.0), 3, "3 people on /pricing today (30 s, 40 s and 50 s)"),
        ((None, 48.0), 2, "2 people on /pricing today"),
        ((1e9, 48.0), 2, "2 people on /pricing today"),
    ],
)
def test_of_visits_a_rise_tells_how_many_came_and_how_long_they_stayed(
    dwells: tuple[float | None, ...], people: int, told: str
) -> None:
    seen = trigger("t2", "visit", timedelta(0), details={"page_class": "pricing", "people": people, "visitor": "Bo"})
    visits = trigger_view(seen, *(evidence(None, page="/pricing", dwell=each) for each in dwells))
    assert lines(escalation_post(replace(risen(), deciding=visits), Look()).blocks)[0] == f"*P2 → P2 · {told}*"


def test_who_has_answered_is_told_instead_of_nobody() -> None:
    said = AnswerView("claim", "Claimed", "Mara", NOW - timedelta(hours=1))
    assert lines(escalation_post(risen(answers=(said,)), Look()).blocks)[-1].endswith(
        "visits. Claimed by Mara, Tue 07:12."
    )


def test_a_quiet_reply_is_one_line_with_what_it_adds() -> None:
    posting = trigger("t3", "job_posting", timedelta(hours=3), details={"title": "Head of Sales Development"})
    share = Share(trigger="t3", value=21.24, points=22.0, confidence=0.97, age_days=0.1, decay=0.99)
    news = TriggerView(posting, share, (evidence("https://jobs.example/1", source="greenhouse"),))
    made = reply_post(ReplyView(funded(), news, 59.0, "P2"))
    assert lines(made.blocks) == [
        '+ <https://jobs.example/1|posting "Head of Sales Development"> (greenhouse, 2 h ago) · +21.2 · stays P2'
    ]
    assert made.text == 'Veltrane: + posting "Head of Sales Development", 3 h ago · +21.2 · stays P2'


def test_a_reminder_says_how_long_nobody_answered() -> None:
    of = funded(now=NOW + timedelta(hours=4, minutes=10))
    made = reminder_post(of, Look("U123"))
    assert lines(made.blocks) == [
        "*P2 unanswered for 4 h · raised a €14M Series A*",
        "Nobody has claimed this yet. <@U123>",
    ]


def test_where_there_is_no_thread_it_is_the_whole_message_again() -> None:
    made = whole_post(funded(), Look(), "Still open:")
    assert made.text == "Still open: P2 Veltrane (fit 80 A): raised a €14M Series A, 2 h ago"
    assert made.blocks[0]["text"]["text"] == "P2 · Veltrane raised a €14M Series A"


def many(count: int) -> GroupView:
    """Alerts of as many accounts, every third a P1."""

    def one(number: int) -> AlertView:
        domain = f"company{number}.example"
        of, priority = funded(), "P2" if number % 3 else "P1"
        told = {"id": f"a{number}", "account": domain, "priority": priority}
        return replace(of, account=account(domain, name=f"Company {number}"), alert=of.alert.model_copy(update=told))

    return GroupView(tuple(map(one, range(count))))


def test_many_alerts_are_one_message_the_highest_first_each_with_its_domain_and_answers() -> None:
    made = group_post(many(6), Look(answers=True))
    assert made.blocks[0]["text"]["text"] == "6 alerts within a minute"
    assert made.text == (
        "6 alerts within a minute: P1 Company 0, P1 Company 3, P2 Company 1, P2 Company 2, P2 Company 4, P2 Company 5"
    )
    rows = made.blocks[1:]
    assert len(rows) == 6
    assert rows[0]["text"]["text"].splitlines()[0] == "*P1*  *Company 0 raised a €14M Series A*"
    assert rows[0]["text"]["text"].splitlines()[-1] == "fit 80 A · intent 39 warm · company0.example"
    assert rows[0]["block_id"] == "answer:a0:company0.example"
    assert [option["value"] for option in rows[0]["accessory"]["options"]][:4] == [
        "claim", "good", "not_a_fit:wrong_company", "not_a_fit:too_small",
    ]  # fmt: skip
    assert problems(made.text, made.blocks) == []


def test_what_has_no_room_in_one_message_is_counted() -> None:
    made = group_post(many(60), Look(answers=True))
    shown = len(made.blocks) - 2
    assert 4 <= shown <= 20
    assert made.blocks[-1]["elements"][0]["text"].startswith(f"… and {60 - shown} more")
    assert problems(made.text, made.blocks) == []
