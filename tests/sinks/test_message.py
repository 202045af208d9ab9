"""The alert's message: what it says, and that every number shown can be recomputed from those beside it."""

import re
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.account import Range
from sinks.ages import age, span
from sinks.headlined import headlined
from sinks.message import Message, message, summary
from sinks.message_text import message_text
from sinks.methods import method_text
from sinks.money import article, money
from sinks.plain import clip, plain, web_link
from sinks.reasons import reason_text
from sinks.sentences import page_path, sentence
from sinks.sums import headline, share_text
from streams.kinds import KINDS, RED_FLAGS
from streams.signal import Resolution
from tests.sinks.view_makers import NOW, account, evidence, fit, funded, reason, trigger, trigger_view, view

EVERY_KIND = (*KINDS, *RED_FLAGS, "custom:webinar_seen")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = [
    "amount",
    "currency",
    "round",
    "person",
    "role",
    "title",
    "location",
    "family",
    "new",
    "count",
    "target",
    "form",
    "page",
    "page_class",
    "people",
    "visits",
    "topic",
    "product",
    "technology",
    "change",
    "percent",
    "place",
    "buyer",
    "proceeding",
    "name",
]


def test_a_funding_alert_reads_as_a_rep_should_see_it() -> None:
    assert message_text(message(funded())) == (
        "P2 · Veltrane raised a €14M Series A\n"
        "  Why now · intent 39 warm (bar 30)\n"
        "    • Veltrane closes €14M Series A · Nordwire, 2 h ago, +2 outlets · 40 × .97 × .999 (2 h) = 38.8\n"
        "      https://nordwire.example/1\n"
        "  Why them · fit 80 A\n"
        "    ✓ 140 employees 25/25  ✓ B2B SaaS 20/20  ✓ France 20/20  ✓ Salesforce 15/15\n"
        "    ✗ VP Sales in place 0/10  ? growth unknown 0/10\n"
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
    assert len(shown.why_now) == 6
    assert shown.more == ("3 more postings 5.7",)
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
        "Tue 24 Nov 08:12 UTC", "no owner", "matched by domain 1.00", "veltrane.example", "not on your list",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "details", "told"),
    [
        ("funding_round", {"amount": 14e6, "currency": "EUR", "round": "series_a"}, "raised a €14M Series A"),
        ("funding_round", {"amount": 8e6, "currency": "USD", "round": "seed"}, "raised an $8M seed round"),
        ("funding_round", {"amount": 5e6, "currency": "USD", "round": "debt"}, "took on $5M in debt"),
        ("funding_round", {"round": "angel"}, "raised an angel round"),
        ("funding_round", {"amount": 3e6, "round": "venture_unspecified"}, "raised 3M"),
        ("funding_round", {"amount": "n/a", "round": 7}, "raised a funding round"),
        ("leadership_hire", {"person": "Ann Doe", "role": "VP Sales"}, "hired Ann Doe as VP Sales"),
        ("leadership_hire", {"role": "CFO"}, "hired a new CFO"),
        ("leadership_departure", {"person": "Bo Roe", "role": "CRO"}, "is losing Bo Roe, CRO"),
        ("leadership_departure", {"role": "CRO"}, "is losing its CRO"),
        ("board_appointment", {"role": "Advisory Board"}, "appointed its Advisory Board"),
        ("board_appointment", {"role": "Independent Director"}, "appointed a new Independent Director"),
        ("board_appointment", {}, "appointed its board"),
        (
            "board_appointment",
            {"person": "Bo Roe", "role": "Board of Directors"},
            "appointed Bo Roe to its Board of Directors",
        ),
        ("board_appointment", {"person": "Bo Roe", "role": "Board Member"}, "appointed Bo Roe as Board Member"),
        ("board_appointment", {"person": "Bo Roe"}, "appointed Bo Roe to its board"),
        ("board_appointment", {"person": "Bo Roe", "role": "Chair"}, "appointed Bo Roe to its board as Chair"),
        ("job_posting", {"title": "Head of Sales Development"}, "is hiring: Head of Sales Development"),
        ("hiring_surge", {"family": "sales", "new": 4}, "is hiring fast: 4 new sales postings"),
        ("visit", {"page_class": "pricing", "people": 2}, "visited /pricing (2 people)"),
        ("visit", {"page_class": "other", "people": 1}, "visited the website"),
        ("funding_round", {"amount": 18e6, "currency": "USD", "round": "series_a"}, "raised an $18M Series A"),
        ("form_submitted", {"form": "demo"}, "submitted the demo form"),
        ("acquisition", {"target": "Orrinfeld", "amount": 2e9, "currency": "SEK"}, "is buying Orrinfeld for 2B SEK"),
        ("layoffs", {"people": 1200}, "is laying off 1,200 people"),
        ("acquired", {"buyer": "Halden"}, "was acquired by Halden"),
        ("insolvency", {}, "is insolvent"),
        ("custom:webinar_seen", {"title": "Outbound 101"}, "webinar seen: Outbound 101"),
    ],
)
def test_each_kind_is_told_in_a_sentence(kind: str, details: dict[str, Any], told: str) -> None:
    assert sentence(kind, details) == told


