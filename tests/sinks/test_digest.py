"""The digest: who stands in which section, what is said, and that its counts account for everyone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from icp.fit import Fit
from sinks.digest import (
    Counts,
    Digest,
    DigestAccount,
    DigestInput,
    DigestPolicy,
    OpenAlert,
    PageVisits,
    build,
    concerns,
    next_sending,
    window,
)  # fmt: skip
from streams.policy import RANK
from streams.signal import Resolution
from tests.sinks.view_makers import (
    POLICY,
    account,
    alert,
    evidence,
    fit,
    intent_of,
    reason,
    trigger,
    trigger_view,
)  # fmt: skip

PARIS = ZoneInfo("Europe/Paris")
END = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
START = END - timedelta(days=1)
SHIPPED: dict[str, Any] = {
    "sections": [
        "still_open", "visitors", "new_triggers", "rising", "deals_and_customers", "new_companies", "cooling", "counts",
    ],
    "limits": {"still_open": 5, "visitors": 15, "new_triggers": 10, "rising": 5, "deals_and_customers": 5,
               "new_companies": 5, "cooling": 3},
    "weekly": {"day": "mon", "sections": ["precision", "unresolved", "unknown_attributes", "icp_review_due"]},
}  # fmt: skip
RULES = DigestPolicy.model_validate(SHIPPED)
PRICING = (PageVisits("pricing", "/pricing"),)


def row(domain: str, visits: tuple[PageVisits, ...] = (), about: Fit | None = None, **changes: Any) -> DigestAccount:
    known = {
        name: changes.pop(name) for name in ("status", "owner", "deal_stage", "employees", "country") if name in changes
    }
    levels: dict[str, Any] = {"intent": 40.0, "intent_then": 40.0, "level": "warm", "priority": "P2"}
    return DigestAccount(account(domain, **known), about or fit(domain), visits=visits, **levels | changes)


def news(name: str = "t1", **changes: Any) -> Any:
    told = {"person": "Bo Roe", "role": "Director of Marketing"}
    known: dict[str, Any] = {"kind": "leadership_hire", "at": END - timedelta(days=1, hours=2), "details": told}
    return trigger_view(trigger(name, **known | changes), evidence(source="wires"))


def digest(*rows: DigestAccount, rules: DigestPolicy = RULES, **changes: Any) -> Digest:
    return build(DigestInput(START, END, PARIS, rows, **changes), POLICY, rules)


def standing(of: Digest) -> dict[str, list[str]]:
    return {section.name: [line.domain for line in section.rows] for section in of.sections if section.rows}


def notes(of: Digest) -> list[str]:
    return [" · ".join(line.notes) for section in of.sections for line in section.rows]


def test_a_visitor_is_told_with_pages_people_history_and_what_else_is_known() -> None:
    seen = (PageVisits("pricing", "/pricing", people=2, visits=3), PageVisits("docs", "/docs/api?x=1"))
    recent = news("t2", kind="funding_round", at=END - timedelta(days=2, hours=1), details={"round": "series_a"})
    assert notes(digest(row("veltrane.example", seen, recent=(recent,), visit_days=3))) == [
        "/pricing ×2 people, /docs/api · returning (3rd in 14 d) · also: raised a Series A (2 d)"
    ]


def test_a_visitor_matched_too_weakly_to_interrupt_says_so() -> None:
    told = notes(digest(row("orrinfeld.example", PRICING, weak_match=Resolution(method="network", confidence=0.72))))
    assert told == ["/pricing · network match .72: too weak to interrupt"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "/pricing"),
        ({"first_visit": True}, "/pricing · first visit"),
        ({"visit_days": 2}, "/pricing · returning (2nd in 14 d)"),
        ({"visit_days": 12}, "/pricing · returning (12th in 14 d)"),
        ({"visits": (PageVisits("other", "/"),)}, "/"),
        ({"people": 1, "first_visit": True}, "/pricing · 1 person · first visit"),
        ({"visits": (PageVisits("pricing", "/pricing", people=2),), "people": 3}, "/pricing ×2 people"),
        ({"visits": (PageVisits("other"), PageVisits("docs"))}, "pages unknown, /docs"),
    ],
)
def test_a_visitor_is_told_as_new_or_returning_only_where_that_is_known(changes: dict[str, Any], told: str) -> None:
    assert notes(digest(row("veltrane.example", **{"visits": PRICING} | changes))) == [told]


def test_a_match_under_the_digest_bar_is_not_shown_but_counted() -> None:
    weak = row("orrinfeld.example", PRICING, weak_match=Resolution(method="network", confidence=0.3))
    told = digest(weak, counts=Counts(visits=1, identified=1, companies=1))
    assert standing(told) == {}
    assert "from 1 company: 0 shown, 1 matched too weakly" in told.counts[0]


def test_visitors_stand_under_visitors_and_not_under_new_triggers_too() -> None:
    both = row("veltrane.example", PRICING, triggers=(news(),))
    only = row("sundmark.example", triggers=(news(),), priority="nurture")
    told = digest(both, only)
    assert standing(told) == {"visitors": ["veltrane.example"], "new_triggers": ["sundmark.example"]}
    assert notes(told)[1] == "hired Bo Roe as Director of Marketing (wires, 1 d)"


def test_customers_and_deals_stand_only_in_their_own_section() -> None:
    rows = [
        row("corvane.example", PRICING, status="open_deal", deal_stage="proposal"),
        row("hollin.example", status="customer", triggers=(news(),)),
    ]
    told = digest(*rows)
    assert standing(told) == {"deals_and_customers": ["corvane.example", "hollin.example"]}
    assert notes(told)[0] == "open deal, proposal · /pricing · no alert by rule"
    assert {line.priority for line in told.sections[0].rows} == {"—"}


def test_discovered_companies_stand_only_among_the_new_ones() -> None:
    told = digest(row("lumetrix.example", PRICING, status="discovered", employees=120, country="Finland"))
    assert standing(told) == {"new_companies": ["lumetrix.example"]}
    assert notes(told) == ["120 employees, Finland · /pricing"]


@pytest.mark.parametrize("status", ["own", "competitor", "opted_out"])
def test_own_staff_competitors_and_opted_out_companies_never_show(status: str) -> None:
    quiet = row("quiet.example", PRICING, status=status, triggers=(news(),), alerted=(OpenAlert(alert(intent_of(()))),))
    assert standing(digest(quiet)) == {}


def test_what_is_out_never_shows() -> None:
    out = fit("out.example", tier="out", verdict="out", qualifies=False)
    for status in ("prospect", "discovered"):
        told = digest(row("out.example", PRICING, out, status=status, triggers=(news(),)))
        assert standing(told) == {}


def test_a_possible_fit_is_shown_with_what_is_missing() -> None:
    maybe = fit("maybe.example", verdict="possible", qualifies=False, missing=("Company size", "Country"))
    told = digest(row("maybe.example", PRICING, maybe))
    assert notes(told) == ["/pricing · possible fit, unknown: Company size, Country"]
    assert told.sections[0].rows[0].priority == "—"


def test_a_low_tier_shows_only_when_its_intent_gives_it_a_priority() -> None:
    low = fit("low.example", (reason("Size", "met", 20, 100, 9, "employees"),))
    assert standing(digest(row("low.example", PRICING, low, priority="silent"))) == {}
    assert standing(digest(row("low.example", PRICING, low, priority="P3"))) == {"visitors": ["low.example"]}


def test_a_held_account_says_why_it_is_not_alerted() -> None:
    told = notes(digest(row("halden.example", PRICING, held=("layoffs",))))
    assert told == ["/pricing · no alert: layoffs"]


def test_unanswered_alerts_stay_open_with_their_rise() -> None:
    tuesday = alert(intent_of(()), "P2", decided_at=datetime(2026, 11, 24, 8, 12, tzinfo=UTC))
    wednesday = alert(intent_of(()), "P1", id="a2", kind="visit", decided_at=datetime(2026, 11, 25, 13, 5, tzinfo=UTC))
    waiting = row("veltrane.example", alerted=(OpenAlert(wednesday), OpenAlert(tuesday)))
    done = row("quillmar.example", alerted=(OpenAlert(tuesday, answered=True),))
    told = digest(waiting, done)
    assert standing(told) == {"still_open": ["veltrane.example"]}
    assert notes(told) == ["funding · alerted Tue 09:12, rose to P1 Wed 14:05, unanswered 17 h"]
    assert told.sections[0].rows[0].priority == "P1"
    assert told.greeting == "Good morning · 0 ICP visitors · 1 still open"


def test_levels_that_moved_without_news_are_rising_or_cooling() -> None:
    up = row("sundmark.example", intent=61.0, intent_then=48.0, level="hot")
    down = row("tamsell.example", intent=48.0, intent_then=61.0, level="warm")
    same = row("steady.example", intent=48.0, intent_then=52.0)
    told = digest(up, down, same)
    assert standing(told) == {"rising": ["sundmark.example"], "cooling": ["tamsell.example"]}
    assert notes(told) == ["48 → 61", "61 → 48"]


def test_rows_go_by_priority_then_intent_and_the_limit_is_told() -> None:
    rows = [row(f"c{n:02}.example", PRICING, intent=30.0 + n, priority="P3") for n in range(20)]
    told = digest(*rows, row("first.example", PRICING, intent=20.0, priority="P1"))
    assert standing(told)["visitors"][:3] == ["first.example", "c19.example", "c18.example"]
    assert (len(told.sections[0].rows), told.sections[0].more) == (15, 6)


def test_the_policy_orders_and_chooses_the_sections() -> None:
    rules = DigestPolicy(sections=("new_triggers", "visitors"), limits={})
    told = digest(row("veltrane.example", PRICING), row("sundmark.example", triggers=(news(),)), rules=rules)
    assert [section.name for section in told.sections] == ["new_triggers", "visitors"]
    assert told.counts == ()


def test_the_counts_account_for_every_visiting_company() -> None:
    rows = [row(f"c{n}.example", PRICING) for n in range(4)]
    rows += [row("corvane.example", PRICING, status="open_deal"), row("lumetrix.example", PRICING, status="discovered")]
    silent = {"out": 61, "customer": 3, "none": 3, "competitor": 1}
    counts = Counts(visits=412, bots=1204, identified=131, companies=74, silent=silent)
    told = digest(*rows, counts=counts)
    assert told.counts == (
        "412 visits (1,204 bot hits dropped) · 131 identified (32 %) from 74 companies: 6 shown, 61 do not fit, "
        "3 customers, 3 only on careers or support pages, 1 competitor · covers Wed 08:00 to Thu 08:00 · "
        "all sources healthy · "
        "Explain any line: fitsignal explain DOMAIN",
    )


def test_a_source_that_is_unwell_is_named() -> None:
    assert "wires: no answer since 06:00" in digest(health=("wires: no answer since 06:00",)).counts[0]


def test_an_empty_digest_is_one_line_of_counts_or_nothing_as_the_policy_says() -> None:
    assert (digest().empty, digest().send, len(digest().counts)) == (True, True, 1)
    assert digest(rules=DigestPolicy(empty="nothing")).send is False


def test_weekly_sections_come_on_their_day_only() -> None:
    weekly = {"unresolved": ("14 companies could not be matched",)}
    monday = DigestInput(START, datetime(2026, 11, 23, 7, 0, tzinfo=UTC), PARIS, (), weekly=weekly)
    assert [section.lines for section in build(monday, POLICY, RULES).sections] == [weekly["unresolved"]]
    assert digest(weekly=weekly).sections == ()


def test_an_owner_is_greeted_by_name_and_sees_their_own_and_nobodys_accounts() -> None:
    greeting = digest(receiver="mara.dunleck@northwind.example").greeting
    assert greeting == "Good morning Mara · 0 ICP visitors"
    assert concerns(account(owner="Mara@northwind.example"), "mara@northwind.example")
    assert concerns(account(owner=None), "mara@northwind.example")
    assert not concerns(account(owner="bo@northwind.example"), "mara@northwind.example")
    assert concerns(account(owner="bo@northwind.example"), None)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("last", "now", "start"),
    [
        ("2026-11-25 08:00", "2026-11-26 08:00", "2026-11-25 08:00"),
        ("2026-11-20 08:00", "2026-11-23 08:00", "2026-11-20 08:00"),
        ("2026-11-25 08:00", "2026-11-26 10:30", "2026-11-25 08:00"),
        (None, "2026-11-26 08:00", "2026-11-25 08:00"),
        (None, "2026-11-23 08:00", "2026-11-20 08:00"),
        (None, "2026-11-22 11:00", "2026-11-20 08:00"),
        (None, "2026-03-30 08:00", "2026-03-27 08:00"),
        ("2026-11-27 08:00", "2026-11-26 08:00", "2026-11-26 08:00"),
    ],
)
def test_a_digest_covers_since_the_last_one_and_monday_holds_the_weekend(
    last: str | None, now: str, start: str
) -> None:
    assert window(DigestPolicy(), local(last) if last else None, local(now), PARIS) == (
        local(start).astimezone(UTC),
        local(now).astimezone(UTC),
    )


@pytest.mark.parametrize(
    ("after", "sending"),
    [
        ("2026-11-26 07:59", "2026-11-26 08:00"),
        ("2026-11-26 08:00", "2026-11-27 08:00"),
        ("2026-11-27 08:00", "2026-11-30 08:00"),
        ("2026-10-24 12:00", "2026-10-26 08:00"),
    ],
)
def test_the_next_sending_is_the_next_working_day_at_its_local_time(after: str, sending: str) -> None:
    assert next_sending(DigestPolicy(), local(after), PARIS) == local(sending).astimezone(UTC)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)), st.sampled_from(["mon-fri", "wed", "sat-mon"]))
def test_windows_follow_each_other_without_gap_or_overlap(start: datetime, days: str) -> None:
    schedule, last = DigestPolicy(days=days), None
    now = start.replace(tzinfo=PARIS)
    for _ in range(4):
        now = next_sending(schedule, now, PARIS)
        covered = window(schedule, last, now, PARIS)
        assert covered[1] == now
        assert last is None or covered[0] == last
        assert timedelta(0) < now - covered[0] <= timedelta(days=8)
        last = now


@pytest.mark.parametrize(
    ("given_table", "told"),
    [
        ({"days": "mon-fry"}, "found 'mon-fry'"),
        ({"days": ""}, 'expected days such as "mon-fri"'),
        ({"at": "8:00"}, "String should match pattern"),
        ({"sections": ["visitor"]}, "Input should be"),
        ({"limit": {}}, "Extra inputs are not permitted"),
    ],
)
def test_a_wrong_digest_table_is_refused(given_table: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(told)):
        DigestPolicy.model_validate(given_table)


STATUSES = ["prospect", "customer", "open_deal", "competitor", "own", "opted_out", "discovered"]


@st.composite
def rows(draw: st.DrawFn) -> tuple[DigestAccount, ...]:
    def made(n: int) -> DigestAccount:
        verdict = draw(st.sampled_from(["qualifies", "possible", "out"]))
        about = fit(f"c{n}.example", verdict=verdict, tier="out" if verdict == "out" else draw(st.sampled_from("ABC")))
        points = draw(st.floats(0, 100).map(lambda p: round(p, 6)))
        seen = tuple(
            PageVisits(draw(st.sampled_from(["pricing", "none", "docs"]))) for _ in range(draw(st.integers(0, 2)))
        )
        told = (OpenAlert(alert(intent_of(())), answered=draw(st.booleans())),) if draw(st.booleans()) else ()
        return row(
            f"c{n}.example", seen, about, status=draw(st.sampled_from(STATUSES)), intent=points,
            intent_then=draw(st.floats(0, 100)), level=POLICY.level(points), priority=draw(st.sampled_from(list(RANK))),
            triggers=(news(),) if draw(st.booleans()) else (), alerted=told,
        )  # fmt: skip

    return tuple(made(n) for n in range(draw(st.integers(0, 12))))


def lines(of: Digest) -> Iterator[tuple[str, str]]:
    for section in of.sections:
        yield from ((section.name, line.domain) for line in section.rows)


@given(rows())
def test_every_section_keeps_its_members_and_its_limit(given_rows: tuple[DigestAccount, ...]) -> None:
    told = digest(*given_rows)
    by_domain = {each.account.domain: each for each in given_rows}
    assert len(set(lines(told))) == len(list(lines(told)))
    for name, domain in lines(told):
        status, verdict = by_domain[domain].account.status, by_domain[domain].fit.verdict
        assert status not in ("own", "competitor", "opted_out")
        assert (status in ("customer", "open_deal")) == (name == "deals_and_customers")
        assert verdict != "out" or name == "deals_and_customers"
        assert name != "new_companies" or status == "discovered"
        assert status != "discovered" or name in ("new_companies", "still_open")
    assert all(len(section.rows) <= SHIPPED["limits"][section.name] for section in told.sections)


@given(rows(), st.integers(0, 40), st.dictionaries(st.sampled_from(["out", "own", "odd_cause"]), st.integers(0, 9)))
def test_the_companies_counted_are_those_shown_and_those_silent(
    given_rows: tuple[DigestAccount, ...], companies: int, silent: dict[str, int]
) -> None:
    counts = Counts(visits=100, identified=50, companies=companies, silent=silent)
    line = digest(*given_rows, counts=counts).counts[0]
    found = re.search(r"from (\d+) compan(?:y|ies): (.*?) · ", line)
    assert found
    assert int(found[1]) == sum(int(n) for n in re.findall(r"(\d+) [a-z]", found[2]))


@given(rows(), st.randoms())
def test_the_order_of_the_rows_given_does_not_matter(given_rows: tuple[DigestAccount, ...], random: Any) -> None:
    mixed = list(given_rows)
    random.shuffle(mixed)
    assert digest(*mixed) == digest(*given_rows)
