"""Going through every column of both lists: what can be learned from, and why the others cannot."""

from collections.abc import Collection
from typing import NamedTuple

from icp.headers import attribute_key, known_column
from icp.learning.contrast import Contrast
from icp.learning.features import Feature, features_of
from icp.learning.kinds import NotOfUse, bookkeeping, kind_of
from icp.learning.leaks import leak_of

_LEAST_KNOWN = 3


class LeftOut(NamedTuple):
    """A column that teaches nothing, and why; `leak`: because it tells the outcome."""

    attribute: str
    reason: str
    leak: bool = False


class Survey(NamedTuple):
    """The features of both lists, and the columns that were left out."""

    features: tuple[Feature, ...]
    left_out: tuple[LeftOut, ...]


def survey(contrast: Contrast, trusted: Collection[str] = (), ignored: Collection[str] = ()) -> Survey:
    """All columns: `trusted` ones are never taken for leaks, `ignored` ones are not looked at."""
    features: list[Feature] = []
    left_out: list[LeftOut] = []
    for attribute in contrast.attributes:
        found = _of_column(contrast, attribute, trusted=_named(attribute, trusted), ignored=_named(attribute, ignored))
        if isinstance(found, LeftOut):
            left_out.append(found)
        else:
            features += found
    return Survey(tuple(features), tuple(left_out))


def _of_column(contrast: Contrast, attribute: str, *, trusted: bool, ignored: bool) -> list[Feature] | LeftOut:
    if ignored:
        return LeftOut(attribute, "left out as asked")
    if reason := bookkeeping(attribute):
        return LeftOut(attribute, f"left out: {reason}")
    pair = contrast.pair(attribute)
    kind = kind_of(pair)
    if isinstance(kind, NotOfUse):
        return LeftOut(attribute, kind.reason)
    features = features_of(pair, kind)
    leak = "" if trusted else leak_of(pair, features)
    if leak:
        return LeftOut(attribute, f"left out as a leak: {leak}; `--trust {attribute}` takes it in", leak=True)
    if pair.customers.known.sum() < _LEAST_KNOWN and features:
        return LeftOut(attribute, "left out: hardly any customer says anything in it")
    if not features:
        return LeftOut(attribute, "left out: it has one value, or none that two companies share")
    return features


def _named(attribute: str, names: Collection[str]) -> bool:
    asked = {attribute_key(name) for name in names} | {known_column(name) for name in names}
    return attribute_key(attribute) in asked