@given(st.sampled_from(EVERY_KIND), st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6))
def test_a_sentence_is_one_short_visible_line_whatever_the_details_hold(kind: str, details: dict[str, Any]) -> None:
    told = sentence(kind, details)
    assert told == plain(told)
    assert 0 < len(told) <= 200


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [
        (14_000_000, "EUR", "€14M"), (3_250_000, "usd", "$3.25M"), (999_999, "GBP", "£1M"), (400_000, "INR", "₹400K"),
        (12_500_000, "SEK", "12.5M SEK"), (950, None, "950"), (1.5e12, "JPY", "¥1.5T"), ("2000000", "EUR", "€2M"),
        (0, "EUR", None), (-1, "EUR", None), (float("nan"), "EUR", None), (float("inf"), "EUR", None),
        (True, "EUR", None), ("much", "EUR", None), (None, "EUR", None), (5e6, "<!here>", "5M"),
    ],
)  # fmt: skip
def test_sums_of_money_are_told_compactly(amount: object, currency: object, told: str | None) -> None:
    assert money(amount, currency) == told


@pytest.mark.parametrize(
    ("noun", "told"),
    [
        ("€14M round", "a"), ("€8M round", "an"), ("$11M", "an"), ("$110M", "a"), ("angel round", "an"),
        ("$18M Series A", "an"), ("$18.5M seed round", "an"), ("C$80M Series B", "an"), ("11M SEK seed round", "an"),
        ("$1.8M seed round", "a"), ("HK$180M Series C", "a"), ("Series A", "a"), ("late round", "a"),
    ],
)  # fmt: skip
def test_the_article_follows_the_spoken_word(noun: str, told: str) -> None:
    assert article(noun) == told


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(seconds=20), "just now"), (timedelta(minutes=59), "59 min ago"), (timedelta(hours=2), "2 h ago"),
        (timedelta(hours=47), "1 d ago"), (timedelta(days=41), "41 d ago"), (timedelta(hours=8, minutes=12), "today"),
        (timedelta(minutes=-5), "just now"),
    ],
)  # fmt: skip
def test_ages_are_cut_to_whole_units_and_a_bare_date_is_told_in_days(ago: timedelta, told: str) -> None:
    assert age(NOW - ago, NOW) == told


def test_a_length_under_a_minute_is_now() -> None:
    assert span(timedelta(seconds=59)) == "now"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://northwind.example/", "/"), ("https://northwind.example", "/"), ("/", "/"), (None, None), ("", None),
        ("https://northwind.example/pricing/?a=1#x", "/pricing"), ("https://[bad", None), ("?a=1", None),
    ],
)  # fmt: skip
def test_a_page_is_told_by_its_path(url: str | None, told: str | None) -> None:
    assert page_path(url) == told


@pytest.mark.parametrize(("method", "told"), [("exact", "name"), ("domain", "domain"), ("network", "network")])
def test_the_way_of_matching_is_told_in_words(method: str, told: str) -> None:
    assert method_text(method) == told


@pytest.mark.parametrize(
    ("given_reason", "told"),
    [
        (reason("Size", "met", 25, 25, {"low": 51.0, "high": 200.0}, "employees"), "51 to 200 employees"),
        (reason("Size", "unknown", 0, 25, {"low": 1001.0, "high": None}, "employees"),
         "Size not clear from 1,001 or more employees"),
        (reason("Revenue", "met", 5, 5, 12_500_000.0, "revenue"), "Revenue: 12.5M"),
        (reason("Uses a CRM", "met", 5, 5, True, "has_crm"), "Uses a CRM"),
        (reason("Stack", "met", 5, 5, ["Salesforce", "Outreach"], "technologies"), "Salesforce, Outreach"),
        (reason("Industry", "missed", 0, 5, "Retail", "industry"), "Retail"),
        (reason("Plan", "missed", 0, 5, "free", "plan"), "Plan: free"),
        (reason("Founded", "met", 5, 5, 2015, "founded"), "Founded: 2015"),
        (reason("Nothing", "missed", 0, 5, [], "x"), "Nothing"),
        (reason("VP Sales in place", "missed", 0, 5, "no", "vp_sales"), "VP Sales in place"),
        (reason("Has a CRM", "met", 5, 5, "Yes", "has_crm"), "Has a CRM"),
        (reason("CRM we connect to", "missed", 0, 5, ["SAP CRM"], "technologies"), "CRM we connect to: SAP CRM"),
        (reason("Raised a Series A", "missed", 0, 5, "Seed", "funding_stage"), "Raised a Series A: Seed"),
    ],
)  # fmt: skip
def test_a_fit_reason_is_told_by_what_was_seen(given_reason: Any, told: str) -> None:
    assert reason_text(given_reason) == told


def test_a_disqualifier_that_was_not_met_says_nothing() -> None:
    clean = reason("Competitor", "missed", 0, 0, "no", "competitor").model_copy(update={"role": "disqualifier"})
    assert message(view((trigger_view(trigger()),), about=fit(reasons=(clean,)))).why_them == ()


def test_rounding_never_shows_a_level_that_was_not_reached() -> None:
    assert headline(59.97, (30.0, 60.0)) == "59.97"
    assert headline(29.5, (30.0, 60.0)) == "29.5"
    assert headline(38.76, (30.0, 60.0)) == "39"


@pytest.mark.parametrize(("value", "told"), [(1.0, "1.00"), (0.999, ".99"), (0.72, ".72"), (0.0, ".00")])
def test_a_share_is_never_shown_as_whole_when_it_is_not(value: float, told: str) -> None:
    assert share_text(value) == told


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
