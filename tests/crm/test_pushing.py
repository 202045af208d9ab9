"""Alerts are pushed to HubSpot and Salesforce: found or made, updated, noted once, however often they are sent."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from fitsignal.crm_sinks import build_crm_sink
from sinks.hubspot_options import HubSpotSinkOptions
from sinks.salesforce_options import SalesforceSinkOptions
from sinks.sink import Delivery, DestinationError, Finding, MessageError, Sink, TransientError
from sinks.views import AlertView
from tests.crm import hubspot_portal, salesforce_org
from tests.crm.hubspot_portal import Portal
from tests.crm.salesforce_org import INSTANCE, Org
from tests.sinks.view_makers import account, funded

NAMES = list(SalesforceSinkOptions(token="x1", instance=INSTANCE).fields.values())


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest.fixture
def org() -> Org:
    made = Org()
    made.fields["Account"] += NAMES
    return made


def hubspot(portal: Portal, **more: Any) -> Sink:
    options = HubSpotSinkOptions.model_validate({"token": hubspot_portal.TOKEN, **more})
    return build_crm_sink(options, portal.transport)


def salesforce(org: Org, **more: Any) -> Sink:
    table = {"instance": INSTANCE, "token": salesforce_org.TOKEN, **more}
    return build_crm_sink(SalesforceSinkOptions.model_validate(table), org.transport)


def delivery(view: AlertView | None = None, **changes: Any) -> Delivery:
    shown = view or funded()
    return Delivery(**{"id": "1", "body": shown, "alert": shown.alert.id, **changes})


def test_a_company_that_hubspot_has_gets_properties_and_a_note(portal: Portal) -> None:
    view = funded()
    portal.put("companies", 7, domain=view.account.domain)
    hubspot(portal).write([delivery(view)])
    held = portal.records["companies"][7]
    assert (held["fitsignal_priority"], held["fitsignal_tier"]) == (view.alert.priority, view.alert.fit.tier)
    assert held["fitsignal_fit"] == str(round(view.alert.fit.fit, 1))
    assert held["fitsignal_evidence"].startswith("https://")
    (note,) = portal.records["notes"].values()
    assert f"fitsignal alert {view.alert.id}" in note["hs_note_body"]
    assert "<br>" in note["hs_note_body"]
    assert portal.noted == {7: [101]}


def test_a_company_that_hubspot_does_not_have_is_made_unless_told_otherwise(portal: Portal) -> None:
    view = funded()
    hubspot(portal, create=False).write([delivery(view)])
    assert portal.records["companies"] == portal.records["notes"] == {}
    hubspot(portal).write([delivery(view)])
    (held,) = portal.records["companies"].values()
    assert (held["domain"], held["name"]) == (view.account.domain, view.account.name)


@pytest.mark.parametrize("when", [1, 2, 3, 4])
def test_a_repeat_after_a_crash_at_any_call_makes_nothing_twice_in_hubspot(portal: Portal, when: int) -> None:
    asked = []

    def crash(path: str) -> None:
        asked.append(path)
        if len(asked) == when:
            portal.fail.append(httpx.ReadTimeout("gone"))

    portal.on_request = crash
    sink = hubspot(portal)
    with pytest.raises(TransientError):
        sink.write([delivery()])
    sink.write([delivery()])
    sink.write([delivery()])
    assert (len(portal.records["companies"]), len(portal.records["notes"])) == (1, 1)


def test_a_note_that_was_written_without_an_answer_is_found_again(portal: Portal) -> None:
    hubspot(portal).write([delivery()])
    again = funded()
    hubspot(portal).write([delivery(again), delivery(again, id="2")])
    assert len(portal.records["notes"]) == 1


def test_the_record_that_an_account_was_pulled_from_goes_before_another_of_its_domain(portal: Portal) -> None:
    url = "https://app.hubspot.com/contacts/4711/company/9"
    view = replace(funded(), account=account(crm_url=url))
    portal.put("companies", 7, domain=view.account.domain)
    portal.put("companies", 9, domain="elsewhere.example")
    hubspot(portal, notes=False).write([delivery(view)])
    assert "fitsignal_fit" in portal.records["companies"][9]
    portal.records["companies"].pop(9)
    hubspot(portal, notes=False).write([delivery(view)])
    assert "fitsignal_fit" in portal.records["companies"][7]


def test_only_named_properties_are_set(portal: Portal) -> None:
    shipped = dict.fromkeys(HubSpotSinkOptions(token="x1").properties, "")
    portal.put("companies", 7, domain=funded().account.domain)
    hubspot(portal, properties={**shipped, "fit": "icp_score"}, notes=False).write([delivery()])
    ours = portal.records["companies"][7].keys() - {"hs_object_id", "domain", "hs_lastmodifieddate"}
    assert ours == {"icp_score"}
    with pytest.raises(ValueError, match="expected names for fit, tier"):
        HubSpotSinkOptions(token="x1", properties={"fitness": "a"})


@pytest.mark.parametrize("kind", ["reply", "update", "reminder"])
def test_what_follows_an_alert_is_no_news_for_a_crm(portal: Portal, org: Org, kind: Any) -> None:
    hubspot(portal).write([delivery(kind=kind)])
    salesforce(org).write([delivery(kind=kind)])
    hubspot(portal).write([Delivery(id="1", body=funded(), kind="digest")])
    assert portal.asked == org.asked == []


def test_a_missing_property_pauses_the_sink_and_names_it(portal: Portal) -> None:
    portal.put("companies", 7, domain=funded().account.domain)
    portal.unknown_properties = {"fitsignal_level"}
    with pytest.raises(DestinationError, match="no company property fitsignal_level: make it, or leave it out"):
        hubspot(portal).write([delivery()])


@pytest.mark.parametrize(
    ("answer", "error", "done"),
    [
        (httpx.Response(429, headers={"retry-after": "7"}, json={}), TransientError, 1),
        (httpx.Response(403, json={}), DestinationError, 1),
        (httpx.Response(400, json={"message": "no"}), MessageError, 1),
        (httpx.Response(500), TransientError, 1),
    ],
)
def test_a_failure_says_how_far_the_batch_came(
    portal: Portal, answer: httpx.Response, error: type[Exception], done: int
) -> None:
    asked = []

    def fail(path: str) -> None:
        asked.append(path)
        if asked.count("/crm/v3/objects/companies/search") == 2 and path.endswith("search"):
            portal.fail.append(answer)

    portal.on_request = fail
    with pytest.raises(error) as caught:
        hubspot(portal).write([delivery(), delivery(id="2")])
    assert caught.value.done == done  # type: ignore[attr-defined]


def test_a_check_names_the_properties_that_are_not_there(portal: Portal) -> None:
    (found,) = hubspot(portal).check()
    assert found.level == "error"
    assert "fitsignal_fit, fitsignal_tier" in found.message
    portal.properties = list(HubSpotSinkOptions(token="x1").properties.values())
    assert hubspot(portal).check() == (Finding("ok", "the company's properties are there; nothing was written"),)
    (found,) = hubspot(portal, token="other").check()
    assert "does not know the token" in found.message


def test_an_account_that_salesforce_has_gets_fields_and_a_task_for_its_owner(org: Org) -> None:
    view = funded()
    org.put("Account", "001A", Name="x", Website=f"http://www.{view.account.domain}", OwnerId="005A")
    salesforce(org).write([delivery(view)])
    assert org.records["Account"]["001A"]["Fitsignal_Priority__c"] == view.alert.priority
    (task,) = org.records["Task"].values()
    assert (task["WhatId"], task["OwnerId"], task["Status"]) == ("001A", "005A", "Not Started")
    assert task["Description"].endswith(f"fitsignal alert {view.alert.id}")
    assert view.account.name in task["Subject"]


def test_a_repeat_makes_nothing_twice_in_salesforce(org: Org) -> None:
    for _ in range(3):
        salesforce(org).write([delivery()])
    assert (len(org.records["Account"]), len(org.records["Task"])) == (1, 1)
    (held,) = org.records["Account"].values()
    assert held["Website"] == funded().account.domain


def test_a_missing_field_of_salesforce_pauses_the_sink_and_a_check_names_it(org: Org) -> None:
    org.fields["Account"].remove("Fitsignal_Level__c")
    with pytest.raises(DestinationError, match="No such column 'Fitsignal_Level__c'"):
        salesforce(org).write([delivery()])
    (found,) = salesforce(org).check()
    assert "has no fields Fitsignal_Level__c" in found.message
    org.fields["Account"].append("fitsignal_level__c")
    assert [found.level for found in salesforce(org).check()] == ["ok"]


def test_a_quote_in_a_domain_stays_inside_its_query(org: Org) -> None:
    salesforce(org).write([delivery(replace(funded(), account=account(domains=("o'neil.example",))))])
    assert r"'o\'neil.example'" in org.queries[0]
