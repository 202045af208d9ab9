"""What every fold shares: a signal as the fold sees it, and what one signal changes."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from streams.policy import KindRule

G = TypeVar("G", covariant=True)
"""What the fold calls a trigger."""
NO_RULE = KindRule()
"""The rule of a kind without a row in the policy: it earns nothing."""


class Member(NamedTuple):
    """A stored signal as the fold sees it. `at`: microseconds; `confidence`: extraction x resolution.

    `told`: the details as JSON, where they are at hand as that already. `title`: the headline, of what the press tells.
    """

    at: int
    id: str
    confidence: float
    details: Mapping[str, Any]
    url: str | None = None
    told: str | None = None
    title: str | None = None


class Change(NamedTuple, Generic[G]):
    """What one signal did: the trigger it is in, whether it opened it, and the anchors of triggers that went."""

    group: G
    opened: bool
    gone: tuple[str, ...] = ()
    others: tuple[G, ...] = ()


@lru_cache(maxsize=8192, typed=True)
def shared(number: float) -> float:
    """The same number, as one object however often it is held: most confidences and points are of a few values."""
    return number
