"""Rounds and funds told in the shapes of ``lexicon/shapes.toml``."""

from collections.abc import Iterator

from sources.extraction.money import money
from sources.extraction.money.takings import Taking, core_of, is_blocked, strength_of
from sources.extraction.text.shapes import Slots, shaped
from sources.extraction.text.tables import words

_SURE, _LEAST = 0.86, 0.85
_OUT = frozenset(
    phrase.split()[0]
    for phrase in (*words("money_verbs", "funding", "give"), *words("money_verbs", "funding", "others"))
) - frozenset(("closes", "completes", "extends", "makes", "sets", "celebrates", "ends"))
"""Verbs with which the money goes out, or nothing is done."""
_A_ROUND = "funding round"
"""What a shape tells that has no words for the money."""


def shaped_rounds(sentence: str) -> Iterator[Taking]:
    """Each round that the whole sentence tells, where the words for the money allow it."""
    for slots in shaped("funding", sentence):
        if slots.texts.get("deed", "").split(" ")[0].lower() in _OUT:
            continue
        core = core_of(f" {slots.texts.get('money') or slots.texts.get('sum') or _A_ROUND}")
        if (
            not is_blocked("", core)
            and strength_of(core, raises="sum" in slots.texts or "money" in slots.texts) >= _LEAST
        ):
            yield Taking(slots.texts["company"], core, slots.at, _SURE)


def shaped_fund(sentence: str) -> tuple[str, money.Sum | None, int] | None:
    """The firm, the fund's size and the place of the fund that the whole sentence tells."""
    slots = next(shaped("fund", sentence), None)
    return _fund(slots) if slots else None


def _fund(slots: Slots) -> tuple[str, money.Sum | None, int]:
    return slots.texts["company"], next(money.event_sums(slots.texts.get("sum", "")), None), slots.at
