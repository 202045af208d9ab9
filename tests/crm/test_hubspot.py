"""HubSpot is read: companies, owners and deals, by windows of ids; what it answers wrongly is told as a sentence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from icp.crm import CrmCompany, CrmDeal, CrmError, CrmPage
from sources.crm import build_crm
from sources.crm.contract import Crm, Found
from sources.crm.options import HubSpotOptions
from tests.crm.hubspot_portal import START, TOKEN, Portal


@pytest.fixture
def portal() -> Portal:
    made = Portal()
    made.put("companies", 1, name="Quillmar", domain="https://www.quillmar.example/", lifecyclestage="customer")
    made.put("companies", 2, name="Velsund", domain="velsund.example", hubspot_owner_id="11", hs_parent_company_id="1")
    made.deal(7, 2, dealstage="closedwon", amount="1200.50", closedate="2026-11-01T10:00:00Z", hs_is_closed="true")
    return made


def crm(portal: Portal, **more: Any) -> Crm:
    table = {"type": "hubspot", "token": TOKEN, **more}
    return build_crm(HubSpotOptions.model_validate(table), portal.transport)


def read(portal: Portal, cursor: dict[str, Any] | None = None, *, full: bool = False, **more: Any) -> list[CrmPage]:
    return list(crm(portal, **more).read(cursor or {}, full=full))


def companies(pages: list[CrmPage]) -> list[CrmCompany]:
    return [each for page in pages for each in page.companies]


def deals(pages: list[CrmPage]) -> list[CrmDeal]:
    return [each for page in pages for each in page.deals]


def test_a_company_is_an_account_with_its_owner_parent_words_and_address_in_the_crm(portal: Portal) -> None:
    pages = read(portal)
    first, second = companies(pages)
    assert (first.id, first.domains, first.words) == ("1", ("quillmar.example",), ("customer",))
    assert first.account is not None
    assert first.account.name == "Quillmar"
    assert first.account.crm_url == "https://app-eu1.hubspot.com/contacts/4711/company/1"
    assert (second.parent, second.owner) == ("1", "11")
    assert pages[0].owners == {"11": "mara@northwind.example"}


def test_a_deal_has_its_primary_company_stage_sum_and_outcome(portal: Portal) -> None:
    portal.links[7] = [(1, False), (2, True)]
    assert deals(read(portal)) == [
        CrmDeal(
            id="7",
            company="2",
            stage="Won",
            amount=1200.5,
            currency="EUR",
            opened_at=datetime(2026, 10, 1, 8, tzinfo=UTC),
            closed_at=datetime(2026, 11, 1, 10, tzinfo=UTC),
            outcome="won",
            modified_at=START,
        )
    ]


@pytest.mark.parametrize(
    ("stage", "flags", "outcome"),
    [
        ("appointmentscheduled", {}, None),
        ("closedlost", {"hs_is_closed": None}, "lost"),
        ("closedwon", {"hs_is_closed": None}, "won"),
        ("gone", {"hs_is_closed": "true", "hs_is_closed_won": "false"}, "lost"),
        ("gone", {"hs_is_closed": "true", "hs_is_closed_won": "true"}, "won"),
    ],
)
def test_a_deal_is_closed_by_its_flags_or_else_by_its_stage(
    portal: Portal, stage: str, flags: dict[str, Any], outcome: str | None
) -> None:
    portal.deal(7, 2, dealstage=stage, closedate="2026-11-01T10:00:00Z", **flags)
    (deal,) = deals(read(portal))
    assert (deal.outcome, deal.closed_at is None) == (outcome, outcome is None)


def test_more_records_than_a_search_gives_are_read_by_ids_whatever_changes_meanwhile(portal: Portal) -> None:
    portal.page = 200
    for n in range(10, 10_610):
        portal.put("companies", n, name=f"Company {n}", domain=f"company{n}.example")
    seen: list[str] = []
    for page in crm(portal, deals=False).read({}, full=False):
        seen += [each.id for each in page.companies]
        portal.put("companies", 3, name="Changed", domain="changed.example")
        if "10" in seen:
            portal.records["companies"].pop(10, None)
    assert len(seen) == len(set(seen)) == 10_602 + ("3" in seen)
    assert seen[-1] == "10609"


def test_a_round_reads_what_changed_since_a_little_before_the_last_one_began(portal: Portal) -> None:
    portal.clock = START + timedelta(minutes=10)
    end = read(portal)[-1]
    assert (end.began, end.full) == (portal.clock, True)
    portal.clock = START + timedelta(minutes=30)
    assert companies(read(portal, end.cursor)) == []
    portal.put("companies", 2, name="Velsund AB")
    again = read(portal, end.cursor)
    assert [each.id for each in companies(again)] == ["2"]
    assert not again[-1].full
    assert [each.id for each in companies(read(portal, end.cursor, full=True))] == ["1", "2"]


def test_a_round_that_was_broken_off_goes_on_where_it_stood_and_reads_nothing_twice(portal: Portal) -> None:
    for n in range(1_000, 1_500):
        portal.put("companies", n, name=f"Company {n}", domain=f"company{n}.example")
    taken: list[CrmPage] = []
    for page in crm(portal).read({}, full=False):
        taken.append(page)
        if len(companies(taken)) >= 200:
            break
    rest = read(portal, taken[-1].cursor)
    names = [each.id for each in companies(taken + rest)]
    assert len(names) == len(set(names)) == 502
    assert rest[-1].began == START


def test_what_was_archived_or_merged_is_told(portal: Portal) -> None:
    portal.archive("companies", 1)
    portal.put("companies", 2, hs_merged_object_ids="5;6")
    portal.archive("deals", 7)
    pages = read(portal)
    assert [name for page in pages for name in page.gone_companies] == ["1"]
    assert [name for page in pages for name in page.gone_deals] == ["7"]
    assert companies(pages)[0].merged == ("5", "6")


def test_properties_of_your_own_are_columns_and_words(portal: Portal) -> None:
    portal.put("companies", 1, arr_band="12000", kind="Rivale", numberofemployees="51-200", sales_team_size="7")
    options: dict[str, Any] = {
        "columns": {"arr_band": "revenue", "sales_team_size": "Sales people"},
        "status_from": ["kind"],
    }
    first = companies(read(portal, **options))[0]
    assert first.account is not None
    assert (first.words, first.account.revenue) == (("Rivale",), 12_000)
    assert first.account.value("sales_people") == "7"
    assert first.account.value("employees").low == 51


def test_a_record_without_a_domain_of_its_own_makes_no_account(portal: Portal) -> None:
    portal.put("companies", 1, domain=None)
    portal.put("companies", 2, domain="gmail.com")
    assert [(each.domains, each.account) for each in companies(read(portal))] == [((), None), ((), None)]


def limited(policy: str, **headers: str) -> httpx.Response:
    return httpx.Response(429, json={"errorType": "RATE_LIMIT", "policyName": policy}, headers=headers)


SCOPES = {"errors": [{"context": {"requiredGranularScopes": ["crm.objects.companies.read"]}}]}
FAILURES = [
    (limited("TEN_SECONDLY_ROLLING"), "later", 10.0, "fewer calls"),
    (limited("SECONDLY", **{"retry-after": "3"}), "later", 3.0, "fewer calls"),
    (limited("DAILY"), "later", 3600.0, "of the day are used up"),
    (httpx.Response(502, text="<html>"), "later", None, "502"),
    (httpx.Response(403, json=SCOPES), "access", None, "grant crm.objects.companies.read"),
    (httpx.Response(404, text="<html>not here</html>"), "access", None, "is the address right?"),
    (httpx.Response(200, text="<html>"), "access", None, "is the address right?"),
    (httpx.Response(200, json=[1, 2]), "later", None, "no list `results`"),
    (httpx.ReadTimeout("slow"), "later", None, "did not answer"),
    (httpx.ConnectError("refused"), "later", None, "could not be reached"),
]


@pytest.mark.parametrize(("answer", "kind", "after", "said"), FAILURES)
def test_a_failure_says_what_it_means_and_when_it_may_be_tried_again(
    portal: Portal, answer: Any, kind: str, after: float | None, said: str
) -> None:
    portal.fail = [answer]
    with pytest.raises(CrmError, match=said) as caught:
        read(portal)
    assert (caught.value.kind, caught.value.after) == (kind, after)
    assert TOKEN not in str(caught.value)


def test_a_check_says_how_much_there_is_or_what_a_wrong_token_means(portal: Portal) -> None:
    assert crm(portal).check() == [Found("ok", "portal 4711: 2 companies, 1 deals, 1 owners to be read")]
    told = crm(portal, token="pat-eu1-other").check()
    assert [found.level for found in told] == ["error"]
    assert "does not know the token" in told[0].message
    assert "pat-eu1-other" not in told[0].message


def test_a_token_that_has_run_out_is_renewed_and_the_call_made_again(portal: Portal) -> None:
    granted = {"token": None, "client_id": "app", "client_secret": "s3cret-s3cret", "refresh_token": "r3fresh-r3fresh"}
    given = iter(["old", TOKEN])

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/v1/token":
            assert b"r3fresh" in request.content
            return httpx.Response(200, json={"access_token": next(given)})
        return portal.answer(request)

    options = HubSpotOptions.model_validate({"type": "hubspot", **granted})
    pages = list(build_crm(options, httpx.MockTransport(answer)).read({}, full=False))
    assert len(companies(pages)) == 2
    assert "r3fresh" not in repr(options)
