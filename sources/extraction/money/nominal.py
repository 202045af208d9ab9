"""Rounds told by a noun: no verb takes the money, the round itself is named."""

import re
from collections.abc import Iterator

from sources.extraction.money import money
from sources.extraction.money.takings import Taking, core_of, is_blocked
from sources.extraction.text.clauses import until_verb
from sources.extraction.text.names import CONNECTORS, STRONG, WEAK

_DESCRIBING = STRONG | WEAK | CONNECTORS
_SUM = r"(?:(?:an?|its|the|another|over|nearly|new|fresh|record|oversubscribed)\s+)*[$€£₹A-Z]{0,4}\.?\s?\d"
_NOUN = r"(?i:raise|round|funding|financing|fundraise|(?:pre-)?series\s[a-k]\d?|seed|pre-seed)\b"
_IN_ROUND = re.compile(
    rf"^(?P<who>[^,:;]{{2,80}}?)(?:\s+in|:|\s[–—-])\s+(?P<core>{_SUM}\S*\s(?:(?i:million|billion|mn|bn|crore|cr|lakh)\s)?"
    rf"(?:[\w-]+\s){{0,3}}?{_NOUN}.*)$"
)
_OWN_ROUND = re.compile(
    r"^(?P<who>[A-Z0-9][\w.&' -]{1,50}?)(?:'s|(?<=s)')\s+(?:(?:new|latest|record|massive|mega|whopping|fresh)\s)*"
    rf"(?P<core>[$€£₹A-Z]{{1,4}}\.?\s?\d\S*\s(?:(?:million|billion|mn|bn|crore|cr|lakh)\s)?(?:[\w-]+\s){{0,3}}?{_NOUN}"
    r"(?:\s(?:round|raise|financing|funding|extension))?)\s+"
    r"(?P<goes>values|valued|is\sled|was\sled|led|backed|pushes|lifts|brings|makes|turns|attracts|draws|closes|closed"
    r"|will|to\s[a-z]+|aims\sto|puts|gives|takes|adds|includes|comes\sfrom)\b"
)

_STAKE_SOLD = re.compile(
    r"^(?P<who>[A-Z0-9][^,:;]{1,60}?)\s+(?:sells|sold|to sell|agrees to sell)\s+(?:an?\s+)?(?:minority|strategic)\s+"
    r"(?:equity\s+)?stake\s+(?:to|for)\s+(?P<core>[A-Z$€£₹].*)$"
)


def nominal(sentence: str) -> Iterator[Taking]:
    """A round without a verb that takes it: "lab Quillmar in €110M raise", "Quillmar's $40m round values it at"."""
    found = _IN_ROUND.match(sentence)
    if found and until_verb(found["who"]) == found["who"] and any(money.event_sums(found["core"])):
        words_small = (word for word in found["who"].split() if word.islower() and word.isalpha())
        if all(word in _DESCRIBING for word in words_small) and not is_blocked(
            found["who"], core_of(f" {found['core']}")
        ):
            yield Taking(found["who"], core_of(f" {found['core']}"), found.start("core"), 0.85)
    if sold := _STAKE_SOLD.match(sentence):
        yield Taking(sold["who"], f" strategic investment {sold['core']}", sold.start("core"), 0.85)
    own = _OWN_ROUND.match(sentence)
    if own and any(money.event_sums(own["core"])) and not is_blocked("", own["core"]):
        yield Taking(own["who"], f" {own['core']}", own.start("core"), 0.85)
