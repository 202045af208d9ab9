"""Which sentence of the lead tells of the round that the title speaks of."""

import re

from sources.extraction.money import money
from sources.extraction.money.cues import STRONG, has_cue
from sources.extraction.money.money import Sum
from sources.extraction.money.takings import takings
from sources.extraction.text.item import Item

_TELLING = re.compile(rf"{STRONG.pattern}|\bround\b", re.IGNORECASE)


def supporting(item: Item, words_of_title: str = "") -> str:
    """The sentence of the lead that tells of the round: verb, cue and a sum; else one with the title's own sum."""
    for sentence in item.sentences[:3]:
        told = any(t.strength > 0.6 for t in takings(sentence))
        if told or (_TELLING.search(sentence) and any(money.event_sums(sentence))):
            return sentence
    same = repeating(words_of_title, item)
    return same if has_cue(same) else ""


def repeating(words_of_title: str, item: Item) -> str:
    """The sentence of the lead that has the sum of the title."""
    stated = next(money.event_sums(words_of_title), None)
    return next((s for s in item.sentences if repeats(stated, s)), "") if stated else ""


def repeats(stated: Sum, sentence: str) -> bool:
    """Whether the sentence has the sum, within five per cent."""
    return any(abs(s.amount - stated.amount) <= 0.05 * stated.amount for s in money.event_sums(sentence))
