"""The alert's message: what it says, and that every number shown can be recomputed from those beside it."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.account import Range
from sinks.headlined import headlined
from sinks.message import Message, message, summary
from sinks.message_text import message_text
from sinks.plain import clip, plain, web_link
from streams.intent import Intent, Named, intent_reasons
from streams.signal import Resolution
from streams.times import micros
from tests.sinks.view_makers import (
    NOW,
    POLICY,
    Anchored,
    account,
    evidence,
    fit,
    funded,
    reason,
    trigger,
    trigger_view,
    view,
)


def test_a_funding_alert_reads_as_a_rep_should_see_it() -> None:
    assert message_text(message(funded())) == (
        "P2 · Veltrane raised a €14M Series A\n"
        "  Why now · intent 39 warm (bar 30)\n"
        "    • Veltrane closes €14M Series A · Nordwire, 2 h ago, +2 outlets · 40 × .97 × .999 (2 h) = 38.8\n"
        "      https://nordwire.example/1\n"
        "  Why them · fit 80 A\n"
        "    ✓ 140 employees 25/25  ✓ B2B SaaS 20/20  ✓ France 20/20  ✓ Salesforce 15/15\n"
        "    ✗ VP Sales in place 0/10  ? growth unknown 0/10\n"
        "  Say · “Saw the €14M round. Teams at your size usually build outbound next: worth 15 minutes?”\n"
        "  Tue 24 Nov 09:12 CET · Owner mara@northwind.example · last CRM activity 41 d ago"
        " · matched by domain 1.00 · veltrane.example\n"
    )


def test_the_one_line_summary_names_company_fit_event_and_age() -> None:
    assert summary(funded()) == "P2 Veltrane (fit 80 A): raised a €14M Series A, 2 h ago"


def test_a_second_kind_adds_its_line_and_the_sum_of_both() -> None:
    round_ = trigger_view(trigger("t1", points=40.0, confidence=0.95, ago=timedelta()))
    page = trigger("t2", "visit", points=52.5, confidence=0.95, ago=timedelta(), details={"people": 2})
    visit = trigger_view(page, evidence("https://northwind.example/pricing?utm=1"))
    shown = message(view((visit, round_)))
    assert shown.title == "P2 · Veltrane visited /pricing (2 people)"
    assert [fact.factors for fact in shown.why_now] == ["52.5 × .95 × 1 (now) = 49.9", "40 × .95 × 1 (now) = 38.0"]
    assert (shown.intent, shown.total) == ("88 hot", "visits 49.9 + funding 38.0 = 87.9")


SMALL_DROP = (
    trigger_view(
        trigger("t1", "visit", points=8.0, confidence=0.95, ago=timedelta(minutes=3)),
        evidence("https://northwind.example/product/forecast", observed_at=NOW - timedelta(minutes=3)),
    ),
    trigger_view(
        trigger("t2", "visit", points=25.0, confidence=0.95, ago=timedelta(days=2)),
        evidence("https://northwind.example/compare/dialwright", observed_at=NOW - timedelta(days=2)),
    ),
    trigger_view(
        trigger("t3", ago=timedelta(days=8), details={"round": "series_a"}),
        evidence(title="Veltrane closes Series A", observed_at=NOW - timedelta(days=8)),
    ),
)
"""What decides is the first and smallest; the largest is older than news."""


def test_the_strongest_reason_of_the_last_days_makes_the_headline_and_not_the_last_drop() -> None:
    shown = message(view(SMALL_DROP))
    assert shown.title == "P2 · Veltrane visited /compare/dialwright"
    assert shown.summary == "P2 Veltrane (fit 80 A): visited /compare/dialwright, 2 d ago"
    assert shown.news == "Latest: visited /product/forecast"
    assert shown.evidence_url == "https://northwind.example/compare/dialwright"
    assert [fact.text for fact in shown.why_now] == [
        "visited /compare/dialwright", "visited /product/forecast", "Veltrane closes Series A",
    ]  # fmt: skip


def test_what_an_earlier_alert_told_of_makes_no_headline_again() -> None:
    shown = message(view(SMALL_DROP, before=NOW - timedelta(days=1)))
    assert shown.title == "P2 · Veltrane visited /product/forecast"
    assert shown.news == "New since the alert of Mon 08:12: visited /product/forecast"
    assert message(view(SMALL_DROP, before=NOW - timedelta(days=3))).title.endswith("visited /compare/dialwright")


def test_news_stands_under_the_sum_in_the_text() -> None:
    text = message_text(message(view(SMALL_DROP, before=NOW - timedelta(days=20), tz=ZoneInfo("Asia/Tokyo"))))
    assert "    New since the alert of 4 Nov: visited /product/forecast\n  Why them" in text
    assert "  Tue 24 Nov 17:12 JST · no owner" in text


@given(st.lists(st.tuples(st.floats(0.5, 60), st.integers(0, 20 * 86_400)), min_size=1, max_size=8), st.integers(0, 20))
def test_no_news_is_worth_more_than_the_headline(drawn: list[tuple[float, int]], days: int) -> None:
    made = tuple(
        trigger_view(trigger(f"t{n}", "visit", points=points, ago=timedelta(seconds=ago)))
        for n, (points, ago) in enumerate(drawn)
    )
    told, since = view(made, before=NOW - timedelta(days=days)), NOW - timedelta(days=min(days, 7))
    worth = {share.trigger: share.value for kind in told.alert.intent.kinds for share in kind.shares}
    news = [each.trigger for each in made if each.trigger.at > since]
    head = headlined(told).trigger
    assert head == told.deciding.trigger or head.at >= since
    assert all(worth[head.id] >= worth[each.id] for each in news)


@pytest.mark.parametrize(
    ("kind", "title", "told"),
    [
        ("funding_round", "Veltrane closes its round", "Veltrane closes its round"),
        ("champion_move", "Ann Doe, who used us at Grenholt, joins Veltrane",
         "Ann Doe, who used us at Grenholt, joins Veltrane"),
        ("technology_change", "Veltrane's job ads ask for Salesforce",
         "changed a technology: Veltrane's job ads ask for Salesforce"),
        ("custom:webinar_seen", "webinar seen", "webinar seen"),
        ("visit", "Pricing - Northwind", "visited the home page"),
        ("job_posting", "VP Sales", "is hiring"),
    ],
)  # fmt: skip
def test_a_facts_title_is_shown_where_it_says_more_than_our_sentence(kind: str, title: str, told: str) -> None:
    shown = message(view((trigger_view(trigger("t1", kind), evidence("https://northwind.example/", title)),)))
    assert shown.why_now[0].text == told


def test_what_a_cap_cuts_is_said() -> None:
    visits = tuple(
        trigger_view(trigger(f"t{n}", "visit", points=35.0, confidence=1.0, ago=timedelta(days=n))) for n in range(3)
    )
    shown = message(view(visits))
    assert shown.total == "visits 60.0 (of 95.4, at most 60) = 60.0"
    assert shown.intent == "60 hot"


def test_triggers_beyond_the_few_shown_are_summed_by_kind() -> None:
    ads = tuple(
        trigger_view(trigger(f"t{n}", "job_posting", points=2.0, ago=timedelta(days=1), details={"title": f"SDR {n}"}))
        for n in range(9)
    )
    shown = message(view(ads))
    assert len(shown.why_now) == 3
    assert shown.more == ("6 more postings 11.4",)
    assert shown.total == "postings 17.1 = 17.1"


def test_a_risen_priority_shows_in_title_and_context() -> None:
    shown = message(funded(escalated_from="P3"))
    assert shown.title.startswith("P2 ↑ · Veltrane")
    assert "was P3" in shown.context


def test_the_person_of_a_hire_is_named_and_a_visitors_hash_never() -> None:
    hire = trigger("t1", "leadership_hire", details={"person": "Ann Doe", "role": "VP Sales"})
    page = trigger("t2", "visit", details={"page_class": "pricing", "people": 1, "visitors": ["5f2b9c"]})
    shown = message(view((trigger_view(hire), trigger_view(page))))
    assert shown.who == ("Ann Doe, VP Sales (new in the seat)",)
    assert "5f2b9c" not in message_text(shown)


def test_no_link_leads_anywhere_but_http() -> None:
    for url in ("javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/x", "https://slack.com@evil.example/"):
        shown = message(view((trigger_view(trigger(), evidence(url)),), account(crm_url=url)))
        assert (shown.evidence_url, shown.crm_url, shown.why_now[0].url) == (None, None, None)


def test_the_context_says_what_is_known_of_owner_match_and_list() -> None:
    found = account(status="discovered", owner=None)
    shown = message(funded(also=("enterprise",), resolution=Resolution(method="fuzzy", confidence=0.855)))
    assert shown.context[-1] == "also fits enterprise"
    assert "matched by a similar name .86" in shown.context
    assert message(view((trigger_view(trigger()),), found)).context == (
        "no owner", "matched by domain 1.00", "veltrane.example", "not on your list",
    )  # fmt: skip


def test_a_disqualifier_that_was_not_met_says_nothing() -> None:
    clean = reason("Competitor", "missed", 0, 0, "no", "competitor").model_copy(update={"role": "disqualifier"})
    assert message(view((trigger_view(trigger()),), about=fit(reasons=(clean,)))).why_them == ()


TERM = re.compile(r"(\S+) × (\S+) × (\S+) \([^)]*\) = (\S+)")
TRIGGERS = st.lists(
    st.tuples(
        st.sampled_from(["funding_round", "visit", "job_posting", "form_submitted", "topic_surge", "leadership_hire"]),
        st.floats(0.01, 120.0),
        st.floats(0.05, 1.0),
        st.integers(0, 40 * 86_400),
    ),
    min_size=1,
    max_size=12,
)


def shown_of(drawn: list[tuple[str, float, float, int]]) -> Message:
    made = [
        trigger_view(trigger(f"t{n}", kind, points=points, confidence=sure, ago=timedelta(seconds=ago)))
        for n, (kind, points, sure, ago) in enumerate(drawn)
    ]
    return message(view(tuple(made)))


@given(TRIGGERS)
def test_every_product_shown_is_the_product_of_its_factors(drawn: list[tuple[str, float, float, int]]) -> None:
    for fact in shown_of(drawn).why_now:
        if fact.factors:
            found = TERM.fullmatch(fact.factors)
            assert found, fact.factors
            points, sure, left, value = map(Decimal, found.groups())
            assert (points * sure * left).quantize(value, ROUND_HALF_UP) == value


@given(TRIGGERS)
def test_the_shown_parts_add_up_to_the_shown_intent(drawn: list[tuple[str, float, float, int]]) -> None:
    shown = shown_of(drawn)
    parts = [Decimal(fact.factors.rsplit(" = ")[-1]) for fact in shown.why_now if fact.factors]
    parts += [Decimal(line.rsplit(" ", 1)[-1]) for line in shown.more]
    points, level = shown.intent.split()
    if shown.total and "at most" in shown.total:
        kinds, total = shown.total.split(" = ")
        values = [Decimal(re.sub(r" \(.*", "", part).rsplit(" ", 1)[-1]) for part in kinds.split(" + ")]
        assert sum(values) == Decimal(total.split(",")[0])
        parts = values
    rounded = min(sum(parts, Decimal(0)), Decimal(100)).quantize(Decimal(points), ROUND_HALF_UP)
    assert rounded == Decimal(points)
    assert (Decimal(points) >= 30) == (level in ("warm", "hot"))
    assert (Decimal(points) >= 60) == (level == "hot")


@given(st.lists(st.tuples(st.sampled_from(["met", "missed", "unknown"]), st.integers(0, 4000)), max_size=12))
def test_the_points_of_the_reasons_add_up_to_the_shown_fit(drawn: list[tuple[Any, int]]) -> None:
    reasons = tuple(reason(f"c{n}", v, p / 100 if v == "met" else 0, p / 100) for n, (v, p) in enumerate(drawn))
    shown = message(view((trigger_view(trigger()),), about=fit(reasons=reasons)))
    earned = sum((Decimal(mark.points.split("/")[0]) for mark in shown.why_them), Decimal(0))
    assert earned == Decimal(shown.fit.split()[0])


@given(st.text(max_size=400), st.integers(-2, 60))
def test_clipped_text_keeps_its_limit(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= max(limit, 0)


@given(st.text(alphabet=st.characters(), max_size=200))
def test_plain_text_is_one_line_that_any_encoder_takes(text: str) -> None:
    line = plain(text)
    assert line.encode().decode() == line
    assert plain(line) == line
    assert not set(line) & {"\n", "\r", "\x1b", "\x00", "\u202e", "\u2066"}


@given(st.text(max_size=100).map(lambda tail: f"https://a.example/{tail}"))
def test_a_link_holds_no_sign_that_ends_it_early(url: str) -> None:
    clean = web_link(url)
    assert clean is None or not re.search(r"[\s<>|\"'\x00-\x1f]", clean)


def test_an_account_known_by_a_range_only_still_has_its_message() -> None:
    assert message(view((trigger_view(trigger()),), account(employees=Range(low=51, high=200)))).title


def test_triggers_that_an_alert_does_not_name_are_told_as_one_sum_with_the_others() -> None:
    made = tuple(trigger_view(trigger(f"t{n:02}", "visit", points=n / 10 + 1)) for n in range(12))
    whole = view(made)
    told_by = [each.trigger for each in made]
    kinds = {"visit": [Anchored(each.id, micros(each.at), each.confidence, each.points) for each in told_by]}
    short = Intent.model_validate(intent_reasons("a", kinds, POLICY, micros(NOW), Named(6, "t00")))
    told = message(replace(whole, alert=whole.alert.model_copy(update={"intent": short})))
    assert [kind.rest.triggers for kind in short.kinds if kind.rest] == [5]
    assert (told.more, told.total, told.why_now) == (message(whole).more, message(whole).total, message(whole).why_now)
