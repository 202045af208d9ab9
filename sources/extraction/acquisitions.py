"""Acquisitions: which company buys or merges with a company or a running business."""

import re

from . import companies, money
from .clauses import Clause, clauses, until_verb
from .companies import Name
from .event import IN_LEAD, Event, Reading
from .item import Item
from .money import Sum
from .names import bare
from .tables import either, pattern, words

_BUY = words("verbs", "acquisition", "buy") + words("verbs", "acquisition", "letter")
_LETTER = frozenset(words("verbs", "acquisition", "letter"))
_HAVE = words("verbs", "acquisition", "have")
_PASSIVE = words("verbs", "acquisition", "passive")
_DEAL = re.compile(
    rf"^(?:(?!\bto\b).){{0,45}}?\b(?:{either(words('acquisitions', 'nouns', 'deal'))})\s+(?:of|with|in(?=\s+[$€£]))\s+"
    r"(?P<target>\S.*)$",
    re.IGNORECASE,
)
_NOT = pattern(words("acquisitions", "blockers"))
_HEDGES = either(words("money", "hedges", "list"))
_PRICE_BEFORE = re.compile(
    rf"(?:\bfor|\bin|\bat|\bworth|\bvalued at|\bprice of|\bconsideration of|^)\s+(?:(?:{_HEDGES}|\w+)\s+){{0,3}}$",
    re.IGNORECASE,
)
_PRICE_AFTER = re.compile(
    rf"^[\s-]*(?:\w+[\s-]+){{0,3}}?(?:{either(words('acquisitions', 'nouns', 'priced'))})\b", re.IGNORECASE
)
_PLANNED = pattern(words("acquisitions", "nouns", "planned"))
_AGREED = re.compile(
    rf"\b(?:{either(words('acquisitions', 'nouns', 'agreed'))})$|\bbinding\b.*\b(?:letter of intent|loi|term sheet)$",
    re.IGNORECASE,
)
_INTENT = re.compile(rf"\b(?:{either(words('acquisitions', 'nouns', 'intent'))})(?:\s*\(\w+\))?$", re.IGNORECASE)
_NO_BUYER = re.compile(rf"\b(?:{either(words('acquisitions', 'nouns', 'no_buyer'))})$|^\d", re.IGNORECASE)
_DOUBTFUL_TARGET = pattern(words("acquisitions", "nouns", "doubtful"))
_PAIR = re.compile(
    r"^(?P<first>[A-Z][^,:;]{1,40}?)(?:,| and| &)\s+(?P<second>[A-Z][^,:;]{1,40}?)\s+"
    r"(?:to merge|agree to merge|announce merger|complete merger|sign merger agreement|have merged)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"^(?P<first>[A-Z][^,:;]{1,40}?)\s+(?:to take|takes|will take)\s+(?P<second>[A-Z][^,:;]{1,40}?)\s+private\b"
)
_SHARE = re.compile(
    r"^(?:(?:an?|the|its|all|up to|approximately|additional|remaining|majority|controlling|full|key)\s+)*"
    r"(?:(?:\d[\d.,]*\s?%|stake|stakes|interest|equity interest|shares|ownership|control|assets|maker)\s+(?:of|in)\s+)+"
    r"(?:the\s+)?",
    re.IGNORECASE,
)
_BEING = re.compile(r"\s+(?:is|was|has been|to be|gets)\s*$")
_TARGET_END = re.compile(
    r"\s(?:to|for|as|in|amid|from|with|and|expanding|adding|after)\s|[,;]\s|—|\s[–-]\s", re.IGNORECASE
)


def read(item: Item) -> Reading | None:
    """The acquisition that the title states; of an address line, the one that its lead states."""
    if item.cased:
        return _in(item.title, item, 0)
    hinted = re.search(r"\b(?:acquire[sd]?|buys|acquisition|merge[sd]?|bought|merger)\b", item.title, re.IGNORECASE)
    return _in(item.sentences[0], item, IN_LEAD) if hinted and item.sentences else None


