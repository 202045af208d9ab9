"""Salesforce is read by SOQL: accounts and opportunities, page after page, within the org's limits."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from icp.crm import CrmCompany, CrmDeal, CrmError, CrmPage
from sources.crm import build_crm
from sources.crm.contract import Crm, Found
from sources.crm.options import SalesforceOptions
from tests.crm.salesforce_org import INSTANCE, START, TOKEN, Org

OWNER = {"Owner": {"attributes": {"type": "User"}, "Email": "mara@northwind.example"}}


@pytest.fixture
def org() -> Org:
    made = Org()
    made.put("Account", "001A", Name="Quillmar", Website="www.quillmar.example", Type="Customer - Direct", **OWNER)
    made.put("Account", "001B", Name="Velsund", Website="velsund.example", ParentId="001A", NumberOfEmployees=140)
    made.put("Opportunity", "006A", AccountId="001B", StageName="Proposal", Amount=900.0, IsClosed=False, IsWon=False)
    return made


def crm(org: Org, **more: Any) -> Crm:
    table = {"type": "salesforce", "instance": INSTANCE, "token": TOKEN, **more}
    return build_crm(SalesforceOptions.model_validate(table), org.transport)


def read(org: Org, cursor: dict[str, Any] | None = None, **more: Any) -> list[CrmPage]:
    return list(crm(org, **more).read(cursor or {}, full=False))


def companies(pages: list[CrmPage]) -> list[CrmCompany]:
    return [each for page in pages for each in page.companies]


def deals(pages: list[CrmPage]) -> list[CrmDeal]:
    return [each for page in pages for each in page.deals]


def test_an_account_has_its_owner_parent_type_and_address_in_the_crm(org: Org) -> None:
    first, second = companies(read(org))
    assert (first.id, first.domains, first.words) == ("001A", ("quillmar.example",), ("Customer - Direct",))
    assert (first.owner, second.parent) == ("mara@northwind.example", "001A")
    assert first.account is not None
    assert first.account.crm_url == f"{INSTANCE}/001A"
    assert second.account is not None
    assert second.account.employees == 140


@pytest.mark.parametrize(
    ("fields", "outcome", "closed"),
    [
        ({"IsClosed": True, "IsWon": True}, "won", datetime(2026, 11, 1, tzinfo=UTC)),
        ({"IsClosed": True, "IsWon": False}, "lost", datetime(2026, 11, 1, tzinfo=UTC)),
        ({"IsClosed": False, "IsWon": False}, None, None),
    ],
)
def test_an_opportunity_has_its_stage_sum_currency_and_outcome(
    org: Org, fields: dict[str, bool], outcome: Any, closed: Any
) -> None:
    org.fields["Opportunity"].append("CurrencyIsoCode")
    dates = {"CloseDate": "2026-11-01", "CreatedDate": "2026-10-01T08:00:00.000+0000", "CurrencyIsoCode": "SEK"}
    org.put("Opportunity", "006A", **fields, **dates)
    (deal,) = deals(read(org))
    assert (deal.company, deal.stage, deal.amount, deal.currency) == ("001B", "Proposal", 900.0, "SEK")
    assert (deal.outcome, deal.closed_at, deal.opened_at) == (outcome, closed, datetime(2026, 10, 1, 8, tzinfo=UTC))


def test_fields_that_the_user_does_not_see_are_not_asked_for_and_a_check_names_them(org: Org) -> None:
    org.fields["Account"].remove("AnnualRevenue")
    read(org)
    assert all("AnnualRevenue" not in soql and "CurrencyIsoCode" not in soql for soql in org.queries)
    told = crm(org).check()
    assert told[0] == Found("ok", "2 of Account, 1 of Opportunity to be read")
    assert told[1].level == "warning"
    assert "does not see AnnualRevenue of Account" in told[1].message


def test_pages_are_followed_and_a_round_that_was_broken_off_goes_on_by_the_last_id(org: Org) -> None:
    org.page = 10
    for n in range(100, 155):
        org.put("Account", f"001X{n}", Name=f"Company {n}", Website=f"company{n}.example")
    taken: list[CrmPage] = []
    for page in crm(org).read({}, full=False):
        taken.append(page)
        if len(companies(taken)) == 30:
            break
    org.rest.clear()
    names = [each.id for each in companies(taken + read(org, taken[-1].cursor))]
    assert names == sorted(org.records["Account"])


def test_the_next_round_asks_for_changes_and_activities_since_a_little_before(org: Org) -> None:
    org.clock = START + timedelta(minutes=30)
    end = read(org)[-1]
    assert (end.began, end.full) == (org.clock, True)
    assert companies(read(org, end.cursor)) == []
    org.put("Account", "001B", Name="Velsund AB")
    org.records["Account"]["001A"]["LastActivityDate"] = "2026-11-20"
    again = read(org, end.cursor)
    assert [each.id for each in companies(again)] == ["001A", "001B"]
    assert companies(again)[0].account is not None
    assert companies(again)[0].account.last_activity == "2026-11-20"  # type: ignore[union-attr]


def test_what_was_deleted_or_merged_is_told(org: Org) -> None:
    org.put("Account", "001B", IsDeleted=True, MasterRecordId="001A")
    org.put("Opportunity", "006A", IsDeleted=True)
    pages = read(org)
    assert [name for page in pages for name in page.gone_companies] == ["001B"]
    assert [name for page in pages for name in page.gone_deals] == ["006A"]
    assert [each.id for each in companies(pages)] == ["001A"]


def said(code: str, message: str = "why", status: int = 400) -> httpx.Response:
    return httpx.Response(status, json=[{"errorCode": code, "message": message}])


FAILURES = [
    (said("REQUEST_LIMIT_EXCEEDED", status=403), "later", 3600.0, "of the day are used up"),
    (said("SERVER_UNAVAILABLE", status=503), "later", None, "SERVER_UNAVAILABLE"),
    (said("QUERY_TIMEOUT"), "later", None, "QUERY_TIMEOUT"),
    (said("INVALID_SESSION_ID", status=401), "access", None, "has run out or was revoked"),
    (said("API_DISABLED_FOR_ORG", status=403), "access", None, "API Enabled"),
    (said("INVALID_TYPE", "sObject type 'Account' is not supported."), "access", None, "grant Read on it .*Account"),
    (said("MALFORMED_QUERY", "unexpected token"), "refused", None, "MALFORMED_QUERY.*unexpected token"),
    (httpx.Response(404, text="<html>"), "access", None, "my.salesforce.com"),
    (httpx.Response(302, headers={"location": "https://elsewhere.example"}), "access", None, "my.salesforce.com"),
    (httpx.ReadError("reset"), "later", None, "did not answer"),
    (httpx.ConnectError("no such host"), "later", None, "could not be reached"),
]


@pytest.mark.parametrize(("answer", "kind", "after", "text"), FAILURES)
def test_a_failure_says_what_it_means_and_when_it_may_be_tried_again(
    org: Org, answer: Any, kind: str, after: float | None, text: str
) -> None:
    org.fail = [answer]
    with pytest.raises(CrmError, match=text) as caught:
        read(org)
    assert (caught.value.kind, caught.value.after) == (kind, after)
    assert TOKEN not in str(caught.value)


def test_it_waits_when_its_share_of_the_day_s_calls_is_used(org: Org) -> None:
    org.used = "13600/15000"
    with pytest.raises(CrmError, match=r"91% of Salesforce's API calls of the day are used") as caught:
        read(org)
    assert (caught.value.kind, caught.value.after) == ("later", 3600.0)
    assert len(companies(read(org, calls=1.0))) == 2


def test_a_connected_app_asks_for_a_token_and_for_another_when_it_has_run_out(org: Org) -> None:
    granted = {"token": None, "client_id": "app", "client_secret": "s3cret-s3cret"}
    made = crm(org, **granted)
    assert len(companies(list(made.read({}, full=False)))) == 2
    org.fail = [said("INVALID_SESSION_ID", status=401)]
    assert len(companies(list(made.read({}, full=True)))) == 2
    assert org.asked.count("POST /services/oauth2/token") == 2


def test_a_refused_app_is_a_sentence_without_its_secret(org: Org) -> None:
    org.fail = [
        httpx.Response(400, json={"error": "invalid_client", "error_description": "invalid client credentials"})
    ]
    told = crm(org, token=None, client_id="app", client_secret="s3cret-s3cret").check()
    assert told == [
        Found("error", "Salesforce gives no token (invalid_client): is client_id right, and were client_secret or "
              "refresh_token revoked?")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"instance": "https://quillmar.lightning.force.com", "token": "x1"}, "the address for browsers"),
        ({"instance": INSTANCE}, "either token, or client_id"),
        ({"instance": INSTANCE, "token": "x1", "client_id": "a", "client_secret": "b1"}, "either token, or client_id"),
        ({"instance": "quillmar", "token": "x1"}, "expected an address"),
        ({"instance": INSTANCE, "token": "x1", "every": "0s"}, "a span from"),
        ({"instance": INSTANCE, "token": "x1", "status": {"Rival": "enemy"}}, "Input should be"),
    ],
)
def test_wrong_keys_are_told(table: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        SalesforceOptions.model_validate({"type": "salesforce", **table})
