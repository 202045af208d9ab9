"""The top: from a headline and its lead to the one trigger event that it states."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sources.extraction.deals import acquisitions
from sources.extraction.event import IN_LEAD, OPEN, Event, Reading
from sources.extraction.model.judge import LIKELY, judged
from sources.extraction.model.weights import NONE, likelihoods
from sources.extraction.money import fund_closes, funding, investments, money, offerings
from sources.extraction.people import departures, hires
from sources.extraction.people.people import surname
from sources.extraction.text.acronyms import spelled_out
from sources.extraction.text.gates import GATES
from sources.extraction.text.item import Item, read_title
from sources.extraction.text.names import as_sold, bare
from sources.extraction.text.recased import as_written, recased
from sources.extraction.text.spoken_of import named
from sources.extraction.text.tables import pattern, words
from sources.extraction.text.text import LEAD_LIMIT, fold
from sources.extraction.text.titled import as_titled, person_as_titled
from sources.extraction.together import likely, together
from sources.extraction.together.fields import filled

_BARRED = pattern(words("noise", "barred"))
_DOUBTFUL = pattern(words("noise", "doubtful"))
_INTENT = pattern(words("acquisitions", "nouns", "intent"))
_TEASE = pattern(words("noise", "teases"))
_READERS: Mapping[str, Callable[[Item], Reading | None]] = {
    "hires": hires.read,
    "departures": departures.read,
    "offerings": offerings.read,
    "fund_closes": fund_closes.read,
    "acquisitions": acquisitions.read,
    "funding": funding.read,
    "investments": investments.read,
}
HALVES = 0.84
"""The most confidence of an event that stands half in the title and half in the lead: on sets that were labelled before
they were read, four in five and a few more name the right company, whatever the model says."""
HARDLY = 0.05
"""The same where title and lead name the same parties."""
_PAST = re.compile(
    r"\b(?:(?:last|this|that) (?:week|month|year|spring|summer|autumn|fall|winter)|earlier|previously|ago|since"
    r"|in (?:19|20)\d\d|had)\b"
)
_OVER = re.compile(r"\b(?:(?:last|that) year|years? ago|previously|in (?:19|20)\d\d)\b")
"""A sentence with one of these tells what is long done."""
PLAIN = 0.4
"""The least probability of its kind with which an event counts of which the title has no word."""
PLAIN_SURE = 0.8
"""The most that the rules are sure of such an event."""
_BEGINNING = 300
"""Characters of a lead in which such an event stands, its dateline among them."""
_TELLING = 600
"""Characters of a lead in which what it tells must begin."""
_BITS = [(GATES.bits[name], reader) for name, reader in _READERS.items()]
_TOLD = GATES.bits["told"]
_FIELDS = ("company", "amount", "currency", "round", "person", "role")


def extract(title: str, lead: str = "") -> Event | None:
    """The trigger event that a headline and its lead state; None where they state none.

    Of several events the one that the title states first. Text alone decides, nothing known beside it. Any text is
    allowed, of any length: what is not understood gives None. The same text always gives the same event. The rules read
    the event and its fields; the model, which has learned from labelled headlines, says how sure that is, and lets the
    lead speak where the title's own words were not understood.
    """
    item = Item(read_title(title), lead)
    event = _read(item)
    return _finished(event, item, likelihoods(item)) if event else _beyond(item)


def _beyond(item: Item) -> Event | None:
    """The event of an item whose title the rules do not read: its lead's, that of both together, or the likeliest."""
    shares = likelihoods(item) if _may_be_told(item) or _may_be_plain(item) else None
    event = _lead_stated(item, shares) if shares else None
    if shares and event:
        return _finished(event, item, shares)
    if event := _completed(item):
        return _finished(event, item, shares or likelihoods(item), HALVES)
    if not likely.may_be(item):
        return None
    shares = shares or likelihoods(item)
    event = _likely(item, shares)
    return _finished(event, item, shares) if event else None


def _finished(event: Event, item: Item, shares: Mapping[str, float], most: float = 1.0) -> Event:
    """The event with names and fields as they are to be told, and how sure it is: never surer than ``most``."""
    event = filled(event, item) if item.lead else event
    sure = min(judged(event, item, shares), most)
    return replace(event, company=as_sold(spelled_out(event.company, item)), confidence=sure)


def rules_event(title: str, lead: str = "") -> Event | None:
    """What the rules alone read in the title, with the confidence that they give it themselves."""
    return _read(Item(read_title(title), lead))


