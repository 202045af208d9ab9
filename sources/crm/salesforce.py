"""Salesforce: accounts and opportunities by SOQL (https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta).

Reads with a user that may see Account and Opportunity, by a session's token or a connected app. `queryAll` shows what
was deleted or merged too, for as long as the recycle bin keeps it. Pages follow `nextRecordsUrl`; the cursor holds the
last id, so that a round which was broken off goes on with a query of its own. Waits when a share of the day's API calls
is used. Delivery: the next round begins five minutes before this one did, so that nothing committed late is missed.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from icp.crm import CrmCompany, CrmCursor, CrmDeal, CrmError, CrmPage
from icp.crm_reading import CrmReader
from sources.crm.contract import Crm, Found, Round
from sources.crm.fields import instant_of, number_of, text_of
from sources.crm.options import SalesforceOptions
from sources.crm.salesforce_api import SalesforceCalls, quoted

if TYPE_CHECKING:
    import httpx

OVERLAP = timedelta(minutes=5)
_ACCOUNT = (
    *("Name", "Website", "Industry", "NumberOfEmployees", "AnnualRevenue", "BillingCountry", "BillingState"),
    *("YearStarted", "LastActivityDate"),
)
_OF_ACCOUNT = ("Id", "SystemModstamp", "IsDeleted", "ParentId")
_OPPORTUNITY = (
    *("Id", "AccountId", "StageName", "Amount", "CurrencyIsoCode", "IsClosed", "IsWon", "CloseDate", "CreatedDate"),
    *("SystemModstamp", "IsDeleted"),
)
_PHASES = ("Account", "Opportunity")


class Salesforce(Crm):
    """A Salesforce org."""

    options_model = SalesforceOptions
    pace: ClassVar[float] = 0.0

    def __init__(self, options: SalesforceOptions, transport: "httpx.BaseTransport | None" = None) -> None:
        self.options: SalesforceOptions = options
        self._calls = SalesforceCalls(options, transport, share=options.calls)
        self._read = tuple(dict.fromkeys((*_ACCOUNT, *options.status_from, *options.columns)))

    def close(self) -> None:
        """Close the connections."""
        self._calls.close()

    def check(self) -> list[Found]:
        """How much there is to be read, and what the user may not see of it."""
        try:
            counts = {name: self._count(name) for name in self._phases}
            missing = [name for name in self._read if not self._has("Account", name)]
        except CrmError as error:
            return [Found("error", str(error))]
        told = ", ".join(f"{count:,} of {name}" for name, count in counts.items())
        unseen = f"the user does not see {', '.join(missing)} of Account: what it holds stays unknown"
        return [Found("ok", f"{told} to be read"), *([Found("warning", unseen)] if missing else [])]

    @property
    def _phases(self) -> tuple[str, ...]:
        return _PHASES if self.options.deals else _PHASES[:1]

    def read(self, cursor: CrmCursor, *, full: bool) -> Iterator[CrmPage]:
        """Accounts, then opportunities, each with those that were deleted."""
        self._calls.fields.cache_clear()
        self._calls.fields("Account")
        assert self._calls.now is not None
        here = Round.of(cursor, _PHASES[0], self._calls.now, full=full)
        phases = self._phases
        for phase in phases[phases.index(here.phase) if here.phase in phases else len(phases) :]:
            here = here if here.phase == phase else here.at(phase)
            for records in self._calls.query(self._soql(here), deleted=True):
                here = here.after(str(records[-1]["Id"])) if records else here
                yield self._page(here, records)
        yield here.ended(OVERLAP)

    def _page(self, here: Round, records: list[dict[str, Any]]) -> CrmPage:
        gone = [str(each["Id"]) for each in records if each.get("IsDeleted") is True]
        there = [each for each in records if each.get("IsDeleted") is not True]
        if here.phase == "Account":
            return CrmPage(here.cursor, companies=self._companies(there), gone_companies=gone)
        return CrmPage(here.cursor, deals=[_deal(each) for each in there], gone_deals=gone)

    def _soql(self, here: Round) -> str:
        wanted = (*_OF_ACCOUNT, *self._read) if here.phase == "Account" else _OPPORTUNITY
        fields = [name for name in dict.fromkeys(wanted) if self._has(here.phase, name)]
        fields += ["Owner.Email"] if self._has(here.phase, "OwnerId") else []
        where = [f"Id > {quoted([here.last])}"] if here.last else []
        where += [self._changed(here)] if here.since else []
        tail = f" WHERE {' AND '.join(where)}" if where else ""
        return f"SELECT {', '.join(fields)} FROM {here.phase}{tail} ORDER BY Id"  # noqa: S608

    def _changed(self, here: Round) -> str:
        """An activity does not count as a change of its account, so it is asked for too."""
        since = instant_of(here.since)
        assert since is not None
        changed = f"SystemModstamp >= {since:%Y-%m-%dT%H:%M:%SZ}"
        if here.phase == "Account" and self._has("Account", "LastActivityDate"):
            return f"({changed} OR LastActivityDate >= {since:%Y-%m-%d})"
        return changed

    def _has(self, name: str, field: str) -> bool:
        """Whether there is such a field; of a parent (`Owner.Name`) that is only known when it is asked for."""
        return "." in field or field.casefold() in self._calls.fields(name)

    def _count(self, name: str) -> int:
        answer = self._calls.get(self._calls.object("/query"), {"q": f"SELECT COUNT() FROM {name}"})  # noqa: S608
        total = answer.get("totalSize") if isinstance(answer, dict) else None
        return total if isinstance(total, int) else 0

    def _companies(self, records: Sequence[dict[str, Any]]) -> list[CrmCompany]:
        reader = CrmReader(self._read, self.options.columns)
        return [self._company(reader, each) for each in records]

    def _company(self, reader: CrmReader, record: dict[str, Any]) -> CrmCompany:
        name = str(record["Id"])
        flat = {field: _at(record, field) for field in self._read}
        domains, account = reader.read(flat, f"account {name}")
        if account is not None:
            account = account.model_copy(update={"crm_url": f"{self._calls.base}/{name}"})
        words = [text_of(_at(record, field)) for field in self.options.status_from]
        return CrmCompany(
            id=name,
            domains=domains,
            account=account,
            words=tuple(word for word in words if word),
            parent=text_of(record.get("ParentId")),
            owner=text_of(_at(record, "Owner.Email")),
            modified_at=instant_of(record.get("SystemModstamp")),
        )


def _deal(record: dict[str, Any]) -> CrmDeal:
    closed, won = record.get("IsClosed") is True, record.get("IsWon") is True
    return CrmDeal(
        id=str(record["Id"]),
        company=text_of(record.get("AccountId")),
        stage=text_of(record.get("StageName")),
        amount=number_of(record.get("Amount")),
        currency=text_of(record.get("CurrencyIsoCode")),
        opened_at=instant_of(record.get("CreatedDate")),
        closed_at=instant_of(record.get("CloseDate")) if closed else None,
        outcome=("won" if won else "lost") if closed else None,
        owner=text_of(_at(record, "Owner.Email")),
        modified_at=instant_of(record.get("SystemModstamp")),
    )


def _at(record: dict[str, Any], path: str) -> Any:
    """The value of a field, or of a parent's field (`Owner.Email`)."""
    value: Any = record
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
