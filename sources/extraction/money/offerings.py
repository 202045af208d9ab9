"""Public offerings: sales of new shares by a listed company, and companies on their way to an exchange."""

import re

from sources.extraction.event import IN_LEAD, Event, Reading
from sources.extraction.money import money
from sources.extraction.money.debuts import debut
from sources.extraction.text import companies
from sources.extraction.text.clauses import clauses, unlisted
from sources.extraction.text.companies import Name
from sources.extraction.text.item import Item
from sources.extraction.text.tables import pattern, words

_DO = words("money_verbs", "offering", "do")
_PUBLIC = pattern(words("offerings", "public"))
_LISTED_ONLY = pattern(words("offerings", "listed"))
_NOT = pattern(words("offerings", "blockers"))
_AGENT = re.compile(
    r"\b(?:for|of|in)\s+(?:[$€£\d.,]+\s?\w*\s+)?(?P<issuer>(?:(?!(?:for|in)\s)[A-Z0-9][\w.&',-]*\s+){0,6}"
    r"(?!(?:for|in)\s)[A-Z0-9][\w.&',-]*)\s*§",
    re.IGNORECASE,
)
_ISSUER = re.compile(r"(?P<issuer>(?:[A-Z][\w.&'-]*\s+){1,5})§\s+(?:offering|ipo)", re.IGNORECASE)
_UNDERWRITTEN = re.compile(r"\bto\s+underwrite\b.*\b(?:listing|ipo|offering)\b", re.IGNORECASE)
_RAISES = ("raises", "raised", "raising", "taps")
_IPO_TAIL = re.compile(r"(?:'s)?\s+(?P<size>[$€£₹A-Z]{0,3}\s?\d[\w.,]*(?:\s\w+)?\s+)?(?:IPO|initial public offering)$")
_SHARES_OF = re.compile(r"'s?\s(?:stock|shares)\b.*$")
_BANKS = re.compile(
    r"^\s*(?:[\w-]+\s+){0,4}(?:banks?|underwriters|bookrunners|managers)\s+(?:for|to\s+(?:run|lead|manage))\b.*\b(?:ipo|listing)\b",
    re.IGNORECASE,
)
_HIRES = frozenset(("hires", "picks", "selects", "taps", "mandates", "appoints", "names"))
_PROCEEDS = re.compile(r"\b(?:proceeds of|raising) .{0,40}", re.IGNORECASE)
_PLACED = re.compile(r"(?<!private )(?<!brokered )(?<!job )\bplacement\b(?!\s+agents?\b)", re.IGNORECASE)
_BOUGHT = re.compile(r"\bbuy\b.*\bshares in\b", re.IGNORECASE)
_SUM_OFFERED = re.compile(
    r"\s+(?:its\s+)?(?:\S*\d\S*(?:\s\w+)?\s+(?:in|from|via|through)\b.*"
    r"\b(?:IPO|[Ii]nitial [Pp]ublic [Oo]ffering)\b|IPO\s+(?:to|at)\s+\S*\d)"
)
_LISTING = re.compile(r"\blisting\b", re.IGNORECASE)
_TRANCHE = re.compile(r"\btranche\b", re.IGNORECASE)
_LATER = re.compile(
    r"\b(?:ahead\sof|before|prior\sto|towards?|planned|upcoming|future|eventual|possible|potential|aiming\sfor|eyes|eyeing)\s"
    r"(?:[\w$€£-]+\s){0,3}?(?:IPO|[Ii]nitial\s[Pp]ublic\s[Oo]ffering|[Ll]isting)\b"
)
"""An offering that is yet to come: a round before it is none."""
_SHARES = re.compile(
    r"\b(?:shares|common stock|ordinary shares|warrants|units|gross proceeds|per share|placement|entitlement"
    r"|capital rais(?:e|ing))\b",
    re.IGNORECASE,
)


def is_share_sale(title_words: str, support: str, item: Item, company: str) -> bool:
    """Whether money that a company takes is an offering of shares and not a round."""
    if any(_PUBLIC.search(_LATER.sub(" ", told)) for told in (title_words, support)) or _PLACED.search(support):
        return True
    return item.is_listed(company) and bool(_LISTED_ONLY.search(f"{title_words} {support}") or _SHARES.search(support))


def read(item: Item) -> Reading | None:
    """The offering that the title states."""
    if item.cased:
        return _in(item.title, 0, item) or _arranged(item)
    return _in(item.sentences[0], IN_LEAD, item) if item.sentences and _PUBLIC.search(item.title) else None