def extract_line(record: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of ``fitsignal extract`` to one record with id, title and lead: the id, the kind and its fields.

    The kind is "none", and every field None, where the text states no event; a title or lead that is no text is empty.
    """
    event = extract(_text(record.get("title")), _text(record.get("lead")))
    kind = event.kind if event else "none"
    return {"id": record.get("id"), "kind": kind} | {field: getattr(event, field, None) for field in _FIELDS}


def lead_event(item: Item, shares: Mapping[str, float]) -> Event | None:
    """The event that the lead states or completes, where the title alone tells none; ``shares``: what the model says of
    the item."""
    return _lead_stated(item, shares) or _completed(item) or _likely(item, shares)


def _likely(item: Item, shares: Mapping[str, float]) -> Event | None:
    """The event of which the model is sure, and whose parts title and lead have."""
    title = item.marked_up
    if title.endswith("?") or _is_barred(title) or not likely.may_be(item):
        return None
    return likely.read(item, shares)


def _completed(item: Item) -> Event | None:
    """The event of which title and lead have a part each."""
    title = item.marked_up
    if not item.lead or not title or title.endswith("?") or _is_barred(title):
        return None
    return together.read(item, _stated)


def _lead_stated(item: Item, shares: Mapping[str, float]) -> Event | None:
    """The event that the lead's first sentences state, where the title's words speak for its kind."""
    if max(share for kind, share in shares.items() if kind != NONE) < HARDLY:
        return None
    if not _may_be_told(item):
        return _plain_event(item, shares) if _may_be_plain(item) else None
    for place, sentence in enumerate(item.sentences[:2]):
        event = _stated(Item(named(sentence, item), item.lead))
        if not event or _OVER.search(sentence) or (place and _is_surname(event.company, item)):
            continue
        likely = shares[event.kind] >= LIKELY and (place == 0 or _opens_in(event.company, item))
        if likely or (shares[event.kind] >= HARDLY and _is_same(event, sentence, item)):
            return _titled(event, item)
    return None


def _plain_event(item: Item, shares: Mapping[str, float]) -> Event | None:
    """The event of the lead's first sentence under a title that has no word of it, but names the company."""
    event = _stated(Item(named(item.sentences[0], item), item.lead))
    plain = event and shares[event.kind] >= PLAIN and _opens_in(event.company, item)
    if not event or not plain or _PAST.search(item.sentences[0]):
        return None
    return replace(_titled(event, item), confidence=min(event.confidence, PLAIN_SURE))


def _may_be_plain(item: Item) -> bool:
    """Whether the lead's beginning states something done of whom the title names."""
    beginning = item.lead[:_BEGINNING].lower()
    if not any(map(beginning.__contains__, words("gates", "plainly"))) or item.marked_up.endswith("?"):
        return False
    return bool(item.sentences) and not _is_barred(item.marked_up) and _opens_in(item.sentences[0], item)


def _is_surname(company: str, item: Item) -> bool:
    """Whether the first sentence has the word as somebody's surname: "Doe, picked up in June" of an Ann Doe."""
    return " " not in company and bool(re.search(rf"\b[A-Z][a-z'-]+\s{re.escape(company)}\b", item.sentences[0]))


def _is_same(event: Event, sentence: str, item: Item) -> bool:
    """Whether the title has the company and another part of what the sentence tells, and nothing of it is past."""
    if not _opens_in(event.company, item) or _PAST.search(sentence):
        return False
    sums = {stated.amount for stated in money.event_sums(item.title)}
    parties = [name for name in (event.target, event.person and surname(event.person)) if name and bare(name)]
    return (event.kind != "acquisition" and event.amount in sums) or any(_opens_in(name, item) for name in parties)


def _opens_in(company: str, item: Item) -> bool:
    """Whether the title has the first word of the name: then a later sentence of the lead speaks of its news."""
    return (bare(company).split() or [""])[0] in fold(item.title).split()


def _titled(event: Event, item: Item) -> Event:
    """The event of a lead, its names as the title has them."""
    return replace(event, company=as_titled(event.company, item), person=person_as_titled(event.person, item))


def _may_be_told(item: Item) -> bool:
    """Whether the lead can state what the title speaks of: no question, no talk about news, a word of an event."""
    title = item.marked_up
    if not item.lead or title.endswith("?") or not _passed(title) & _TOLD:
        return False
    beginning = item.lead[:_TELLING].lower()
    if not any(map(beginning.__contains__, words("gates", "teller"))):
        return False
    return not _is_barred(title) and not _INTENT.search(title) and bool(item.sentences)


@lru_cache(maxsize=8)
def _is_barred(title: str) -> bool:
    """Whether the title is talk about news; asked up to three times of each title."""
    return bool(_BARRED.search(title))


def _read(item: Item) -> Event | None:
    """The event that the rules read; a title all in capitals is read again with its capitals taken down."""
    if event := _stated(item):
        return event
    lowered = recased(item)
    event = _stated(lowered) if lowered else None
    return as_written(event, item) if event else None


def _stated(item: Item) -> Event | None:
    """The event that the title states; of a title that only teases, its lead."""
    title = item.marked_up
    if title.endswith("?"):
        return None
    readers = _concerned(title if title and not _TEASE.search(title) else item.lead[:LEAD_LIMIT])
    event = _first(item, readers) if readers and not _is_barred(title) else None
    if event and _DOUBTFUL.search(title):
        return replace(event, confidence=min(event.confidence, OPEN))
    return event


def _concerned(text: str) -> list[Callable[[Item], Reading | None]]:
    """The readers whose words the text has at all."""
    passed = _passed(text)
    return [reader for bit, reader in _BITS if passed & bit]


@lru_cache(maxsize=8)
def _passed(text: str) -> int:
    """The gates that the text passes; asked up to three times of each title."""
    return GATES.passed(text.lower())


def _first(item: Item, readers: list[Callable[[Item], Reading | None]]) -> Event | None:
    found = [reading for reader in readers if (reading := reader(item))]
    followed = {bare(r.event.company) for r in found if r.event.kind == "leadership_hire" and r.at < IN_LEAD}
    found = [r for r in found if r.event.kind != "leadership_departure" or bare(r.event.company) not in followed]
    return min(found, key=lambda reading: reading.at).event if found else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
