"""HubSpot: companies, owners, deals and their pipelines (https://developers.hubspot.com/docs/api/crm/search).

Reads with a private app's token and the scopes crm.objects.companies.read, crm.objects.deals.read,
crm.objects.owners.read. Search gives at most 10,000 records of a query: each page is a query of its own, for what
changed since the last round and has an id after the last one read. It gives no archived records: these are listed.
Five searches a second; a hundred calls in ten seconds. Delivery: a record that changes while it is read is read again,
since the next round begins five minutes before this one did; what left no trace leaves with the next full one.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from icp.crm import CrmCompany, CrmCursor, CrmDeal, CrmError, CrmPage
from icp.crm_reading import CrmReader
from sources.crm.contract import Crm, Found, Round
from sources.crm.fields import instant_of, number_of, rows_of, text_of
from sources.crm.hubspot_api import hubspot_calls
from sources.crm.options import HubSpotOptions

if TYPE_CHECKING:
    import httpx

PAGE = 200
"""Records of a search, the most that HubSpot gives."""
LISTED = 100
OVERLAP = timedelta(minutes=5)
"""A change may take a while until search knows of it."""
_COMPANY = (
    *("name", "domain", "hs_additional_domains", "industry", "numberofemployees", "annualrevenue", "country", "state"),
    *("founded_year", "web_technologies", "notes_last_contacted", "hs_parent_company_id", "hubspot_owner_id"),
    *("hs_merged_object_ids", "hs_lastmodifieddate"),
)
_OURS = ("hs_parent_company_id", "hubspot_owner_id", "hs_merged_object_ids", "hs_lastmodifieddate")
_DEAL = (
    *("dealstage", "pipeline", "amount", "deal_currency_code", "createdate", "closedate", "hs_is_closed"),
    *("hs_is_closed_won", "hubspot_owner_id", "hs_lastmodifieddate"),
)
_PHASES = ("companies", "archived_companies", "deals", "archived_deals")


class HubSpot(Crm):
    """A HubSpot portal."""

    options_model = HubSpotOptions
    pace: ClassVar[float] = 0.25

    def __init__(self, options: HubSpotOptions, transport: "httpx.BaseTransport | None" = None) -> None:
        self.options: HubSpotOptions = options
        self._calls = hubspot_calls(options, transport)
        self._asked = tuple(dict.fromkeys((*_COMPANY, *options.status_from, *options.columns)))
        self._read = tuple(name for name in self._asked if name not in _OURS)
        self._portal: Mapping[str, Any] = {}

    def close(self) -> None:
        """Close the connections."""
        self._calls.close()

    def check(self) -> list[Found]:
        """Whose token it is, and whether it may read what is read."""
        try:
            portal = self._details()
            asked = ("companies", "deals") if self.options.deals else ("companies",)
            counts = {kind: self._count(kind) for kind in asked}
            owners = len(self._owners())
        except CrmError as error:
            return [Found("error", str(error))]
        who = f"portal {portal['portalId']}" if "portalId" in portal else "HubSpot"
        told = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
        return [Found("ok", f"{who}: {told}, {owners:,} owners to be read")]

    def read(self, cursor: CrmCursor, *, full: bool) -> Iterator[CrmPage]:
        """Owners, then companies, then deals, each with those that were archived."""
        owners = self._owners()
        self._portal = self._details()
        assert self._calls.now is not None
        here = Round.of(cursor, _PHASES[0], self._calls.now, full=full)
        yield CrmPage(here.cursor, owners=owners)
        phases = _PHASES if self.options.deals else _PHASES[:2]
        for phase in phases[phases.index(here.phase) if here.phase in phases else len(phases) :]:
            here = here if here.phase == phase else here.at(phase)
            archived, kind = phase.startswith("archived_"), phase.removeprefix("archived_")
            yield from self._archived(here, kind) if archived else self._changed(here, kind)
        yield here.ended(OVERLAP)

    def _changed(self, here: Round, kind: str) -> Iterator[CrmPage]:
        """What changed, in the order of ids, so that a change meanwhile moves nothing out of reach."""
        stages = self._stages() if kind == "deals" else {}
        while records := rows_of(self._search(kind, here, PAGE), "results"):
            last = max((str(each["id"]) for each in records), key=_number)
            if _number(last) <= _number(here.last):
                raise CrmError(f"HubSpot gave {kind} up to {here.last} twice: is api_url a proxy?", "later")
            here = here.after(last)
            if kind == "companies":
                yield CrmPage(here.cursor, companies=self._companies(records))
            else:
                yield CrmPage(here.cursor, deals=self._deals(records, stages))
            if len(records) < PAGE:
                return

    def _search(self, kind: str, here: Round, most: int) -> Any:
        filters = [{"propertyName": "hs_object_id", "operator": "GT", "value": here.last or "0"}]
        if here.since:
            filters.append({"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": _millis(here.since)})
        asked = self._asked if kind == "companies" else _DEAL
        body = {
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": list(asked),
            "limit": most,
        }
        return self._calls.post(f"/crm/v3/objects/{kind}/search", body, reads=True)

    def _count(self, kind: str) -> int:
        answer = self._search(kind, Round("", "", None, "", True), 1)
        rows_of(answer, "results")
        total = answer.get("total")
        return total if isinstance(total, int) else 0

    def _archived(self, here: Round, kind: str) -> Iterator[CrmPage]:
        after = here.last
        while True:
            params = {"archived": "true", "limit": str(LISTED)} | ({"after": after} if after else {})
            answer = self._calls.get(f"/crm/v3/objects/{kind}", params)
            gone = [str(each["id"]) for each in rows_of(answer, "results")]
            after = _next(answer, after)
            here = here.after(after) if after else here.at(_following(here.phase))
            of_companies = kind == "companies"
            yield CrmPage(
                here.cursor, gone_companies=gone if of_companies else (), gone_deals=() if of_companies else gone
            )
            if not after:
                return

    def _companies(self, records: list[dict[str, Any]]) -> list[CrmCompany]:
        reader = CrmReader(self._read, self.options.columns)
        return [self._company(reader, each) for each in records]

    def _company(self, reader: CrmReader, record: dict[str, Any]) -> CrmCompany:
        name, held = str(record["id"]), _properties(record)
        domains, account = reader.read(held, f"company {name}")
        if account is not None and self._portal.get("portalId"):
            host = self._portal.get("uiDomain") or "app.hubspot.com"
            url = f"https://{host}/contacts/{self._portal['portalId']}/company/{name}"
            account = account.model_copy(update={"crm_url": url})
        words = [text_of(held.get(each)) for each in self.options.status_from]
        return CrmCompany(
            id=name,
            domains=domains,
            account=account,
            words=tuple(word for word in words if word),
            parent=text_of(held.get("hs_parent_company_id")),
            owner=text_of(held.get("hubspot_owner_id")),
            modified_at=instant_of(held.get("hs_lastmodifieddate")),
            merged=tuple(filter(None, (text_of(held.get("hs_merged_object_ids")) or "").split(";"))),
        )

    def _deals(self, records: list[dict[str, Any]], stages: Mapping[str, dict[str, Any]]) -> list[CrmDeal]:
        companies = self._companies_of([str(each["id"]) for each in records])
        currency = text_of(self._portal.get("companyCurrency"))
        return [_deal(each, companies.get(str(each["id"])), stages, currency) for each in records]

    def _companies_of(self, deals: list[str]) -> dict[str, str]:
        """The company of each deal: the primary one, else the first."""
        body = {"inputs": [{"id": name} for name in deals]}
        answer = self._calls.post("/crm/v4/associations/deals/companies/batch/read", body, reads=True)
        found = {}
        for each in rows_of(answer, "results", key="from"):
            ends = sorted(_parts(each, "to", "toObjectId"), key=lambda end: not _is_primary(end))
            deal = each["from"].get("id") if isinstance(each["from"], dict) else None
            if ends and deal is not None:
                found[str(deal)] = str(ends[0]["toObjectId"])
        return found

    def _owners(self) -> dict[str, str]:
        """E-mail addresses by id, of those too who left."""
        found: dict[str, str] = {}
        for archived in ("true", "false"):
            after = ""
            while True:
                params = {"limit": "100", "archived": archived} | ({"after": after} if after else {})
                answer = self._calls.get("/crm/v3/owners", params)
                found |= {str(each["id"]): str(each.get("email") or "") for each in rows_of(answer, "results")}
                after = _next(answer, after)
                if not after:
                    break
        return {name: mail for name, mail in found.items() if mail}

    def _stages(self) -> dict[str, dict[str, Any]]:
        """What each stage of each pipeline is called, and whether it is an end."""
        answer = self._calls.get("/crm/v3/pipelines/deals")
        return {
            str(stage["id"]): stage for each in rows_of(answer, "results") for stage in _parts(each, "stages", "id")
        }

    def _details(self) -> Mapping[str, Any]:
        """The portal; nothing of it is needed, so that a token without this right still reads."""
        try:
            answer = self._calls.get("/account-info/v3/details")
        except CrmError as error:
            if error.kind == "later" or "does not know the token" in str(error):
                raise
            return {}
        return answer if isinstance(answer, dict) else {}


def _following(phase: str) -> str:
    """The kind of record that comes after one."""
    return dict(zip(_PHASES, (*_PHASES[1:], "end"), strict=True))[phase]


def _deal(
    record: dict[str, Any], company: str | None, stages: Mapping[str, dict[str, Any]], currency: str | None
) -> CrmDeal:
    held = _properties(record)
    stage = stages.get(text_of(held.get("dealstage")) or "", {})
    ends: dict[str, Any] = stage["metadata"] if isinstance(stage.get("metadata"), dict) else {}
    closed = _flag(held.get("hs_is_closed"), ends.get("isClosed"))
    won = _flag(held.get("hs_is_closed_won"), str(closed and number_of(ends.get("probability")) == 1.0))
    return CrmDeal(
        id=str(record["id"]),
        company=company,
        stage=text_of(stage.get("label")) or text_of(held.get("dealstage")),
        amount=number_of(held.get("amount")),
        currency=text_of(held.get("deal_currency_code")) or currency,
        opened_at=instant_of(held.get("createdate")),
        closed_at=instant_of(held.get("closedate")) if closed or won else None,
        outcome="won" if won else "lost" if closed else None,
        owner=text_of(held.get("hubspot_owner_id")),
        modified_at=instant_of(held.get("hs_lastmodifieddate")),
    )


def _properties(record: dict[str, Any]) -> dict[str, Any]:
    held = record.get("properties")
    return held if isinstance(held, dict) else {}


def _flag(*told: Any) -> bool:
    """The first that says anything."""
    return next((str(each).casefold() == "true" for each in told if each not in (None, "")), False)


def _parts(record: dict[str, Any], name: str, key: str) -> list[dict[str, Any]]:
    """Records within a record; none where it has no list of them."""
    return rows_of(record, name, key) if isinstance(record.get(name), list) else []


def _is_primary(end: dict[str, Any]) -> bool:
    types = end.get("associationTypes")
    named = [each.get("label") for each in types if isinstance(each, dict)] if isinstance(types, list) else []
    return "Primary" in named


def _number(name: str) -> int:
    """An id as the number it is, so that the order of ids is HubSpot's; of any other -1."""
    return int(name) if name.isascii() and name.isdigit() else -1


def _next(answer: Any, before: str) -> str:
    """The place of the next page; nothing where there is none. Raises CrmError where it is where we were."""
    paging = answer.get("paging") if isinstance(answer, dict) else None
    following = paging.get("next") if isinstance(paging, dict) else None
    after = following.get("after") if isinstance(following, dict) else None
    if after and str(after) == before:
        raise CrmError("HubSpot points from a page to itself: is api_url a proxy?", "later")
    return str(after) if after else ""


def _millis(instant: str) -> str:
    found = instant_of(instant)
    assert found is not None
    return str(int(found.timestamp() * 1000))
