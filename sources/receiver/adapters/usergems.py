"""usergems: people who changed jobs, sent by a campaign's "Send to Webhook". Vendor: help.usergems.com.

The secret is in `X-Api-Key`. The payload is not published and may be the campaign's own, so fields are known by many
names (`new_company.domain`, `Current Company Domain`, ...), inside whatever wraps them.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, ClassVar

from sources.receiver.adapters.company import Told, traits
from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.folded import folded
from sources.receiver.adapters.hook import Hook
from sources.receiver.adapters.job_change import CHAMPION, Move
from sources.receiver.adapters.values import (
    Table,
    first,
    first_address,
    first_domain,
    first_email,
    first_moment,
    table,
    text,
)
from sources.receiver.contract import Event, Request

_PEOPLE = ("", "contact", "person", "prospect", "lead", "champion", "gem")
_NOW = (
    *("newcompany", "currentcompany", "newaccount", "currentaccount", "neworganization", "currentorganization"),
    *("neworg", "tocompany", "newemployer", "currentemployer", "company", "account", "organization", "employer"),
)
_BEFORE = (
    *("previouscompany", "pastcompany", "oldcompany", "formercompany", "lastcompany", "fromcompany"),
    *("previousaccount", "pastaccount", "oldaccount", "previousorganization", "previousemployer"),
)
_TITLES = (
    *("newtitle", "newjobtitle", "currenttitle", "currentjobtitle", "newrole", "newposition"),
    *("title", "jobtitle", "role", "position"),
)
_OLD_TITLES = (
    *("previoustitle", "pasttitle", "oldtitle", "formertitle", "previousjobtitle", "pastjobtitle", "previousrole"),
)
_MARKS = (
    *("signal", "signaltype", "signalname", "eventtype", "type", "persontype", "contacttype", "relationship"),
    *("campaign", "campaignname", "reason", "category", "tags", "label", "labels", "event", "playbook"),
)
_PARTS = ("", "name", "domain", "website", "url")
_SINCE = (
    *("jobchangedate", "jobstartdate", "newjobstartdate", "startdate", "changedate", "changedat", "detectedat"),
    *("newcompanystartdate", "jobchangedat", "timestamp", "occurredat", "createdat", "date"),
)


class UserGems(Hook):
    """A job change at the company that gains the person. `champions`: everyone told of here has used the product."""

    type: ClassVar[str] = "usergems"

    def __init__(self, secrets: Sequence[str], champions: bool = False) -> None:
        super().__init__(secrets)
        self._champions = champions

    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        move = _move(folded(part))
        if not move.to.known:
            raise Unread("the payload names no company that the person is at now")
        if move.left.known and not move.real:
            raise Unread("the person is still at the same company: this is no job change")
        yield move.event(self._champions or _is_champion(folded(part)))


def _move(fields: Table) -> Move:
    return Move(
        person=_person(fields),
        role=first(fields, *_each(fields, _TITLES)),
        email=first_email(fields, *_each(fields, ("newemail", "workemail", "newworkemail", "businessemail", "email"))),
        person_id=first(fields, *_each(fields, ("linkedinurl", "linkedin", "id"))),
        to=_company(fields, _NOW),
        left=_company(fields, _BEFORE),
        left_role=first(fields, *_each(fields, _OLD_TITLES)),
        at=first_moment(fields, *_each(fields, _SINCE)),
        url=first_address(fields, "usergemsurl", "usergemslink", "sourceurl"),
    )


def _person(fields: Table) -> str | None:
    """First and last name, or the whole; "name" alone is the person's where it lies beside no company's."""
    whole = first(fields, *_each(fields, ("fullname", "name")))
    given, family = first(fields, *_each(fields, ("firstname",))), first(fields, *_each(fields, ("lastname",)))
    return whole or " ".join(filter(None, (given, family))) or None


def _company(fields: Table, names: Sequence[str]) -> Told:
    """The company under the first of the names that is known, by domain and by name."""
    for name, owner in product(names, _PEOPLE):
        at = owner + name
        if not any(at + part in fields for part in _PARTS):
            continue
        found = Told(
            first(fields, f"{at}name", at),
            first_domain(fields, f"{at}domain", f"{at}website", f"{at}url", at),
            first(fields, f"{at}country"),
            traits(table(fields.get(at))),
        )
        if found.known:
            return found
    return Told()


def _each(fields: Table, names: Sequence[str]) -> Iterator[str]:
    """The names under which a person's field is there, wherever a payload keeps the person."""
    return (owner + name for name in names for owner in _PEOPLE if owner + name in fields)


def _is_champion(fields: Table) -> bool:
    said = (fields.get(name) for name in _each(fields, _MARKS))
    texts = (each for value in said for each in (value if isinstance(value, list) else [value])[:20])
    flags = (fields.get(name) for name in _each(fields, ("ischampion", "champion", "ispastuser", "iscustomer")))
    return any(CHAMPION.search(text(each) or "") for each in texts) or any(flag is True for flag in flags)
