"""Which sentence of the lead tells of the round that the title speaks of."""

import re

from sources.extraction.money import money
from sources.extraction.money.cues import STRONG, has_cue
from sources.extraction.money.money import Sum
from sources.extraction.money.takings import takings
from sources.extraction.text.item import Item

_EXTENDED = re.compile(
    r"\b(?:boosts|extends|pushes|expands|grows|brings|tops up|increases|upsizes)\b.*\bto\s+\S*\d", re.IGNORECASE
)
_ADDED = re.compile(
    r"\b(?:add(?:s|ed|ing)|additional|extra|another|further|fresh)\s+(?:an?\s+)?(?P<sum>[A-Z]{0,3}[$€£₹]\s?\d[\w.,]*(?:\s\w+)?)"
    r"|(?P<sum3>[A-Z]{0,3}[$€£₹]\s?\d[\w.,]*(?:\s\w+)?)\sin\san?\s(?:second|third|final|further)\s(?:close|closing|tranche)\b"
    r"|(?P<sum2>[A-Z]{0,3}[$€£₹]\s?\d[\w.,]*(?:\s\w+)?)\s+extension\b",
    re.IGNORECASE,
)
_FRESH = re.compile(
    r"\bto\s+[A-Z]{0,3}[$€£₹]\s?\d\S*\s(?:\w+\s)?(?:with|after|on)\s(?:an?\s|another\s|new\s|additional\s)*"
    r"(?P<sum>[A-Z]{0,3}[$€£₹]\s?\d\S*(?:\s(?:million|billion|mn|bn|crore))?)(?!\svaluation)"
)
_LED = re.compile(
    r"\b(?:round|series\s[a-k]|seed|financing|raise|investment)\b.{0,30}\b(?:led|co-led)\b|\b(?:led|co-led)\s(?:the|its)\s(?:[\w-]+\s){0,2}?(?:round|series|seed|financing|raise|investment)\b"
    r"|\binvestors?\sin\sthe\s(?:round|series|seed)\b",
    re.IGNORECASE,
)
"""Who led the round, without its sum: that of the title."""
_TELLING = re.compile(rf"{STRONG.pattern}|\bround\b", re.IGNORECASE)


def supporting(item: Item, words_of_title: str = "") -> str:
    """The sentence of the lead that tells of the round: verb, cue and a sum; else one with the title's own sum."""
    for sentence in item.sentences[:3]:
        told = any(t.strength > 0.6 for t in takings(sentence))
        if told or (_TELLING.search(sentence) and any(money.event_sums(sentence))):
            return sentence
    if words_of_title and any(money.event_sums(words_of_title)):
        for sentence in item.sentences[:2]:
            if _LED.search(sentence):
                return sentence
    same = repeating(words_of_title, item)
    return same if has_cue(same) else ""


def new_money(item: Item) -> Sum | None:
    """What a round is extended by, where the title has only what it comes to: "extends its seed round to €9M"."""
    if not _EXTENDED.search(item.title):
        return None
    if (fresh := _FRESH.search(item.title)) and (stated := next(money.event_sums(fresh["sum"], item.text), None)):
        return stated
    told = (m["sum"] or m["sum2"] or m["sum3"] for sentence in item.sentences[:3] for m in _ADDED.finditer(sentence))
    sums = (next(money.event_sums(words_of_sum, item.text), None) for words_of_sum in told)
    return next((found for found in sums if found and found.scaled), None)


def repeating(words_of_title: str, item: Item) -> str:
    """The sentence of the lead that has the sum of the title."""
    stated = next(money.event_sums(words_of_title), None)
    return next((s for s in item.sentences if repeats(stated, s)), "") if stated else ""


def repeats(stated: Sum, sentence: str) -> bool:
    """Whether the sentence has the sum, within five per cent."""
    return any(abs(s.amount - stated.amount) <= 0.05 * stated.amount for s in money.event_sums(sentence))
