"""What was learned: criteria with their evidence, rule and tiers, what it promises, and what was left out."""

from typing import NamedTuple

from icp.learning.beta import Interval
from icp.learning.evidence import Evidence
from icp.learning.survey import LeftOut
from icp.profile_model import Criterion, Document, Profile, Rule, Tiers


class LearnedCriterion(NamedTuple):
    """A criterion, and what speaks for it."""

    criterion: Criterion
    evidence: Evidence
    words: str


class Shares(NamedTuple):
    """The parts of the customers and of the market that qualify."""

    customers: float
    market: float


class Learned(NamedTuple):
    """A profile learned from `customers` of the best against `market` companies.

    `lift` is what it promises: how many times more customers than by chance stand in the top fifth of a market, with
    an interval. `doubts` are sentences on what makes it less sure than it looks.
    """

    name: str
    criteria: tuple[LearnedCriterion, ...]
    rule: Rule
    tiers: Tiers
    lift: Interval
    qualifying: Shares
    customers: int
    market: int
    left_out: tuple[LeftOut, ...]
    doubts: tuple[str, ...]

    @property
    def profile(self) -> Profile:
        """The profile, as its document will be read."""
        criteria = tuple(each.criterion for each in self.criteria)
        document = Document(name=self.name)
        return Profile(name=self.name, rule=self.rule, tiers=self.tiers, criteria=criteria, document=document)


class TooLittle(NamedTuple):
    """Why nothing was learned, and what would help."""

    reason: str
    help: str
    left_out: tuple[LeftOut, ...] = ()
