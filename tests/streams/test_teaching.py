"""What signals teach about a company, and what nothing may overwrite."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitsignal.defaults import default_policy
from icp.account import Account
from icp.origins import ORIGINS, origins_in
from streams.discovery import carried, discovered, learned, unlearned
from streams.signal import Company, Resolution, Signal
from streams.teaching import taught_by

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
POLICY = default_policy()


def signal(kind: str, confidence: float = 0.95, match: float = 1.0, **details: object) -> Signal:
    return Signal.model_validate(
        {
            "id": "20261120-0000-0000-0000-000000000001",
            "kind": kind,
            "account": "veltrane.example",
            "company": Company(name="Veltrane"),
            "observed_at": NOON,
            "details": details,
            "confidence": confidence,
            "resolution": Resolution(method="exact", confidence=match),
        }
    )


@pytest.mark.parametrize(
    ("kind", "details", "facts"),
    [
        ("funding_round", {"round": "series_a", "amount": 14e6}, {"funding_stage": "series_a"}),
        ("funding_round", {"round": "series_d_plus"}, {"funding_stage": "series_d"}),
        ("funding_round", {"round": "debt"}, {}),
        ("funding_round", {"round": "venture_unspecified"}, {}),
        ("funding_round", {}, {}),
        (
            "job_posting",
            {"technologies": ["Salesforce", "Outreach"], "technologies_named": ["Salesforce"]},
            {"technologies": ["Salesforce", "Outreach"]},
        ),
        ("job_posting", {"title": "Engineer"}, {}),
        ("job_posting", {"company_size": 140}, {"employees": 140}),
        ("job_posting", {"company_size": "many"}, {}),
        ("job_posting", {"company_size": True}, {}),
        ("job_posting", {"technologies": "Salesforce"}, {}),
        ("leadership_hire", {"role": "VP Sales"}, {"sales_leader": "VP Sales", "vp_sales": "VP Sales"}),
        ("leadership_hire", {"role": "CFO"}, {"finance_leader": "CFO", "c_level_finance": "CFO"}),
        ("leadership_hire", {"role": "Sales Manager"}, {}),
        ("leadership_hire", {"role": "Gardener"}, {}),
        ("leadership_departure", {"role": "CRO"}, {"sales_leader": None, "c_level_sales": None}),
        ("visit", {"page": "/pricing"}, {}),
    ],
)
def test_what_a_signal_teaches(kind: str, details: dict[str, object], facts: dict[str, object]) -> None:
    assert taught_by(signal(kind, **details), POLICY) == facts


def test_no_fact_names_a_person() -> None:
    told = taught_by(signal("leadership_hire", role="VP Sales", person="Ilsa Korven"), POLICY)
    assert told
    assert "Ilsa" not in str(told)


@pytest.mark.parametrize(("confidence", "match"), [(0.7, 1.0), (0.95, 0.78), (0.9, 0.85)])
def test_what_is_too_unsure_to_interrupt_teaches_nothing(confidence: float, match: float) -> None:
    assert taught_by(signal("funding_round", confidence, match, round="series_a"), POLICY) == {}


def listed(**fields: object) -> Account:
    return Account.model_validate({"domain": "veltrane.example", "name": "Veltrane", **fields})


def test_a_fact_that_the_list_left_open_is_filled_with_its_source_and_day() -> None:
    account = learned(listed(), {"funding_stage": "series_a"}, "wires", "2026-11-20")
    assert account.funding_stage == "series_a"
    assert str(origins_in(account.attributes)["funding_stage"]) == "wires, 2026-11-20"


def test_what_the_list_gives_is_never_overwritten() -> None:
    given = listed(funding_stage="Seed", technologies=("HubSpot",), attributes={"vp_sales": "Bo Roe"})
    facts = {"funding_stage": "series_a", "technologies": ["Salesforce"], "vp_sales": "VP Sales"}
    assert learned(given, facts, "wires", "2026-11-20") is given


def test_what_says_who_the_company_is_and_whose_is_for_lists_alone() -> None:
    given = listed()
    facts = {
        "name": "Other",
        "owner": "a@b.example",
        "aliases": "Other",
        "domains": "other.example",
        "parent": "x.example",
    }
    assert learned(given, facts, "tracker", "2026-11-20") is given


def test_a_later_round_replaces_the_one_that_was_taught_and_an_earlier_one_does_not() -> None:
    first = learned(listed(), {"funding_stage": "series_a"}, "wires", "2026-06-01")
    assert learned(first, {"funding_stage": "series_b"}, "wires", "2026-11-20").funding_stage == "series_b"
    assert learned(first, {"funding_stage": "seed"}, "wires", "2024-01-10") is first


def test_technologies_that_were_taught_add_up() -> None:
    first = learned(listed(), {"technologies": ["Salesforce"]}, "boards", "2026-11-01")
    both = learned(first, {"technologies": ["Outreach", "Salesforce"]}, "boards", "2026-11-20")
    assert both.technologies == ("Outreach", "Salesforce")


def test_a_tool_that_a_look_sees_no_more_leaves_unless_a_signal_named_it() -> None:
    account = learned(listed(), {"technologies_seen": ["HubSpot", "Intercom"]}, "web", "2026-10-01")
    account = learned(account, {"technologies": ["Intercom", "Outreach"]}, "boards", "2026-10-20")
    assert account.technologies == ("HubSpot", "Intercom", "Outreach")
    later = learned(account, {"technologies_seen": ["Stripe"]}, "web", "2026-11-01")
    assert later.technologies == ("Intercom", "Outreach", "Stripe")
    assert learned(later, {"technologies_seen": ["HubSpot"]}, "web", "2026-10-15") is later, "an older look"
    bare = learned(later, {"technologies_seen": []}, "web", "2026-12-01")
    assert bare.technologies == ("Intercom", "Outreach")
    assert learned(bare, {"technologies_seen": []}, "web", "2026-12-01") is bare


def test_a_company_all_of_whose_tools_are_gone_is_known_by_none() -> None:
    account = learned(listed(), {"technologies_seen": ["HubSpot"]}, "web", "2026-10-01")
    gone = learned(account, {"technologies_seen": []}, "web", "2026-11-01")
    assert gone.value("technologies") is None
    assert learned(gone, {"technologies_seen": ["HubSpot"]}, "web", "2026-10-01") is gone


def test_what_looks_saw_is_kept_over_a_new_list_and_leaves_with_a_list_that_names_tools() -> None:
    before = learned(listed(), {"technologies_seen": ["HubSpot", "Stripe"]}, "web", "2026-10-01")
    after = learned(carried(listed(employees=90), before), {"technologies_seen": ["Stripe"]}, "web", "2026-11-01")
    assert (after.technologies, after.employees) == (("Stripe",), 90)
    given = carried(listed(technologies=("Salesforce",)), before)
    assert given == listed(technologies=("Salesforce",))
    assert learned(given, {"technologies_seen": ["Stripe"]}, "web", "2026-11-01") is given


def test_of_two_sources_that_look_each_takes_back_only_what_it_saw_itself() -> None:
    account = learned(listed(), {"technologies_seen": ["HubSpot", "Stripe"]}, "web", "2026-10-01")
    account = learned(account, {"technologies_seen": ["Stripe"]}, "web-2, old", "2026-10-02")
    assert learned(account, {"technologies_seen": []}, "web", "2026-11-01").technologies == ("Stripe",)


def test_who_leaves_takes_back_what_was_taught_and_an_old_report_does_not_bring_it_again() -> None:
    hired = learned(listed(), {"vp_sales": "VP Sales"}, "wires", "2026-06-01")
    left = learned(hired, {"vp_sales": None}, "wires", "2026-11-20")
    assert hired.value("vp_sales") == "VP Sales"
    assert left.value("vp_sales") is None
    assert learned(left, {"vp_sales": "VP Sales"}, "wires", "2026-06-01") is left
    assert learned(left, {"vp_sales": None}, "wires", "2026-11-20") is left


def test_the_order_of_a_hire_and_a_departure_does_not_matter() -> None:
    steps = [({"vp_sales": "VP Sales"}, "2026-06-01"), ({"vp_sales": None}, "2026-11-20")]
    accounts = []
    for order in (steps, steps[::-1]):
        account = listed()
        for facts, day in order:
            account = learned(account, facts, "wires", day)
        accounts.append(account)
    assert accounts[0] == accounts[1]


TAUGHT = st.sampled_from(
    [
        {"funding_stage": "seed"},
        {"funding_stage": "series_a"},
        {"technologies": ["Salesforce"]},
        {"technologies": ["Outreach", "Gong"]},
        {"technologies": ["HubSpot; Stripe"]},
        {"technologies_seen": ["HubSpot", "Salesforce"]},
        {"technologies_seen": ["Stripe"]},
        {"technologies_seen": []},
        {"vp_sales": "VP Sales", "sales_leader": "VP Sales"},
        {"sales_leader": "CRO"},
        {"vp_sales": None, "sales_leader": None},
    ]
)
LESSONS = st.lists(st.tuples(TAUGHT, st.sampled_from(["a", "b"]), st.integers(1, 4)), max_size=8)


@given(LESSONS, st.randoms(use_true_random=False))
def test_the_order_and_the_repetition_of_what_is_taught_say_nothing(found: Any, dice: Any) -> None:
    accounts = []
    for order in (found, dice.sample(found, len(found)), [*found, *found]):
        account = listed()
        for facts, source, day in order:
            account = learned(account, facts, source, f"2026-11-0{day}")
        accounts.append(account)
    assert accounts[0] == accounts[1] == accounts[2]
    assert len({each.model_dump_json() for each in accounts}) == 1, "to the letter, as the store keeps them"


def test_a_new_list_keeps_what_it_still_leaves_open() -> None:
    before = learned(listed(), {"funding_stage": "series_a", "vp_sales": "VP Sales"}, "wires", "2026-11-20")
    after = carried(listed(funding_stage="Seed", employees=90), before)
    assert (after.funding_stage, after.value("vp_sales"), after.employees) == ("Seed", "VP Sales", 90)
    assert after.attributes[ORIGINS] == ["vp_sales: wires, 2026-11-20"]
    assert carried(after, after) == after


def test_a_discovered_account_takes_its_name_and_everything_else_from_signals() -> None:
    account = discovered("lumetrix.example", {"name": "Lumetrix Oy", "employees": "120"}, "tracker", "2026-11-20")
    assert (account.name, account.employees, account.status) == ("Lumetrix Oy", 120, "discovered")


def test_what_was_taught_can_be_taken_back_and_the_list_stands_as_it_was() -> None:
    listed = Account(domain="veltrane.example", name="Veltrane", industry="Software", attributes={"plan": "gold"})
    facts = {
        "funding_stage": "series_b",
        "technologies": ["dbt"],
        "industry": "Retail",
        "vp_sales": "VP Sales",
        "seats": 3,
    }
    taught = learned(listed, facts, "wires", "2026-11-20")
    assert (taught.funding_stage, taught.technologies) == ("series_b", ("dbt",))
    assert unlearned(taught) == listed
    gone = learned(taught, {"vp_sales": None, "technologies_seen": ["dbt"]}, "wires", "2026-11-21")
    assert unlearned(gone) == listed
    assert unlearned(listed) == listed
