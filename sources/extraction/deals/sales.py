"""Sales of businesses: who buys, where the title tells of the seller or of the one sold."""

import re
from collections.abc import Iterator

from sources.extraction.deals import bought
from sources.extraction.text.clauses import clauses
from sources.extraction.text.tables import either, pattern, words

_SELL = words("verbs", "acquisition", "sell")
_PASSIVE = words("verbs", "acquisition", "passive")
_ACCEPTED = re.compile(
    rf"^(?P<target>.+?)\s+(?:{either(words('verbs', 'acquisition', 'accept'))})\s+(?:(?!\b(?:no|not)\b)\S+\s+){{0,6}}?"
    rf"(?:{either((*words('acquisitions', 'nouns', 'deal'), 'offer', 'bid', 'sale'))})"
    r"\s+(?:by|from|to|with)\s+(?P<buyer>[A-Z0-9].*)$",
    re.IGNORECASE,
)
_SAID_BY = re.compile(
    r"^(?P<target>[A-Z0-9].{1,60}?)\s+(?i:announces|announced|confirms|confirmed|completes|completed|reveals|unveils)\s+"
    r"(?:(?:its|the|definitive|\S*\d\S*|million|billion)\s+){0,4}(?i:acquisition|takeover|buyout|purchase)\s+by\s+(?P<buyer>[A-Z0-9].*)$"
)
_PRIVATE = re.compile(
    r"^(?P<target>.+?)\s+(?:to go|goes|going|to be taken|is taken|taken|being taken)\s+private"
    r"\s+(?:in|by|under|with|via|through)\s+(?:(?:an?\s+)?(?:\S+\s+){0,5}?"
    r"(?:deal|buyout|sale|takeover|transaction|agreement)\s+(?:with|by|led by|to)\s+)?(?P<buyer>[A-Z].*)$"
)
_OWNER = re.compile(
    r"^(?P<target>[A-Z].{1,50}?)\s+(?:(?:has|gets|finds)\s+(?:an?\s+)?(?:new\s+)?(?:owners?|buyers?)(?::|,|\s+in)"
    r"|goes\s+to(?=\s[A-Z].*\sfor\s\S*\d))\s+(?P<buyer>[A-Z0-9].*)$"
)
_WITH_SALE = re.compile(
    r"^(?P<target>.+?)\s+(?:with|in|through|via|after)\s+(?:[$€£\w.]+\s+){0,3}sale\s+to\s+(?P<buyer>[A-Z0-9].*)$"
)
BUYER_END = re.compile(
    r"\s(?:for|in|to|as|after|from|at|with|amid|following|under|by|on)\s|[,;(]|\s[–—-]\s", re.IGNORECASE
)
"""Where the name of a buyer ends."""
_ONLY_WISHED = pattern(words("acquisitions", "nouns", "sought"))
_BEING = re.compile(r"\s+(?:is|was|has been|to be|gets|has|agrees|agreed)\s*$")
_VERBS = frozenset(words("verbs", "other", "finite"))
_INFINITIVES = frozenset(words("verbs", "other", "infinitive"))
_UNNAMED = re.compile(r"\b(?:buyers?|purchasers?|investors?|consortium|management|third party)$", re.IGNORECASE)
_ALL_NAME = re.compile(r"[A-Z][\w.&'-]*(?:\s+[A-Z][\w.&'-]*){0,3}")
_TO = re.compile(r"\s+to\s+(?=[A-Z0-9])")


def sold(sentence: str) -> Iterator[tuple[str, str, int, float]]:
    """Buyer, bought, place in the sentence and how sure, for each way in which the sentence tells that one is sold."""
    yield from _by(sentence)
    yield from _to(sentence)
    for shape in (_ACCEPTED, _SAID_BY, _PRIVATE, _WITH_SALE, _OWNER):
        if match := shape.match(sentence):
            yield BUYER_END.split(match["buyer"])[0], match["target"], 0, 0.85


def _by(sentence: str) -> Iterator[tuple[str, str, int, float]]:
    """TARGET acquired by BUYER."""
    for clause in clauses(sentence, _PASSIVE):
        yield BUYER_END.split(clause.rest.strip())[0], _BEING.sub("", clause.subject), clause.at, 0.92


def _to(sentence: str) -> Iterator[tuple[str, str, int, float]]:
    """SELLER sells its BUSINESS to BUYER; SELLER completes sale of TARGET to BUYER."""
    for clause in clauses(sentence, _SELL):
        parts = _TO.split(clause.rest, maxsplit=1)
        whole = clause.verb.endswith(("sale of", "divests", "divestiture of", "divestment of"))
        whole = whole or (sentence[clause.at].islower() and bool(_ALL_NAME.fullmatch(parts[0].strip())))
        if clause.verb.startswith("to ") and _ONLY_WISHED.search(clause.subject):
            continue
        if len(parts) == 2 and _is_buyer(parts[1]) and (whole or bought.is_business(parts[0])):
            yield BUYER_END.split(parts[1].strip())[0], parts[0].strip(), clause.at, 0.85


def _is_buyer(phrase: str) -> bool:
    """Whether the words can name who buys: no verb, and no "Strategic Buyer"."""
    return not _is_verb(phrase) and not _UNNAMED.search(BUYER_END.split(phrase.strip())[0])


def _is_verb(phrase: str) -> bool:
    """Whether the word behind "to" is what the seller means to do: "to Focus on"."""
    first = phrase.split()[0].casefold()
    return f"{first}s" in _VERBS or f"{first}es" in _VERBS or first in _INFINITIVES
