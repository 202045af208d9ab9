"""What is bought: a company or a running business, or only a thing, a place or a right."""

import re

from sources.extraction.text import companies
from sources.extraction.text.companies import Name
from sources.extraction.text.item import Item
from sources.extraction.text.names import PLACES, bare
from sources.extraction.text.tables import either, pattern, words

_NOT = pattern(words("acquisitions", "blockers"))
_ORE = either(words("acquisitions", "ores"))
_MINERAL = re.compile(
    rf"\b(?:{_ORE})\b[\w\s,&-]{{0,40}}\b(?:{either(words('acquisitions', 'ore_assets'))})\b", re.IGNORECASE
)
_DOUBTFUL = pattern(words("acquisitions", "nouns", "doubtful"))
_GROUND = pattern(words("acquisitions", "nouns", "ground"))
_UNNAMED = re.compile(rf"(?:(?:{either(words('acquisitions', 'unnamed'))})\b[\s-]*)+(?:$|[a-z])", re.IGNORECASE)
_BUSINESS = either(words("acquisitions", "businesses"))
_IS_BUSINESS = re.compile(rf"\b(?:{_BUSINESS})\b", re.IGNORECASE)
_CONTROL = re.compile(
    rf"^\s*(?:(?:an?|the|its|additional|further|remaining)\s+)*(?:{either(words('acquisitions', 'control'))}"
    r"|(?:5[1-9]|[6-9]\d|100)(?:\.\d+)?\s?(?:%|per\s?cent|percent|pc))\s*"
    r"(?:(?:majority|controlling|equity|ownership|voting|economic)\s+)*(?:stake|stakes|interest|interests|ownership|"
    r"shareholding|holding|equity|shares)?\s*(?:in|of)\s+",
    re.IGNORECASE,
)
_MINORITY = re.compile(
    r"^\s*(?:(?:an?|the|another|additional|further)\s+)*(?:[1-4]?\d|50)(?:\.\d+)?\s?(?:%|per\s?cent|percent|pc)\s",
    re.IGNORECASE,
)
"""Half of a company or less: then it is no buyer's."""
_SHARE = re.compile(
    r"^(?:(?:an?|the|its|all|up to|approximately|additional|remaining|majority|controlling|full|key)\s+)*"
    r"(?:(?:\d[\d.,]*\s?%|stake|stakes|interest|equity interest|shares|ownership|control|assets|maker)\s+(?:of|in)\s+)+"
    r"(?:the\s+)?",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s(?:to|for|as|in|amid|from|with|and|expanding|adding|after|out\sof)\s|[,;]\s|—|\s[–-]\s", re.IGNORECASE
)
_PHRASE = re.compile(r"\s(?:to|for|as|in|amid|from|with|after)\s|[,;]\s|—|\s[–-]\s", re.IGNORECASE)
_PLACE = re.compile(r"\s(?:to|for|as|in|amid|from|with|after)\s|;\s|—|\s[–-]\s", re.IGNORECASE)
_LODGING = re.compile(r"\b(hotel|inn|resort)\s+propert(?:y|ies)\b", re.IGNORECASE)
_ONLINE = re.compile(
    r"\b(news|job|jobs|dating|review|travel|shopping|comparison|betting)\s(?:web)?sites?\b", re.IGNORECASE
)
_APPOSITION = re.compile(r"^[^,]{2,60},\s+((?:an?|the)\s[^,]{3,120})", re.IGNORECASE)
_COUNTED = re.compile(r"\s*(?:±|(?:[A-Z]{3}\s)?[$€£₹][\d.,]+\s?\w*\s+(?:of|in|for|from)\b|[\d,.]+(?![\d,.]*\s?%)\s)")

_POST = re.compile(
    r"\s(?:for|to)\s(?:\S+\s){0,3}(?:role|job|post|position)\b|\sas\s(?:its\s)?(?:new\s)?(?:CEO|C[FTOM]O|chief)\b"
)
"""Behind these a person is hired, and none is bought."""
_SURE, _UNSURE = 0.92, 0.75


def strength(phrase: str, item: Item) -> float | None:
    """How sure it is that the phrase, which stands behind "acquires", is a company; None where it is none.

    "a majority stake in Quillmar" is Quillmar, a smaller stake is none.
    """
    target = _CONTROL.sub("", phrase, count=1)
    if (
        _MINORITY.match(target)
        or _is_thing(target)
        or _POST.search(target)
        or not _is_named(target)
        or _END.split(target.strip())[0].casefold() in PLACES
    ):
        return None
    if not _DOUBTFUL.search(target[:60]):
        return _SURE
    return None if _GROUND.search(" ".join(item.sentences[:2])) else _UNSURE


def named_strength(target: str, item: Item) -> float | None:
    """How sure it is that what stands before "acquisition" is a company: no adjective, and no ground in the lead."""
    if _UNNAMED.match(target) or _GROUND.search(" ".join(item.sentences[:2])):
        return None
    return strength(target, item)


def name(phrase: str, buyer: Name, item: Item) -> str | None:
    """The name of who is bought; None where the phrase has none, or only the buyer's."""
    target = _CONTROL.sub("", phrase.strip(), count=1)
    found = companies.company(_END.split(f"{_SHARE.sub('', target)} ")[0], item)
    return found.text if found and bare(found.text) != bare(buyer.text) else None


def is_control(phrase: str) -> bool:
    """Whether the phrase is a stake that makes a company the buyer's: "51% stake in Quillmar"."""
    return bool(_CONTROL.match(phrase))


def is_business(phrase: str) -> bool:
    """Whether the phrase names a part of a company that runs: "its packaging business", "Quillmar unit"."""
    return bool(_IS_BUSINESS.search(_PHRASE.split(phrase)[0])) and not _is_thing(phrase)


def _is_thing(target: str) -> bool:
    """Whether the target's own words, an apposition to it, or the last word of a pair say that it is no company."""
    target = _ONLINE.sub(r"\1", _LODGING.sub(r"\1", target))
    own = _END.split(target)[0]
    beside = _APPOSITION.match(target)
    whole = _PLACE.split(target)[0]
    pair = " ".join(whole.split()[-2:]) if " and " in whole.casefold() else ""
    return any(_NOT.search(text) for text in (own, beside[1] if beside else "", pair)) or bool(_MINERAL.search(whole))


def _is_named(target: str) -> bool:
    """Whether the target is somebody: a capital letter or a running business among its first words."""
    first = " ".join(target.split()[:9])
    if _COUNTED.match(first) and not _IS_BUSINESS.search(first):
        return False
    return bool(re.search(r"[A-Z]", _PHRASE.split(first)[0]) or _IS_BUSINESS.search(first))
