"""What a CRM's records of one company make of its account: several domains and records fold into one.

Its status is the strongest word, unless its deals know better; a company that has none of its own has its parent's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from icp.account import Account, Status
from icp.crm import CrmCompany
from icp.statuses import parse_status
from icp.text import fold_text

STRENGTH: tuple[Status, ...] = ("own", "competitor", "opted_out", "customer", "open_deal")
"""Statuses that stand over `prospect`, the strongest first."""
KEPT: frozenset[Status] = frozenset(("own", "competitor", "opted_out"))
"""Statuses of the account list that a CRM's plain prospect does not undo: few CRMs know of them."""
RELATION = ("owner", "crm_url", "last_activity", "deal_stage", "csm")
_FORMER = frozenset(("former", "churned", "churn", "ex", "lost", "past", "cancelled", "canceled", "inactive"))


@dataclass(frozen=True, slots=True)
class Deals:
    """A company's deals in short: how many are open, the stage of the latest of those, and whether one was won."""

    open: int = 0
    stage: str | None = None
    won: bool = False


@dataclass(frozen=True, slots=True)
class CrmRecord:
    """A record with what else the CRM tells of it. `known_deals`: deals are read at all."""

    company: CrmCompany
    deals: Deals = Deals()
    owner: str | None = None
    status: Status = "prospect"


def own_status(words: Sequence[str], deals: Deals, given: Mapping[str, Status], *, known_deals: bool) -> Status:
    """The status of a record by itself; `given` maps the CRM's words (folded) as the configuration says.

    A word that the configuration maps decides. A stage such as "opportunity" outlives its deal in most CRMs: where
    deals are read, only an open deal is one.
    """
    told = [given[fold_text(word)] for word in words if fold_text(word) in given]
    if told:
        return strongest(told)
    read = [status for status in map(parse_status, words) if status]
    if known_deals:
        read = [status for status in read if status != "open_deal"]
    if deals.open:
        read.append("open_deal")
    if deals.won and not any(_FORMER & set(fold_text(word).split()) for word in words):
        read.append("customer")
    return strongest(read)


def strongest(statuses: Sequence[Status]) -> Status:
    """The status that stands over the others."""
    return next((status for status in STRENGTH if status in statuses), "prospect")


def inherited(own: Status, above: Sequence[Status]) -> Status:
    """The status with those of its parents, the nearest first: only a plain prospect has another's."""
    return next((status for status in (own, *above) if status != "prospect"), "prospect")


def fold_records(records: Sequence[CrmRecord]) -> Account:
    """One account of all records of a company; those that matter most speak first, the others fill what is unknown."""
    ranked = sorted(records, key=_rank)
    accounts = [each.company.account for each in ranked if each.company.account]
    first, names = accounts[0], {account.name: None for account in accounts}
    values: dict[str, object] = {}
    for account in reversed(accounts):
        values |= account.model_dump(exclude_defaults=True, exclude={"domain", "name", "attributes"})
    domains = dict.fromkeys(domain for each in ranked for domain in each.company.domains)
    aliases = dict.fromkeys([*list(names)[1:], *(alias for account in accounts for alias in account.aliases)])
    values |= {"domain": first.domain, "name": first.name, "status": strongest([each.status for each in ranked])}
    values |= {"domains": tuple(d for d in domains if d != first.domain), "aliases": tuple(aliases)}
    values["owner"] = next((each.owner for each in ranked if each.owner), None)
    values["deal_stage"] = next((each.deals.stage for each in ranked if each.deals.stage), None)
    values["attributes"] = {key: value for account in reversed(accounts) for key, value in account.attributes.items()}
    return Account.model_validate(values)


def over_list(listed: Account, told: Account, *, whole: bool = True) -> Account:
    """The account of the list with what the CRM knows put over it: where both have a column, the CRM's counts.

    Not `whole`: the CRM has it as another domain of a company; then only the relation is put over.
    """
    changes = {name: value for name in RELATION if (value := getattr(told, name)) is not None}
    changes["deal_stage"] = told.deal_stage
    if whole:
        given = told.model_dump(exclude_defaults=True, exclude={"domain", "status", "attributes", "domains", "aliases"})
        changes = {key: getattr(told, key) for key in given} | changes
        changes["name"] = listed.name if told.name == told.domain else told.name
        changes |= _joined(listed, told)
    keeps = told.status == "prospect" and listed.status in KEPT
    changes["status"] = listed.status if keeps else told.status
    return listed.model_copy(update=changes)


def _joined(listed: Account, told: Account) -> dict[str, object]:
    names = dict.fromkeys((*listed.aliases, *told.aliases, *((listed.name,) if listed.name != told.name else ())))
    domains = dict.fromkeys((*listed.domains, told.domain, *told.domains))
    return {
        "aliases": tuple(name for name in names if name not in (told.name, listed.domain, told.domain)),
        "domains": tuple(domain for domain in domains if domain != listed.domain),
        "attributes": {**listed.attributes, **told.attributes},
    }


def _rank(record: CrmRecord) -> tuple[int, int, float, str]:
    """Relation first, then open deals, then the record that was changed last."""
    place = STRENGTH.index(record.status) if record.status in STRENGTH else len(STRENGTH)
    return place, -record.deals.open, -_moment(record.company.modified_at), record.company.id


def _moment(instant: datetime | None) -> float:
    return instant.timestamp() if instant else 0.0
