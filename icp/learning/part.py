"""A part of a card: one feature and what its levels earn."""

from typing import NamedTuple

from icp.learning.ratios import Floats


class Part(NamedTuple):
    """A feature of the card, by its place, and what each of its levels earns, the least of them nothing."""

    feature: int
    points: Floats
