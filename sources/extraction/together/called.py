"""News that a lead tells of "the Berlin startup" or "it", under a title that names whom it means."""

import re
from collections.abc import Callable
from dataclasses import replace

from sources.extraction.event import Event
from sources.extraction.money import money
from sources.extraction.money.named import names_round
from sources.extraction.text.item import Item
from sources.extraction.text.names import DESCRIBING, bare
from sources.extraction.text.tables import pattern, words
from sources.extraction.together import party
from sources.extraction.together.party import is_sentence

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
_ELSE = pattern(words("noise", "else"))
_KINDS = frozenset(words("names", "kinds")) | DESCRIBING
_SUMS = ("funding_round", "acquisition", "public_offering", "fund_close")
_READ = 2
_SURE = 0.8


def read(item: Item, stated: Stated) -> Event | None:
    """The event; ``stated`` reads a sentence as if it were a title."""
    if not item.cased:
        return None
    for sentence in item.sentences[:_READ]:
        if _PAST.search(sentence):
            continue
        called = _CALLED.match(sentence)
        if called and _is_company(called["what"]):
            event = _of_title(sentence[called.end() :], item, stated)
        else:
            event = _of_lead(sentence, item, stated) if _may_tell(sentence, item) else None
        if event:
            return replace(event, confidence=min(event.confidence, _SURE))
    return None


def _may_tell(sentence: str, item: Item) -> bool:
    """Whether a sentence with a subject of its own may be the news: it names a round, or begins the lead of prose."""
    return names_round(sentence) or (sentence == item.sentences[0] and is_sentence(item.title))


def _of_title(rest: str, item: Item, stated: Stated) -> Event | None:
    """The event of a sentence, from its verb on, whose subject is the title's company; what it had done is past."""
    if rest.startswith("had "):
        return None
    name = (party.of_kind(item) if names_round(rest) else None) or party.subject(item)
    told = f"{name.text} {_WOULD.sub('to ', _SAID.sub('', rest))}" if name else ""
    event = stated(Item(told, item.lead)) if name else None
    return _with_sum(event, item) if event and name and bare(event.company) == bare(name.text) else None


def _of_lead(sentence: str, item: Item, stated: Stated) -> Event | None:
    """The event of a sentence with a company of its own: the title has it too, or names none and it is a round."""
    event = stated(Item(sentence, item.lead)) if not _ELSE.search(item.title) else None
    if not event:
        return None
    titled = party.has_first(event.company, item) and is_sentence(item.title)
    return event if titled or (_is_round(event) and not party.subject(item)) else None


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