def _in(sentence: str, item: Item, offset: int) -> Reading | None:
    for clause in clauses(sentence, _BUY):
        subject, noun = _intent(clause)
        if not subject or clause.rest.lstrip().startswith(("by ", "as ", "from ", "at ")):
            continue
        if not _NOT.search(_TARGET_END.split(clause.rest)[0]) and _named(clause.rest):
            strength = 0.7 if noun or clause.verb in _LETTER or _DOUBTFUL_TARGET.search(clause.rest[:60]) else 0.92
            if reading := _event(subject, clause.rest, sentence, clause.at + offset, item, strength):
                return reading
    for clause in clauses(sentence, _HAVE):
        deal = _DEAL.match(clause.rest)
        if (
            deal
            and not _PLANNED.search(clause.rest[: deal.start("target")])
            and not _NOT.search(_TARGET_END.split(deal["target"])[0])
            and _named(deal["target"])
        ):
            strength = 0.7 if _DOUBTFUL_TARGET.search(deal["target"][:60]) else 0.9
            return _event(until_verb(clause.subject), deal["target"], sentence, clause.at + offset, item, strength)
    return _merged(sentence, item, offset) or _passive(sentence, item, offset)


def _merged(sentence: str, item: Item, offset: int) -> Reading | None:
    """BUYER and TARGET to merge; BUYER to take TARGET private."""
    if pair := _PAIR.match(sentence):
        return _event(pair["first"], pair["second"], sentence, offset, item, 0.88)
    private = _PRIVATE.match(sentence)
    return _event(private["first"], private["second"], sentence, offset, item, 0.88) if private else None


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


def _passive(sentence: str, item: Item, offset: int) -> Reading | None:
    """TARGET acquired by BUYER."""
    for clause in clauses(sentence, _PASSIVE):
        buyer = re.split(r"\s(?:for|in|to|as|after|from|at|with|amid)\s|[,;(]", clause.rest.strip())[0]
        bought = _BEING.sub("", clause.subject)
        if (
            not _NOT.search(clause.subject)
            and len(clause.subject.split(",")[0].split()) < 9
            and companies.company(bought, item)
        ):
            return _event(buyer, bought, sentence, clause.at + offset, item, 0.92)
    return None


def _named(target: str) -> bool:
    """Whether the target is somebody: a capital letter or a running business among its first words."""
    first = " ".join(target.split()[:9])
    return not re.match(r"\s*(?:±|(?:[A-Z]{3}\s)?[$€£][\d.,]+\s?\w*\s+of\b|[\d,.]+(?![\d,.]*\s?%)\s)", first) and bool(
        re.search(r"[A-Z]|\b(?:startup|company|firm|business|rival|maker|provider)\b", first)
    )


def _target(phrase: str, buyer: Name, item: Item) -> str | None:
    """The name of who is bought; None where the phrase has none, or only the buyer's."""
    name = companies.company(_TARGET_END.split(f"{_SHARE.sub('', phrase.strip())} ")[0], item)
    return name.text if name and bare(name.text) != bare(buyer.text) else None


def _event(buyer: str, target: str, sentence: str, at: int, item: Item, strength: float) -> Reading | None:
    name = companies.company(buyer, item)
    if not name:
        return None
    price = _price(sentence, item)
    event = Event(
        "acquisition",
        name.text,
        round(min(strength, name.certainty), 2),
        amount=price.amount if price else None,
        currency=price.currency if price else None,
        target=_target(target, name, item),
    )
    return Reading(at, event)


def _price(sentence: str, item: Item) -> Sum | None:
    """The price: a sum behind "for" or before "deal", in the sentence or in the lead's first."""
    for text in (sentence, *item.sentences[:2]):
        for found in money.sums(text, item.text):
            before, after = text[max(0, found.start - 50) : found.start], text[found.end : found.end + 50]
            if (
                found.scaled
                and (_PRICE_BEFORE.search(before) or _PRICE_AFTER.match(after))
                and found in list(money.event_sums(text, item.text))
            ):
                return money.finer(found, item.opening, item.text)
    return None
