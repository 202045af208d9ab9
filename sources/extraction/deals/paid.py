"""Acquisitions told by their price or as somebody's deal, without a verb that buys."""

import re
from collections.abc import Iterator

from sources.extraction.deals import bought
from sources.extraction.text.item import Item
from sources.extraction.text.tables import either, words

_NOUN = either(words("acquisitions", "nouns", "deal"))
_SUM = r"(?:(?:up\s+to|about|nearly|over|some)\s+)?(?:[A-Z]{1,3})?[$€£₹]\d[\d.,]*\s?\w*"
_OWNED = r"[A-Z](?:(?!\s(?:to|for|in|of|as|and|over|from|with|by)\s)[^,:;]){1,40}?"
_STOP = r"(?=\s+(?:to|in|as|amid|from)\s|\s*[,;:]|\s*$)"
_PAYS = re.compile(
    rf"^(?P<buyer>{_OWNED})\s+(?i:{either(words('verbs', 'acquisition', 'pay'))})\s+{_SUM}\s+"
    rf"(?:for\s+|[Tt]o\s+[Aa]cquire\s+|[Tt]o\s+[Bb]uy\s+)(?P<target>[A-Z][\w.&'-]*(?:\s+[A-Z][\w.&'-]*){{0,4}}){_STOP}"
)
_IN_DEAL = re.compile(
    rf"^(?P<buyer>{_OWNED})\s+in\s+{_SUM}\s+(?:[\w-]+\s+)?(?i:(?:{_NOUN})\s+of|(?:swoop|deal)\s+for|deal\s+to\s+(?:buy|acquire))"
    r"\s+(?P<target>\S.*)$"
)
_THROUGH = either(words("verbs", "acquisition", "through"))
_OWN_DEAL = re.compile(
    rf"^(?P<buyer>{_OWNED})'s?\s+(?:{_SUM}\s+)?(?i:(?:{_NOUN})\s+of|deal\s+(?:to\s+(?:buy|acquire)|for))\s+(?P<target>[A-Z].*?)\s+"
    rf"(?i:{_THROUGH})\b"
)
_NAMED_DEAL = re.compile(
    rf"^(?P<buyer>{_OWNED})'s?\s+(?:{_SUM}\s+)?(?P<target>[A-Z0-9][\w.&'-]*(?:\s[A-Z0-9&][\w.&'-]*){{0,3}}?)\s+(?i:{_NOUN}|deal|buy)\s+"
    rf"(?i:{_THROUGH})\b"
)
_JOINT = re.compile(
    rf"^(?P<buyer>[A-Z0-9][\w.&'-]*(?:\s[A-Z0-9][\w.&'-]*){{0,3}})\s(?:and|&)\s(?P<target>[A-Za-z][\w.&'-]*(?:\s[A-Z0-9][\w.&'-]*){{0,3}}?)'s?\s+"
    rf"(?:{_SUM}\s+)?merger\s+(?i:{_THROUGH})\b"
)
_WITH_DEAL = re.compile(
    rf"^[Ww]ith\s+(?:{_SUM}\s+)?(?P<target>{_OWNED})\s+(?i:acquisition|buy|takeover|buyout|purchase),\s+(?P<buyer>{_OWNED})"
    rf"(?=\s+(?i:{either(words('verbs', 'other', 'finite'))})\b)"
)
_BY_LEAD = re.compile(
    rf"^(?P<buyer>[A-Z].{{1,60}}?)\s+(?P<verb>[a-z]{{3,12}}s)\s[^$€£₹]{{2,60}}?\swith\s(?:an?\s|its\s)?{_SUM}\s(?:[\w-]+\s)?"
    rf"(?i:acquisition|buyout|takeover|purchase){_STOP}"
)
_BOUGHT_OF = re.compile(
    rf"\b(?:{either(words('verbs', 'acquisition', 'buy'))}"
    r"|acquiring|buying|scooping up|snapping up|acquisition of|purchase of)\s+"
    r"(?P<target>[A-Z0-9].*)$"
)
_FORCED = re.compile(r"\b(?:ordered|fined|told|forced|liable|sentenced|must|agrees|agreed)$", re.IGNORECASE)


def paid(sentence: str, item: Item) -> Iterator[tuple[str, str, int, float]]:
    """Buyer, bought, place and how sure.

    BUYER to pay $2 billion for TARGET; BUYER in $2 billion takeover of TARGET; BUYER's takeover of TARGET closes.
    """
    for shape in (_PAYS, _IN_DEAL, _JOINT, _OWN_DEAL, _NAMED_DEAL, _WITH_DEAL):
        found = shape.match(sentence)
        if found and not _FORCED.search(found["buyer"]) and (sure := bought.named_strength(found["target"], item)):
            yield found["buyer"], found["target"], 0, min(sure, 0.85)
    found = _BY_LEAD.match(sentence)
    told = next((m for s in item.sentences[:1] if (m := _BOUGHT_OF.search(s))), None) if found else None
    if found and told and (sure := bought.strength(told["target"], item)):
        yield found["buyer"], told["target"], 0, min(sure, 0.82)
