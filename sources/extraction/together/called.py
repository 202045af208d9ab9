"""News that a lead tells of "the Berlin startup" or "it", under a title that names whom it means."""

import re
from collections.abc import Callable
from dataclasses import replace

from sources.extraction.event import Event
from sources.extraction.money import money
from sources.extraction.money.named import names_round
from sources.extraction.text.item import Item
from sources.extraction.text.names import DESCRIBING, bare
from sources.extraction.text.tables import words
from sources.extraction.together import party

Stated = Callable[[Item], Event | None]
_CALLED = re.compile(
    r"^(?:(?:The|This)\s(?P<what>(?:[\w'.-]+,?\s){1,7}?)|(?:It|They|We)\s)"
    r"(?=(?:has|have|had|will|is|was|said|says|also|on|announced|[a-z]{3,}ed|[a-z]{3,}s|held)\b)"
)
_SAID = re.compile(
    r"^(?:said|says|announced|confirmed|disclosed)(?:\s(?:on\s)?(?:[A-Z][a-z]+day|today))?(?:\sthat)?\sit\s(?=(?:has|had|will|would|is)\b)"
)
_WOULD = re.compile(r"^(?:would|will)\s(?:be\s)?(?=(?:pay|buy|acquire|merge|raise)\b)")
_PAST = re.compile(
    r"\b(?:(?:19|20)\d\d|ago|earlier|previously|since|(?:last|this)\s(?:year|month|spring|summer|autumn|fall|winter|january"
    r"|february|march|april|may|june|july|august|september|october|november|december))\b",
    re.IGNORECASE,
)
_KINDS = frozenset(words("names", "kinds")) | DESCRIBING
_SUMS = ("funding_round", "acquisition", "public_offering", "fund_close")
_READ = 2
_SURE = 0.8


def read(item: Item, stated: Stated) -> Event | None:
    """The event; ``stated`` reads a sentence as if it were a title."""
    if not item.cased:
        return None
    for sentence in item.sentences[:_READ]:
        called = _CALLED.match(sentence)
        if called and _is_company(called["what"]) and not _PAST.search(sentence):
            event = _of_title(sentence[called.end() :], item, stated)
        elif not called and names_round(sentence) and not _PAST.search(sentence) and not party.subject(item):
            event = stated(Item(sentence, item.lead))
            event = event if event and _is_round(event) else None
        else:
            continue
        if event:
            return replace(event, confidence=min(event.confidence, _SURE))
    return None


def _of_title(rest: str, item: Item, stated: Stated) -> Event | None:
    """The event of a sentence, from its verb on, whose subject is the title's company."""
    name = party.subject(item)
    told = f"{name.text} {_WOULD.sub('to ', _SAID.sub('', rest))}" if name else ""
    event = stated(Item(told, item.lead)) if name else None
    return _with_sum(event, item) if event and name and bare(event.company) == bare(name.text) else None


def _is_round(event: Event) -> bool:
    """Whether it is a round with its sum: such a one needs no company of the title."""
    return event.kind == "funding_round" and event.amount is not None


def _is_company(what: str | None) -> bool:
    """Whether the words, or a pronoun, mean a company."""
    last = (what or "company").split()[-1].lower()
    return last in _KINDS or last.removesuffix("s") in _KINDS or last in ("company", "start-up", "house", "chain")


def _with_sum(event: Event, item: Item) -> Event:
    """The event with the title's sum, where the lead has none."""
    stated = next(money.event_sums(item.title, item.text), None)
    if event.amount is not None or event.kind not in _SUMS or not stated or not stated.scaled:
        return event
    return replace(event, amount=stated.amount, currency=stated.currency)
