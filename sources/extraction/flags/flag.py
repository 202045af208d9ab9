"""A red flag that a headline raises."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["acquired", "layoffs", "insolvency"]


@dataclass(frozen=True, slots=True)
class Flag:
    """What holds the company; a field that the text does not say is None.

    ``confidence`` (0 to 1): how sure kind and company are. ``people`` and ``percent`` (of the workforce, 0 to 100) are
    of layoffs, ``proceeding`` ("Chapter 11", "administration", ...) of an insolvency, ``buyer`` of who was acquired.
    """

    kind: Kind
    company: str
    confidence: float
    buyer: str | None = None
    people: int | None = None
    percent: float | None = None
    proceeding: str | None = None


LEAST = 0.8
"""Confidence under which a flag is not raised: a hold silences, so a doubtful one would cost alerts."""
