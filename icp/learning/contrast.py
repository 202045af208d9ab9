"""The two lists that a profile is learned from: the best customers, and the market they are told from."""

from copy import copy
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from icp.columns.frame import Frame
from icp.columns.series import Mask, Series, joined
from icp.headers import attribute_key
from icp.text import fold_text


class Pair(NamedTuple):
    """One attribute of both lists, over the same values."""

    attribute: str
    customers: Series
    market: Series


class Contrast:
    """Customers and market, the customers taken out of the market by domain, or by name where there is none."""

    def __init__(self, customers: Frame, market: Frame, chosen: Mask | None = None) -> None:
        kept = first_of_each(customers)
        self.repeated = int((~kept).sum())
        self.customers = customers
        self.rows = np.flatnonzero(kept & chosen if chosen is not None else kept)
        both = shared_rows(customers, market)
        self.market = market
        self.found = int(both.sum())
        self.market_rows = np.flatnonzero(~both & first_of_each(market))
        self._pairs: dict[str, Pair] = {}

    def only(self, rows: NDArray[np.intp]) -> "Contrast":
        """The same market, and of the customers only these, by their places among them."""
        part = copy(self)
        part.rows, part._pairs = self.rows[rows], {}
        return part

    @property
    def attributes(self) -> tuple[str, ...]:
        """Every attribute that either list has."""
        return tuple(dict.fromkeys([*self.customers.attributes, *self.market.attributes]))

    def pair(self, attribute: str) -> Pair:
        """What both say of an attribute."""
        if attribute not in self._pairs:
            first = self.customers.series(attribute).take(self.rows)
            pair = Pair(attribute, *joined(first, self.market.series(attribute).take(self.market_rows)))
            self._pairs[attribute] = pair
        return self._pairs[attribute]


def identities(frame: Frame) -> Series:
    """What tells the rows of a list apart: the domain, else the folded name."""
    if frame.domains.known.any():
        return frame.domains
    named = frame.names if "name" in frame.attributes else frame.series(_identifier(frame))
    values = [fold_text(str(value)) for value in named.values]
    return Series(named.codes, [("name", value) for value in values])


def shared_rows(customers: Frame, market: Frame) -> Mask:
    """The rows of the market that are customers."""
    ours, theirs = identities(customers), identities(market)
    known = {ours.values[code] for code in np.unique(ours.codes[ours.codes >= 0])}
    same = np.array([*(value in known for value in theirs.values), False])
    mask: Mask = same[theirs.codes]
    return mask


def first_of_each(frame: Frame) -> Mask:
    """The first row of each identity; rows without one are all kept."""
    values = {value: place for place, value in enumerate(identities(frame).values)}
    same = [values[value] for value in identities(frame).values]
    codes = np.array([*same, -1])[identities(frame).codes]
    first = np.zeros(frame.rows, dtype=bool)
    first[np.unique(codes, return_index=True)[1]] = True
    mask: Mask = first | (codes < 0)
    return mask


def _identifier(frame: Frame) -> str:
    """The column that names the rows of a list without domains and names; "" (nothing) where none does."""
    words = ("id", "account_id", "company_id", "record_id", "object_id", "customer_id", "lead_number", "prospect_id")
    keys = {attribute_key(attribute): attribute for attribute in frame.attributes}
    return next((keys[word] for word in words if word in keys), "")
