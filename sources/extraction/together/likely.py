"""Events that no rule reads and of which the model is sure: their parts are taken wherever title or lead has them."""

import re
from collections.abc import Callable, Mapping

from sources.extraction.deals import prices
from sources.extraction.event import Event, Kind
from sources.extraction.money import money
from sources.extraction.money.cues import STRONG
from sources.extraction.money.measured import measures
from sources.extraction.money.money import Sum
from sources.extraction.money.named import names_round
from sources.extraction.money.takings import PENNIES, core_of, is_blocked
from sources.extraction.people import roles
from sources.extraction.people.comers import comer, opens
from sources.extraction.people.roles import Role, Seat
from sources.extraction.people.sport import is_trainer
from sources.extraction.text.item import Item
from sources.extraction.text.names import is_of_state
from sources.extraction.text.tables import pattern, words
from sources.extraction.together import party
from sources.extraction.together.rounds import of_sum

SURE = 0.5
"""The least probability of its kind with which such an event counts."""
_RULES = 0.6
"""How sure the reading itself is: the model's word, not the rules'."""
_SUM = re.compile(r"[$€£₹¥]|\d\s?(?:m|mn|million|bn|billion|crore)\b|\b[A-Z]{3}\s?\d", re.IGNORECASE)
_INVESTORS = re.compile(r"\b(?:investors?|angels?|VCs?|backing|backers?|funding|backs|cheque|buys into)\b")
_DEAL = pattern(words("gates", "deals"))
_THING = pattern((*words("acquisitions", "blockers"), *words("acquisitions", "together", "undone")))
_SOME_OF = re.compile(r"[$€£]\s?\S+\sof\b")
"""A sum of shares, which is no price."""
_PUTS = pattern((*words("verbs", "hire", "put"), *words("verbs", "hire", "noun"), "promotes", "partner hire"))
_SHARES = pattern(words("gates", "floats"))
_FUND = re.compile(r"\b(?:funds?|vehicle)\b", re.IGNORECASE)
_TALK = pattern(words("noise", "talk"))


def may_be(item: Item) -> bool:
    """Whether the title has what an event is made of: a sum, a role, a word of deals; else the model is not asked."""
    title = item.title
    if not item.cased or not party.is_sentence(title) or _TALK.search(title):
        return False
    return bool(
        _SUM.search(title)
        or _INVESTORS.search(title)
        or _DEAL.search(title)
        or _SHARES.search(title)
        or roles.first_head(title)
    )


def read(item: Item, shares: Mapping[str, float]) -> Event | None:
    """The event of the likeliest kind, if that is likely enough and its parts are there."""
    kind = max(shares, key=lambda each: shares[each])
    reader = _READERS.get(kind)
    return reader(item) if reader and shares[kind] >= SURE else None


def _round(item: Item) -> Event | None:
    stated = next((s for s in money.event_sums(item.title, item.text) if s.scaled and s.amount >= PENNIES), None)
    if stated:
        core = core_of(f" {item.title[stated.start :]}")
        return None if is_blocked("", core) or measures(core) else of_sum(item, stated, "")
    told = next((s for s in item.sentences[:3] if names_round(s)), "")
    return of_sum(item, None, told) if told or STRONG.search(item.title) else None


def _person(item: Item) -> Event | None:
    """A hire or a seat: the title's person and role, or the lead's."""
    if is_of_state(item.title):
        return None
    told = next((found for s in item.sentences[:2] if (found := comer(s))), None)
    role = roles.find(item.title) or (told.role if told else None)
    name = party.subject(item)
    if not role or not name or is_trainer(role, item):
        return None
    person = party.person(item, name.text) or (told.person if told else None)
    person = person or (opens(item.sentences[0], False) if item.sentences else None)
    if not person and not _PUTS.search(item.title):
        return None
    return _of_role(name.text, person or None, role)


def _of_role(company: str, person: str | None, role: Role) -> Event:
    kind: Kind = "board_appointment" if role.seat is Seat.BOARD else "leadership_hire"
    return Event(kind, company, _RULES, person=person, role=role.text)


def _gone(item: Item) -> Event | None:
    role, name = roles.find(item.title), party.subject(item)
    goes = any(map(item.title.lower().__contains__, words("gates", "departures")))
    if not goes or not role or role.seat is Seat.BOARD or not name or is_trainer(role, item):
        return None
    return Event("leadership_departure", name.text, _RULES, person=party.person(item, name.text), role=role.text)


def _deal(item: Item) -> Event | None:
    name = party.subject(item) if _DEAL.search(item.title) and not _is_thing(item.title) else None
    price = prices.price(item.title, item) if name else None
    return _priced("acquisition", name.text, price) if name else None


def _is_thing(title: str) -> bool:
    return bool(_THING.search(title) or _SOME_OF.search(title))


def _offering(item: Item) -> Event | None:
    name = party.subject(item)
    return _priced("public_offering", name.text, _of_title(item)) if name and _SHARES.search(item.text) else None


def _fund(item: Item) -> Event | None:
    name = party.subject(item)
    return _priced("fund_close", name.text, _of_title(item)) if name and _FUND.search(item.text) else None


def _of_title(item: Item) -> Sum | None:
    return next((s for s in money.event_sums(item.title, item.text) if s.scaled), None)


def _priced(kind: Kind, company: str, stated: Sum | None) -> Event:
    amount, currency = (stated.amount, stated.currency) if stated else (None, None)
    return Event(kind, company, _RULES, amount=amount, currency=currency)


_READERS: Mapping[str, Callable[[Item], Event | None]] = {
    "funding_round": _round,
    "leadership_hire": _person,
    "board_appointment": _person,
    "leadership_departure": _gone,
    "acquisition": _deal,
    "public_offering": _offering,
    "fund_close": _fund,
}
