"""A CRM's records become accounts of the store: folded by domain, with their parent's status, over the list."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from fitsignal.config import load_workspace
from fitsignal.crm_health import crm_health
from fitsignal.operations import operate
from fitsignal.pulling import pull, pull_once
from fitsignal.service import Service
from sources.crm import build_crm
from streams.ports import Batch
from streams.signal import Company, SignalDraft
from tests.crm.hubspot_portal import START, TOKEN, Portal

CONFIG = f"""
[[crm]]
type = "hubspot"
name = "portal"
token = "{TOKEN}"
status = {{ Rivale = "competitor" }}
status_from = ["lifecyclestage", "relation"]
"""
Open = Callable[..., Service]


class Clock:
    def __init__(self) -> None:
        self.now = START + timedelta(hours=1)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(write: Callable[..., Path], clock: Clock) -> Iterator[Open]:
    made: list[Service] = []

    def service(config: str = CONFIG, **files: str) -> Service:
        for each in made:
            each.close()
        made[:] = [Service(load_workspace(write(config, **files)), clock)]
        return made[0]

    yield service
    for each in made:
        each.close()


@pytest.fixture
def portal() -> Portal:
    made = Portal()
    made.put("companies", 1, name="Quillmar Holding", domain="quillmar-holding.example", lifecyclestage="customer")
    made.put("companies", 2, name="Quillmar CRM", domain="quillmar.example", hs_parent_company_id="1", country="DE")
    made.put("companies", 3, name="Ostreval", domain="ostreval.example", hs_additional_domains="ostreval.test")
    made.put("companies", 4, name="Ostreval GmbH", domain="ostreval.test", hubspot_owner_id="11")
    made.deal(70, 4, dealstage="appointmentscheduled", amount="900")
    return made


def stops(after: Iterator[bool]) -> Callable[[float], bool]:
    return lambda _: next(after)


def account(service: Service, domain: str) -> dict[str, Any]:
    (row,) = operate(service, "accounts.show", {"domain": domain})
    return row


def domains(service: Service) -> set[str]:
    return {row["domain"] for row in operate(service, "accounts.list", {})}


def test_records_that_share_a_domain_are_one_account_with_the_strongest_relation(opened: Open, portal: Portal) -> None:
    service = opened()
    assert pull_once(service, portal.transport) == {}
    told = account(service, "ostreval.test")
    assert told["status"] == told["gate"] == "open_deal"
    assert (told["deal_stage"], told["owner"]) == ("Meeting", "mara@northwind.example")
    assert (told["domains"], told["aliases"]) == (["ostreval.example"], ["Ostreval"])
    assert "ostreval.example" not in domains(service)
    (deal,) = service.store.rows("SELECT * EXCLUDE (opened_at, modified_at, seen_at) FROM deals")
    assert (deal["account"], deal["stage"], deal["amount"], deal["outcome"]) == ("ostreval.test", "Meeting", 900, None)


def test_the_crm_s_columns_stand_over_the_list_s_and_a_parent_s_status_over_a_prospect(
    opened: Open, portal: Portal
) -> None:
    service = opened()
    pull_once(service, portal.transport)
    told = account(service, "quillmar.example")
    assert (told["status"], told["parent"]) == ("customer", "quillmar-holding.example")
    assert (told["name"], told["country"], told["employees"]) == ("Quillmar CRM", "DE", 120)
    assert "Quillmar" in told["aliases"]
    assert service.store.rows("SELECT source FROM accounts WHERE domain = 'quillmar.example'") == [{"source": "list"}]


def test_accounts_of_a_list_have_the_status_of_the_parent_that_the_list_names_and_the_crm_knows(
    opened: Open, portal: Portal, clock: Clock
) -> None:
    listed = (
        "domain,name,parent\n"
        "quillmar.example,Quillmar,\n"
        "norrvik.example,Norrvik,Quillmar Holding\n"
        "velsund.example,Velsund,norrvik.example\n"
        "hallbro.example,Hallbro,https://www.ostreval.test\n"
    )
    service = opened(accounts__csv=listed)
    pull_once(service, portal.transport)
    told = {row["domain"]: row["status"] for row in operate(service, "accounts.list", {})}
    assert (told["norrvik.example"], told["velsund.example"], told["hallbro.example"]) == (
        *("customer", "customer", "open_deal"),
    )
    assert account(service, "velsund.example")["status_from"] == "quillmar-holding.example"

    clock.now = portal.clock = START + timedelta(days=1)
    portal.put("companies", 1, name="Quillmar Holding", domain="quillmar-holding.example", lifecyclestage="lead")
    portal.deal(70, 4, dealstage="closedlost", hs_is_closed="true", closedate="2026-11-21T08:00:00Z")
    pull_once(service, portal.transport)
    told = {row["domain"]: row["status"] for row in operate(service, "accounts.list", {})}
    assert {*told.values()} == {"prospect"}


def test_what_a_child_inherited_by_the_list_is_not_kept_as_the_list_s_word_below_the_crm(
    opened: Open, portal: Portal, clock: Clock
) -> None:
    listed = (
        "domain,name,parent,status\nnorrvik.example,Norrvik,rival.example,\nrival.example,Rival,,competitor\n"
        "quillmar.example,Quillmar,,\n"
    )
    service = opened(accounts__csv=listed)
    portal.put("companies", 9, name="Norrvik", domain="norrvik.example", lifecyclestage="lead")
    pull_once(service, portal.transport)
    assert account(service, "norrvik.example")["status"] == "competitor"
    operate(service, "accounts.set", {"domain": "rival.example", "values": {"status": "prospect"}})
    assert account(service, "norrvik.example")["status"] == "prospect"


def test_a_deal_that_is_lost_opens_the_account_again(opened: Open, portal: Portal, clock: Clock) -> None:
    service = opened()
    pull_once(service, portal.transport)
    clock.now = portal.clock = START + timedelta(days=1)
    portal.deal(70, 4, dealstage="closedlost", hs_is_closed="true", closedate="2026-11-21T08:00:00Z")
    pull_once(service, portal.transport)
    told = account(service, "ostreval.test")
    assert (told["status"], told["deal_stage"]) == ("prospect", None)
    assert service.store.rows("SELECT outcome FROM deals") == [{"outcome": "lost"}]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"lifecyclestage": "opportunity"}, "prospect"),
        ({"relation": "rivale"}, "competitor"),
        ({"lifecyclestage": "customer", "relation": "Rivale"}, "competitor"),
        ({"lifecyclestage": "lead"}, "prospect"),
        ({"lifecyclestage": "customer"}, "customer"),
    ],
)
def test_the_crm_s_words_become_a_status(opened: Open, portal: Portal, words: dict[str, str], status: str) -> None:
    portal.put("companies", 9, name="Velsund", domain="velsund.example", **words)
    service = opened()
    pull_once(service, portal.transport)
    assert account(service, "velsund.example")["status"] == status


def test_a_won_deal_makes_a_customer_unless_they_were_one(opened: Open, portal: Portal) -> None:
    won = {"dealstage": "closedwon", "hs_is_closed": "true", "hs_is_closed_won": "true"}
    portal.put("companies", 9, domain="velsund.example", lifecyclestage="lead")
    portal.put("companies", 10, domain="tarnovo.example", lifecyclestage="Former customer")
    portal.deal(71, 9, **won)
    portal.deal(72, 10, **won)
    service = opened()
    pull_once(service, portal.transport)
    assert account(service, "velsund.example")["status"] == "customer"
    assert account(service, "tarnovo.example")["status"] == "prospect"


def test_what_leaves_the_crm_is_what_the_list_says_or_no_account(opened: Open, portal: Portal) -> None:
    service = opened()
    pull_once(service, portal.transport)
    portal.archive("companies", 2)
    portal.archive("companies", 1)
    pull_once(service, portal.transport)
    told = account(service, "quillmar.example")
    assert (told["name"], told["country"], told["status"]) == ("Quillmar", "FR", "prospect")
    assert "quillmar-holding.example" not in domains(service)
    versions = service.store.rows("SELECT body FROM account_versions WHERE domain = 'quillmar-holding.example'")
    assert versions[-1]["body"] is None


def test_a_merged_record_leaves_and_its_domain_goes_to_the_one_it_became(opened: Open, portal: Portal) -> None:
    service = opened()
    pull_once(service, portal.transport)
    portal.records["companies"].pop(4)
    portal.put("companies", 3, hs_merged_object_ids="4")
    portal.deal(70, 3, dealstage="appointmentscheduled")
    pull_once(service, portal.transport)
    told = account(service, "ostreval.test")
    assert (told["status"], told["name"]) == ("open_deal", "Ostreval"), "the key stays: signals are kept under it"
    assert service.store.rows("SELECT id FROM crm_companies ORDER BY id") == [{"id": "1"}, {"id": "2"}, {"id": "3"}]


def test_a_change_by_hand_stands_over_the_crm(opened: Open, portal: Portal) -> None:
    service = opened()
    operate(service, "accounts.set", {"domain": "quillmar.example", "values": {"status": "opted_out"}})
    pull_once(service, portal.transport)
    assert account(service, "quillmar.example")["status"] == "opted_out"


def test_a_list_s_rival_stays_one_where_the_crm_knows_no_better(opened: Open, portal: Portal) -> None:
    portal.put("companies", 9, domain="velsund.example", lifecyclestage="lead")
    service = opened(accounts__csv="domain,name,status\nvelsund.example,Velsund,competitor\n")
    pull_once(service, portal.transport)
    assert account(service, "velsund.example")["status"] == "competitor"


def test_a_changed_list_stands_below_the_crm_and_who_leaves_the_list_stays_with_the_crm(
    opened: Open, portal: Portal
) -> None:
    pull_once(opened(), portal.transport)
    service = opened(accounts__csv="domain,name,employees,country\nquillmar.example,Quillmar,333,FR\n")
    told = account(service, "quillmar.example")
    assert (told["employees"], told["country"], told["status"]) == (333, "DE", "customer")
    service = opened(accounts__csv="domain,name\nvelsund.example,Velsund\n")
    told = account(service, "quillmar.example")
    assert (told["employees"], told["country"], told["status"]) == (None, "DE", "customer")
    assert service.store.rows("SELECT source FROM accounts WHERE domain = 'quillmar.example'") == [{"source": "portal"}]


def test_a_listed_account_at_another_domain_of_a_company_has_its_relation(opened: Open, portal: Portal) -> None:
    portal.put("companies", 3, lifecyclestage="customer")
    both = "domain,name,employees\nostreval.test,Ostreval Test,7\nostreval.example,Ostreval,80\n"
    service = opened(accounts__csv=both)
    pull_once(service, portal.transport)
    first, second = account(service, "ostreval.example"), account(service, "ostreval.test")
    assert (first["status"], second["status"]) == ("customer", "customer")
    assert (first["employees"], second["employees"]) == (80, 7)


def test_signals_meet_what_the_crm_says_at_once_and_names_of_it_resolve(opened: Open, portal: Portal) -> None:
    service = opened()
    waiting = SignalDraft(kind="visit", company=Company(name="Ostreval GmbH"))
    assert service.host.accept(Batch("a", "b", [waiting])).result().unresolved == 1
    pull_once(service, portal.transport)
    assert service.store.rows("SELECT account FROM signals") == [{"account": "ostreval.test"}]
    drafts = [SignalDraft(kind="form_submitted", company=Company(domain="ostreval.example"))]
    assert service.host.accept(Batch("a", "b", drafts)).result().alerted == 0
    verdicts = service.store.rows("SELECT verdict FROM signals WHERE kind = 'form_submitted'")
    assert verdicts == [{"verdict": "open_deal"}]


def test_a_round_that_changes_nothing_writes_no_version(opened: Open, portal: Portal) -> None:
    service = opened()
    pull_once(service, portal.transport)
    count = service.store.rows("SELECT count(*) AS n FROM account_versions")
    pull_once(service, portal.transport)
    assert service.store.rows("SELECT count(*) AS n FROM account_versions") == count


def test_a_round_that_is_broken_off_anywhere_ends_as_if_it_had_not_been(opened: Open, portal: Portal) -> None:
    for n in range(100, 450):
        portal.put("companies", n, name=f"Company {n}", domain=f"company{n}.example", hs_parent_company_id=str(n - 1))
    portal.put("companies", 100, lifecyclestage="customer")
    service = opened()
    crm = build_crm(service.workspace.crms[0], portal.transport)
    for _ in range(12):
        pages = iter([False, True])
        pull(service, crm, stops(pages))  # it is stopped after the second page of each
        service = opened()
    rows = service.store.rows("SELECT status, count(*) AS n FROM accounts GROUP BY ALL ORDER BY ALL")
    assert {row["status"]: row["n"] for row in rows}["customer"] == 35, (
        "sixteen parents above are looked at by the CRM's records, and sixteen more by the accounts made of them"
    )
    assert len(domains(service)) == 3 + 2 + 350
    before = service.store.rows("SELECT domain, body FROM accounts ORDER BY domain")
    assert pull_once(service, portal.transport) == {}
    assert service.store.rows("SELECT domain, body FROM accounts ORDER BY domain") == before


def test_a_failure_is_told_with_the_age_of_what_is_known(opened: Open, portal: Portal, clock: Clock) -> None:
    service = opened()
    assert crm_health(service)[0]["state"] == "new"
    pull_once(service, portal.transport)
    (row,) = crm_health(service)
    assert (row["state"], row["age"], row["companies"], row["accounts"], row["deals"]) == ("ok", "0s", 4, 3, 1)
    clock.now += timedelta(hours=3)
    assert crm_health(service)[0]["state"] == "late"
    portal.fail = [httpx.Response(401, json={})]
    troubles = pull_once(service, portal.transport)
    assert "does not know the token" in troubles["portal"]
    (row,) = [row for row in operate(service, "status", {}) if row["part"] == "crm"]
    assert (row["state"], row["age"]) == ("failing", "3h")
    assert row["error"] == troubles["portal"]
    assert account(service, "ostreval.test")["status"] == "open_deal", "what was known stays"


def test_a_full_round_lets_go_of_what_it_does_not_show_unless_that_must_be_an_outage(
    opened: Open, portal: Portal, clock: Clock
) -> None:
    for n in range(100, 160):
        portal.put("companies", n, name=f"Company {n}", domain=f"company{n}.example")
    service = opened()
    pull_once(service, portal.transport)
    clock.now = portal.clock = START + timedelta(days=8)
    portal.records["companies"].pop(100)
    pull_once(service, portal.transport)
    assert "company100.example" not in domains(service)
    held = dict(portal.records["companies"])
    clock.now = portal.clock = START + timedelta(days=16)
    portal.records["companies"] = {1: held[1]}
    troubles = pull_once(service, portal.transport)
    assert "portal shows 1 of the 63 companies that it had: nothing was removed" in troubles["portal"]
    assert "company101.example" in domains(service)


def test_a_crm_that_is_configured_no_more_leaves_with_all_it_told(opened: Open, portal: Portal) -> None:
    pull_once(opened(), portal.transport)
    service = opened("")
    pull_once(service, portal.transport)
    assert domains(service) == {"quillmar.example", "tarnovo.example", "velsund.example"}
    assert account(service, "quillmar.example")["status"] == "prospect"
    assert service.store.rows("SELECT * FROM deals") == []


def test_other_words_for_a_status_are_applied_to_what_was_read_already(opened: Open, portal: Portal) -> None:
    portal.put("companies", 9, domain="velsund.example", relation="Freund")
    pull_once(opened(), portal.transport)
    service = opened(CONFIG.replace("Rivale", "Freund").replace('"competitor"', '"opted_out"'))
    pull_once(service, portal.transport)
    assert account(service, "velsund.example")["status"] == "opted_out"


def test_what_a_pull_changes_is_published_like_any_change_of_an_account(opened: Open, portal: Portal) -> None:
    service = opened()
    service.catalog.take_changed()
    pull_once(service, portal.transport)
    assert service.catalog.take_changed() == {"quillmar-holding.example", "quillmar.example", "ostreval.test"}
    portal.archive("companies", 4)
    portal.archive("deals", 70)
    pull_once(service, portal.transport)
    assert service.catalog.take_changed() == {"ostreval.test"}


def test_erasing_a_company_of_the_crm_leaves_what_the_crm_says_and_nothing_else(opened: Open, portal: Portal) -> None:
    service = opened()
    pull_once(service, portal.transport)
    drafts = [SignalDraft(kind="visit", company=Company(domain="ostreval.test"))]
    service.host.accept(Batch("a", "b", drafts)).result()
    operate(service, "erase", {"domain": "ostreval.test"})
    assert service.store.rows("SELECT * FROM signals") == []
    assert account(service, "ostreval.test")["status"] == "open_deal"
