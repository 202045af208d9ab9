"""The usual split of points among size, industry, technology and situation, weighed against what the customers say."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from icp.headers import attribute_key, known_column
from icp.learning.ratios import Ratios

if TYPE_CHECKING:
    from icp.learning.part import Part

USUAL = {"size": 25.0, "industry": 20.0, "technology": 15.0, "situation": 20.0, "rest": 20.0}
"""The split that most scorecards use, of 100 points."""
SPEAKS_FOR = 10.0
"""The usual split counts as so many customers."""
MOST = 2.0
"""No group is given more than so many times its own share, or less than its part."""
_WORDS = {
    "size": "employees|headcount|revenue|size|people|staff|seats|sites|locations|arr",
    "industry": "industry|sector|vertical|category|naics|nace|sic",
    "technology": "technologies|technology|tech|stack|software|crm|tools|platform|cloud",
    "situation": "funding|stage|growth|hiring|jobs|raised|round|rounds|founded|age|growing|expansion|launch",
}
_GROUP = {word: group for group, words in _WORDS.items() for word in words.split("|")}


def group_of(attribute: str) -> str:
    """Which of the groups a column belongs to."""
    words = [known_column(attribute) or "", *attribute_key(attribute).split("_")]
    return next((_GROUP[word] for word in words if word in _GROUP), "rest")


def balance(ratios: Sequence[Ratios], parts: Sequence["Part"], customers: int) -> list["Part"]:
    """The parts, each group drawn from its own share towards the usual one; as they are where only one is there."""
    groups = [group_of(ratios[part.feature].feature.attribute) for part in parts]
    own = dict.fromkeys(groups, 0.0)
    for group, part in zip(groups, parts, strict=True):
        own[group] += float(part.points.max())
    total, usual = sum(own.values()), sum(USUAL[group] for group in own)
    if len(own.keys() - {"rest"}) < 2 or total <= 0:
        return list(parts)
    weight = customers / (customers + SPEAKS_FOR)
    wanted = {group: weight * own[group] / total + (1 - weight) * USUAL[group] / usual for group in own}
    factors = {group: min(max(wanted[group] * total / max(own[group], 1e-12), 1 / MOST), MOST) for group in own}
    return [part._replace(points=part.points * factors[group]) for group, part in zip(groups, parts, strict=True)]
