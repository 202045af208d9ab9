"""The fit of an account with a profile: 0 to 100 points, a verdict, a tier, and a reason for every criterion.

Unknown is not mismatch: an unknown attribute earns nothing, disqualifies nobody, and is named.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, JsonValue

from icp.account import Account
from icp.judging import Verdict, judge_of
from icp.profile import Criterion, Profile, Role, Tier

FitVerdict = Literal["qualifies", "possible", "out"]
_BETTER = {"qualifies": 2, "possible": 1, "out": 0}
_SINGLE = (str, int, float)


class Reason(BaseModel):
    """What one criterion says: `points` earned of those it offers, and the `value` that was seen (None: unknown)."""

    model_config = ConfigDict(frozen=True)

    criterion: str
    role: Role
    verdict: Verdict
    points: float
    of: float
    value: JsonValue = None
    attribute: str = ""


class Fit(BaseModel):
    """How well an account fits one profile. `fit` is exactly the sum of the reasons' points, rounded to 6 decimals.

    `known` is the share of criteria whose attribute is known (0 to 1), `missing` names the others.
    """

    model_config = ConfigDict(frozen=True)

    domain: str
    name: str
    fit: float
    tier: Tier
    verdict: FitVerdict
    qualifies: bool
    known: float
    known_mandatory: int
    profile: str
    version: str
    reasons: tuple[Reason, ...]
    rule: str
    missing: tuple[str, ...]


def score(account: Account, profile: Profile) -> Fit:
    """The fit of the account with the profile: a pure function of the two."""
    plan = _plan(profile)
    reasons = tuple(judge(account.value(attribute)) for attribute, judge in plan)
    points = round(math.fsum(reason.points for reason in reasons), 6)
    mandatory, preferential = _tally(reasons, "mandatory"), _tally(reasons, "preferential")
    verdict = _verdict(profile, reasons, mandatory, preferential)
    missing = tuple(reason.criterion for reason in reasons if reason.verdict == "unknown")
    return Fit(
        domain=account.domain,
        name=account.name,
        fit=points,
        tier="out" if verdict == "out" else profile.tiers.of(points),
        verdict=verdict,
        qualifies=verdict == "qualifies",
        known=1 - len(missing) / len(reasons) if reasons else 1.0,
        known_mandatory=mandatory.total - mandatory.unknown,
        profile=profile.name,
        version=profile.version,
        reasons=reasons,
        rule=_in_words(mandatory, preferential),
        missing=missing,
    )


def best_fit(account: Account, profiles: Sequence[Profile]) -> Fit:
    """The best of the account's fits: the verdict first, then points, then the order of the profiles (one at least)."""
    return max((score(account, profile) for profile in profiles), key=lambda fit: (_BETTER[fit.verdict], fit.fit))


class _Tally(NamedTuple):
    met: int
    unknown: int
    total: int


def _tally(reasons: tuple[Reason, ...], role: Role) -> _Tally:
    verdicts = [reason.verdict for reason in reasons if reason.role == role]
    return _Tally(verdicts.count("met"), verdicts.count("unknown"), len(verdicts))


def _verdict(profile: Profile, reasons: tuple[Reason, ...], mandatory: _Tally, preferential: _Tally) -> FitVerdict:
    if any(reason.role == "disqualifier" and reason.verdict == "met" for reason in reasons):
        return "out"
    needs = ((mandatory, profile.rule.mandatory), (preferential, profile.rule.preferential))
    if any(tally.met + tally.unknown < need for tally, need in needs):
        return "out"
    return "possible" if any(tally.met < need for tally, need in needs) else "qualifies"


def _in_words(mandatory: _Tally, preferential: _Tally) -> str:
    tallies = ((mandatory, "mandatory"), (preferential, "preferential"))
    counted = [f"{tally.met} of {tally.total} {role}" for tally, role in tallies if tally.total]
    return " and ".join(counted) + " met" if counted else "no criteria to meet"


@lru_cache(maxsize=256)
def _plan(profile: Profile) -> tuple[tuple[str, Callable[[Any], Reason]], ...]:
    """The attribute of each criterion, and a function from its value to the reason, with the folding done once."""
    return tuple((criterion.attribute, _reasoner(criterion)) for criterion in profile.criteria)


def _reasoner(criterion: Criterion) -> Callable[[Any], Reason]:
    judge = judge_of(criterion.test, criterion.attribute)
    offered = 0.0 if criterion.role == "disqualifier" else criterion.points

    def reason(value: Any) -> Reason:
        verdict, seen = judge(value)
        return Reason(
            criterion=criterion.name,
            role=criterion.role,
            verdict=verdict,
            points=offered if verdict == "met" else 0.0,
            of=offered,
            value=seen,
            attribute=criterion.attribute,
        )

    # Accounts share most of their values: a shared reason saves both the judging and, over a whole list, the memory.
    shared = lru_cache(maxsize=8192, typed=True)(reason)
    return lambda value: shared(value) if value is None or isinstance(value, _SINGLE) else reason(value)
