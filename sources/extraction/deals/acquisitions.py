"""Acquisitions: which company buys or merges with a company or a running business."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.extraction.deals import bought, mergers, prices, sales
from sources.extraction.deals.advised import advised
from sources.extraction.deals.paid import paid
from sources.extraction.event import IN_LEAD, Event, Reading
from sources.extraction.text import companies
from sources.extraction.text.clauses import Clause, clauses, until_verb
from sources.extraction.text.companies import Name
from sources.extraction.text.item import Item
from sources.extraction.text.shapes import shaped
from sources.extraction.text.tables import either, pattern, words

_BUY = words("verbs", "acquisition", "buy") + words("verbs", "acquisition", "letter")
_LETTER = frozenset(words("verbs", "acquisition", "letter"))
_WEAK = frozenset(words("verbs", "acquisition", "weak"))
_STAKE = frozenset(words("verbs", "acquisition", "stake"))
_UNSURE = _WEAK | _STAKE
_BUY_OR_WEAK = _BUY + words("verbs", "acquisition", "weak") + words("verbs", "acquisition", "stake")
_HAVE = words("verbs", "acquisition", "have")
_NOUN = either(words("acquisitions", "nouns", "deal"))
_DEAL = re.compile(
    rf"^(?:(?!\bto\b).){{0,45}}?\b(?:{_NOUN})(?:\s+and\s+\w+ing)?\s+(?:of|with|in(?=\s+[$€£]))\s+(?P<target>\S.*)$",
    re.IGNORECASE,
)
_FOR = re.compile(
    rf"^(?:(?!\bto\b).){{0,30}}?[$€£₹\d][\w.,-]*\s(?:[\w-]+\s){{0,2}}(?:(?:{_NOUN}|deal|agreement)\s+for"
    r"|(?:deal|agreement|pact)\s+to\s+(?:buy|acquire|purchase|take\s+over|merge\s+with))\s+(?P<target>\S.*)$",
    re.IGNORECASE,
)
_NAMED_DEAL = re.compile(
    rf"^\s*(?:(?:its|the|their|an?)\s+)?(?:[$€£₹][\d.,]+\s?(?:million|billion|mn|bn|m|b)?\s+)?(?P<target>[A-Z0-9](?:(?!\b(?:of|for|to|with|its)\b|[,:;]).){{1,50}}?)\s+"
    rf"(?i:{_NOUN}|buy)(?=\s*$|\s*[,;.]|\s+(?:for|in|to|from|as|and)\b)"
)
_GERUND = re.compile(
    r"^(?P<subject>.+?)(?:,\s+|\s+by\s+|,?\s+after\s+)"
    rf"(?:{either(words('verbs', 'acquisition', 'gerund'))})\s+(?P<target>.+)$",
    re.IGNORECASE,
)
_PAID = re.compile(
    rf"^\s*(?:[A-Z][\w.&'-]*\s+){{1,4}}(?:for\s+[$€£₹]\d|in\s+(?:\w+\s+)?[$€£₹]\d\S*\s+(?:\w+\s+)?(?i:{_NOUN})\b)"
)
_RESCUED = re.compile(r"\s(?:out\sof|from)\s(?:administration|bankruptcy|insolvency|receivership|liquidation)\b")
_PLANNED = pattern(words("acquisitions", "nouns", "planned"))
_AGREED = re.compile(
    rf"\b(?:{either(words('acquisitions', 'nouns', 'agreed'))})$|\bbinding\b.*\b(?:letter of intent|loi|term sheet)$",
    re.IGNORECASE,
)
_INTENT = re.compile(rf"\b(?:{either(words('acquisitions', 'nouns', 'intent'))})(?:\s*\(\w+\))?$", re.IGNORECASE)
_NO_BUYER = re.compile(rf"\b(?:{either(words('acquisitions', 'nouns', 'no_buyer'))})$|^\d", re.IGNORECASE)
_HOLDERS = re.compile(rf"\s+(?:{either(words('acquisitions', 'nouns', 'holders'))})$", re.IGNORECASE)
_HINT = re.compile(r"\b(?:acquire[sd]?|buys|acquisition|merge[sd]?|bought|merger|takeover|buyout)\b", re.IGNORECASE)
_UNITED = re.compile(r"\s(?:combination|private|all-stock|stock-swap|merger of equals)\b", re.IGNORECASE)
_NOT_TARGET = ("by ", "as ", "from ", "at ", "back ", "out by ", "out of ")
_INFINITIVE = re.compile(r"\s+to\s+[a-z]+\b.*$", re.IGNORECASE)

_KIND = re.compile(rf"\b(?:{either(words('acquisitions', 'businesses'))}|giant|group|owner|family)$")
_PLACED = re.compile(
    r"^(?:(?:[Ee]arlier\s)?(?:[Ll]ast|[Tt]his)\s\w+,\s+|[Oo]n\s\w+day,\s+)?"
    r"(?:(?:[A-Z][\w.'-]*(?:\s[A-Z][\w.'-]*)*,\s+)+[A-Z][\w. ]*-based\s+)?"
)
_TO_UNNAMED = re.compile(
    rf"\b(?:sells|sold|offloads|divests|acquired|bought|snapped up)\b.*\b(?:to|by)\s+(?:an?\s+)?(?:[\w-]+\s+){{0,4}}"
    rf"(?:buyer|investor|group|giant|{either(words('acquisitions', 'businesses'))})$"
)
_SALE = re.compile(r"\b(?:acquire[sd]?|acquisition|bought|purchased|sold|sale)\b", re.IGNORECASE)
_PORTFOLIO = re.compile(r"\b[Bb]uys\b(?:[^,]*,){2,}[^,]*\b[Ss]ells\b")

Found = tuple[str, str, int, float]
"""Buyer, bought, place in the sentence, and how sure."""


def read(item: Item) -> Reading | None:
    """The acquisition that the title states; of an address line, the one that its lead states."""
    if item.cased:
        return _in(item.title, item, 0) or _sold_to_unnamed(item)
    return _in(item.sentences[0], item, IN_LEAD) if _HINT.search(item.title) and item.sentences else None


def _sold_to_unnamed(item: Item) -> Reading | None:
    """The sale whose buyer the title only describes, from the lead: "sells packaging arm to local buyer"."""
    if not _TO_UNNAMED.search(item.title):
        return None
    told = (_in(sentence, item, IN_LEAD) for sentence in item.sentences[:2] if _SALE.search(sentence))
    found = next((reading for reading in told if reading), None)
    return Reading(0, replace(found.event, confidence=min(found.event.confidence, 0.8))) if found else None


def _in(sentence: str, item: Item, offset: int) -> Reading | None:
    if _PORTFOLIO.search(sentence):
        return None
    for find in _FINDERS:
        for buyer, target, at, sure in find(sentence, item):
            if reading := _event(buyer, target, sentence, at + offset, item, sure):
                return reading
    return None


def _bought(sentence: str, item: Item) -> Iterator[Found]:
    """BUYER acquires TARGET; with a verb that also means less, where the lead says the same."""
    told = bool(_HINT.search(" ".join((sentence, *item.sentences[:2]))))
    for clause in clauses(sentence, _BUY_OR_WEAK):
        if not (clause.verb not in _UNSURE or _is_deal(clause, told)):
            continue
        subject, noun = _intent(clause)
        if not subject or clause.rest.lstrip().lower().startswith(_NOT_TARGET):
            continue
        if sure := bought.strength(clause.rest, item):
            yield subject, clause.rest, clause.at, 0.7 if noun or clause.verb in _LETTER else sure


def _is_deal(clause: Clause, told: bool) -> bool:
    """Whether a verb that also means less means a purchase: by the lead, a majority of shares, or a price."""
    paid_for = _PAID.match(clause.rest) or _RESCUED.search(clause.rest)
    return bought.is_control(clause.rest) or (clause.verb in _WEAK and (told or bool(paid_for)))


def _dealt(sentence: str, item: Item) -> Iterator[Found]:
    """BUYER completes acquisition of TARGET, agrees $2 billion takeover of TARGET, seals TARGET acquisition."""
    for clause in clauses(sentence, _HAVE):
        deal = _DEAL.match(clause.rest) or _FOR.match(clause.rest) or _NAMED_DEAL.match(clause.rest)
        if not deal or _PLANNED.search(deal[0] if deal.re is _NAMED_DEAL else deal[0][: deal.start("target")]):
            continue
        strength = bought.named_strength if deal.re is _NAMED_DEAL else bought.strength
        if sure := strength(deal["target"], item):
            buyer = _HOLDERS.sub("", subject := _INFINITIVE.sub("", until_verb(clause.subject)))
            offered = deal.re is _NAMED_DEAL and buyer != subject and clause.verb.startswith(("back", "approv"))
            pair = (deal["target"], buyer) if offered else (buyer, deal["target"])
            yield *pair, clause.at, min(sure, 0.9)


def _merged(sentence: str, item: Item) -> Iterator[Found]:
    """BUYER and TARGET to merge; BUYER to take TARGET private."""
    told = re.search(r"\bmerg", f"{sentence} {' '.join(item.sentences[:2])}", re.IGNORECASE)
    for first, second in mergers.pairs(sentence):
        if (told or _UNITED.search(sentence)) and bought.strength(second, item):
            yield first, second, 0, 0.88


def _sold(sentence: str, item: Item) -> Iterator[Found]:
    """TARGET acquired by BUYER; SELLER sells TARGET to BUYER."""
    for buyer, target, at, sure in sales.sold(sentence):
        named = companies.company(until_verb(target), item) or bought.is_business(target)
        if named and bought.strength(target.split(",")[0], item):
            yield buyer, target, at, sure


def _having_bought(sentence: str, item: Item) -> Iterator[Found]:
    """BUYER expands in Spain by acquiring TARGET."""
    found = _GERUND.match(sentence)
    if not found or _PLANNED.search(found["subject"]):
        return
    subject = until_verb(found["subject"])
    sure = bought.strength(found["target"], item) if subject != found["subject"] else None
    if sure:
        yield subject, found["target"], found.start("target"), min(sure, 0.85)


def _intent(clause: Clause) -> tuple[str, bool]:
    """The buyer before "to acquire", and whether only a letter of intent is signed; no buyer behind other nouns."""
    if not clause.verb.startswith("to "):
        return clause.subject, False
    buyer = until_verb(clause.subject)
    noun = clause.subject[len(buyer) :]
    if not noun:
        return ("", False) if _NO_BUYER.search(clause.subject) else (buyer, False)
    if _AGREED.search(noun):
        return buyer, False
    return (buyer, True) if _INTENT.search(noun) else ("", False)


def _described(buyer: str, item: Item) -> Name | None:
    """The buyer's name from the lead, where the title only describes it: "Leeds packaging firm buys rival"."""
    if not buyer.split()[-1:] or not _KIND.search(buyer):
        return None
    told = (sentence for sentence in item.sentences[:2] if _HINT.search(sentence))
    found = (told_of[0] for sentence in told for find in _FINDERS for told_of in find(sentence, item))
    named = next((name for who in found if (name := companies.company(_PLACED.sub("", who), item))), None)
    return Name(named.text, min(named.certainty, 0.84)) if named else None


def _event(buyer: str, target: str, sentence: str, at: int, item: Item, strength: float) -> Reading | None:
    name = companies.company(buyer, item) or _described(buyer, item)
    if not name:
        return None
    price = prices.price(sentence, item)
    event = Event(
        "acquisition",
        name.text,
        round(min(strength, name.certainty), 2),
        amount=price.amount if price else None,
        currency=price.currency if price else None,
        target=bought.name(target, name, item),
    )
    return Reading(at, event)


def _shaped(sentence: str, item: Item) -> Iterator[Found]:
    """BUYER and TARGET in a shape of ``lexicon/shapes.toml``."""
    for slots in shaped("acquisition", sentence):
        if sure := bought.named_strength(slots.texts["target"], item):
            yield slots.texts["company"], slots.texts["target"], slots.at, min(sure, 0.86)


_FINDERS = (advised, _merged, _bought, _dealt, _sold, paid, _having_bought, _shaped)
