"""Sums that a person can recompute: the intent's numbers with as many digits as make the shown ones add up.

A share is shown as its factors and their product, a kind as the sum of its shares at most its cap, the intent as the
sum of its kinds at most 100. Every result is rounded, halves up, from the numbers shown beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from sinks.ages import span
from sinks.money import trimmed
from sinks.sentences import kind_label
from streams.intent import FULL, Intent, KindShare, Share

_PRECISIONS = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 4), (3, 6), (6, 8))
"""Decimals of the intent and of its shares, in the order they are tried."""
_FACTOR_DIGITS = range(3, 13)
_NEAR = tuple(Decimal(51).scaleb(-digits - 2) for digits in range(16))
_QUANTA = tuple(Decimal(1).scaleb(-digits) for digits in range(16))


@dataclass(frozen=True, slots=True)
class Term:
    """A trigger's part as shown: `40 × .97 × .999 (2 h)` and `38.8`."""

    trigger: str
    factors: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Others:
    """The triggers of a kind that have no term of their own: how many, and their sum as shown."""

    triggers: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class KindSum:
    """A kind's part as shown: its terms and the rest, their sum, and what of it counts."""

    kind: str
    terms: tuple[Term, ...]
    total: Decimal
    value: Decimal
    rest: Others | None = None

    @property
    def text(self) -> str:
        """ "visits 49.9", and what the cap cut: "postings 28 (of 37.2)"."""
        cut = f" (of {self.total}, at most {trimmed(self.value)})" if self.value < self.total else ""
        return f"{kind_label(self.kind)} {self.value}{cut}"


@dataclass(frozen=True, slots=True)
class Sum:
    """The intent as shown: `points` the headline ("39"), `kinds` by falling value, `total` their sum, uncut."""

    points: str
    kinds: tuple[KindSum, ...]
    total: Decimal

    @property
    def text(self) -> str:
        """ "funding 38.0 + visits 49.9 = 87.9", with what the full score cut."""
        cut = f", counted as {FULL:g}" if self.total > Decimal(FULL) else ""
        return " + ".join(kind.text for kind in self.kinds) + f" = {self.total}{cut}"


def shown_sum(intent: Intent, bars: tuple[float, ...] = ()) -> Sum:
    """The intent with the fewest digits that add up, and that put it on the true side of every bar."""
    points = Decimal(repr(intent.points))
    for whole, digits in _PRECISIONS:
        kinds = tuple(_kind(kind, digits) for kind in intent.kinds)
        total = sum((kind.value for kind in kinds), Decimal(0))
        headline = _round(points, whole)
        if headline == _round(min(total, Decimal(FULL)), whole) and _same_side(headline, points, bars):
            break
    return Sum(str(headline), kinds, total)


def headline(points: float, bars: tuple[float, ...] = ()) -> str:
    """Points with the fewest decimals that put them on the true side of every bar."""
    exact = Decimal(repr(points))
    texts = (_round(exact, digits) for digits in range(7))
    return str(next((text for text in texts if _same_side(text, exact, bars)), exact))


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A number as exact as it is kept, six decimals, without needless zeros: 12.5, 80. So shown points still add up."""
    return trimmed(_round(Decimal(repr(float(value))), 6))


def share_text(value: float) -> str:
    """A share of one as it is read in a table: 1.00, .72. Never 1.00 for less than one."""
    cut = min(int(value * 100 + 0.5), 99 if value < 1 else 100)
    return f"{cut / 100:.2f}".removeprefix("0")


def _kind(kind: KindShare, digits: int) -> KindSum:
    terms = tuple(_term(share, digits) for share in kind.shares)
    rest = Others(kind.rest.triggers, _round(Decimal(repr(kind.rest.value)), digits)) if kind.rest else None
    total = sum((term.value for term in terms), rest.value if rest else Decimal(0))
    return KindSum(kind.kind, terms, total, min(total, Decimal(repr(kind.cap))), rest)


def _term(share: Share, digits: int) -> Term:
    exact = Decimal(repr(share.value))
    near = _NEAR[digits]
    for points, confidence, left in _factors(share):
        value = _round(points * confidence * left, digits)
        if abs(value - exact) <= near:
            break
    age = span(timedelta(days=share.age_days))
    return Term(share.trigger, f"{trimmed(points)} × {_part(confidence)} × {_part(left)} ({age})", value)


def _factors(share: Share) -> Iterator[tuple[Decimal, ...]]:
    exact = [Decimal(repr(part)) for part in (share.points, share.confidence, share.decay)]
    for digits in _FACTOR_DIGITS:
        yield tuple(_round(part, digits) for part in exact)


def _part(value: Decimal) -> str:
    text = trimmed(value)
    return text.removeprefix("0") if text.startswith("0.") else text


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(_QUANTA[digits], ROUND_HALF_UP)


def _same_side(shown: Decimal, exact: Decimal, bars: tuple[float, ...]) -> bool:
    return all((shown >= bar) == (exact >= bar) for bar in map(Decimal, bars))