def _in(sentence: str, offset: int, item: Item) -> Reading | None:
    for clause in clauses(sentence, _DO):
        if reading := _stated(clause.subject, clause.verb, clause.rest, clause.at + offset, item):
            return reading
    if (shown := debut(sentence, item.opening)) and (name := companies.company(shown.company, item)):
        return _event(name, shown.words, shown.at + offset, item, 0.88)
    other = unlisted(sentence)
    if other and _SUM_OFFERED.match(other.rest):
        return _stated(other.subject, other.verb, other.rest, other.at + offset, item)
    return None


def _stated(subject: str, verb: str, rest: str, at: int, item: Item) -> Reading | None:
    """ORG closes $5m offering; ORG raises $5m, and is listed."""
    core = re.split(r"[,;]\s|\s(?:to|as|amid|while)\s", rest)[0]
    if _NOT.search(core):
        return None
    taps = verb == "taps" and re.match(r"\s*(?:\w+\s+)?(?:investors|shareholders|market)\b", rest)
    if verb in _HIRES and not taps and not _BANKS.search(rest):
        return None
    if passive := _IPO_TAIL.search(subject):
        core = rest = f"{passive['size'] or ''} IPO {core}"
    name = companies.company(_SHARES_OF.sub("", _IPO_TAIL.sub("", subject)), item)
    placed = "tranche" in core.lower() or "closing" in core.lower()
    whole = rest if placed else core
    by_bank = _AGENT.search(item.marked) and name and not item.is_listed(name.text)
    if not name or by_bank or not (_UNDERWRITTEN.search(rest) or _sells_shares(whole, verb, name, item)):
        return None
    return _event(name, rest, at, item, 0.95 if _PUBLIC.search(core) or _LISTED_ONLY.search(core) else 0.72)


def _sells_shares(core: str, verb: str, name: Name, item: Item) -> bool:
    if _PUBLIC.search(core) or (verb.startswith("file") and _LISTING.search(core)):
        return True
    if not item.is_listed(name.text):
        return False
    raises = verb in _RAISES and any(money.event_sums(core))
    return bool(_LISTED_ONLY.search(core) or (raises and _SHARES.search(" ".join(item.sentences[:3]))))


def _arranged(item: Item) -> Reading | None:
    """An offering that the title tells from its bank's side: the issuer has the ticker, or stands before "IPO"."""
    offered = _PUBLIC.search(item.marked) or _LISTED_ONLY.search(item.marked)
    if not offered or _NOT.search(item.title):
        return None
    named = _AGENT.search(item.marked) or _ISSUER.search(item.marked)
    issuer = named or re.search(
        r"\b(?:for|in|of)\s+(?P<issuer>(?:[A-Z][\w.&'-]*\s+){1,5})(?:IPO|Offering)\b", item.marked
    )
    if not issuer:
        return None
    words_of_name = re.split(r"(?<=[\w])\s+(?=(?:Million|Billion)\s)|(?:Million|Billion)\s+", issuer["issuer"])[-1]
    name = companies.company(words_of_name, item)
    sure = name and (named or "IPO" in item.marked or item.is_listed(name.text))
    return _event(name, item.title, issuer.start(), item, 0.85) if name and sure else None


def _event(name: Name, core: str, at: int, item: Item, strength: float) -> Reading:
    stated = None if _BOUGHT.search(core) else _amount(core, item)
    event = Event(
        "public_offering",
        name.text,
        round(min(strength, name.certainty), 2),
        amount=stated.amount if stated else None,
        currency=stated.currency if stated else None,
    )
    return Reading(at, event)


def _amount(core: str, item: Item) -> money.Sum | None:
    """The sum of the offering: the title's, as precise as the lead has it; of a tranche, or without one, the lead's."""
    near = re.split(r"[,;]\s", core)[0]
    proceeds = _PROCEEDS.search(core)
    for text in (proceeds[0] if proceeds else near, core):
        if stated := next((s for s in money.event_sums(text, item.text) if s.scaled), None):
            return _of_tranche(stated, core, item) or money.finer(stated, item.opening, item.text)
    if re.search(r"\b(?:shares in|underwrite)\b", core, re.IGNORECASE):
        return None
    first, rest = item.sentences[:2], [s for s in item.sentences[2:] if "proceeds" in s]
    told = money.event_sums(" ".join((*first, *rest)), item.text)
    return next((s for s in told if s.scaled and s.amount >= 100_000), None)


def _of_tranche(stated: money.Sum, core: str, item: Item) -> money.Sum | None:
    """What the first tranche brought, where the lead tells it beside the whole that the title has."""
    if not re.search(r"\b(?:first|initial|second|third|final)\s+tranche\b", core, re.IGNORECASE):
        return None
    told = next((s for s in item.sentences[:2] if _TRANCHE.search(s) and "proceeds" in s), "")
    brought = next(iter(money.event_sums("".join(_PROCEEDS.findall(told)), item.text)), None)
    return brought if brought and 0.02 * stated.amount <= brought.amount < stated.amount else None
