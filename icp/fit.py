"""The fit of an account with a profile: 0 to 100 points, a verdict, a tier, and a reason for every criterion.

Unknown is not mismatch: an unknown attribute earns nothing, disqualifies nobody, and is named.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from icp.account import Account
from icp.compact import sharing
from icp.judging import Verdict, judge_of
from icp.origins import ORIGINS, Origin, origins_in
from icp.profile_model import Criterion, Profile, Role, Tier

FitVerdict = Literal["qualifies", "possible", "out"]
_BETTER = {"qualifies": 2, "possible": 1, "out": 0}
_HASHED = frozenset((str, int, float, bool, tuple, type(None)))


class Reason(BaseModel):
    """What one criterion says: the points earned `of` those offered, and the JSON `value` seen (None: nothing).

    `origin`: source and day of a value that no list gave ("greenhouse, 2026-11-12").
    """

    model_config = ConfigDict(frozen=True)

    criterion: str
    role: Role
    verdict: Verdict
    points: float
    of: float
    value: Any = None
    attribute: str = ""
    origin: str | None = None


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


_REASON_FIELDS = set(Reason.model_fields)
_FIT_FIELDS = set(Fit.model_fields)


def score(account: Account, profile: Profile) -> Fit:
    """The fit of the account with the profile: a pure function of the two."""
    reasons = tuple([judge(account.value(attribute)) for attribute, judge in _plan(profile)])
    if ORIGINS in account.attributes:
        reasons = tuple(_with_origins(reasons, origins_in(account.attributes)))
    points = round(math.fsum([reason.points for reason in reasons]), 6)
    counts = Counter([(reason.role, reason.verdict) for reason in reasons])
    verdict = _verdict(profile, counts)
    missing = tuple([reason.criterion for reason in reasons if reason.verdict == "unknown"])
    fit = Fit(
        domain=account.domain,
        name=account.name,
        fit=points,
        tier="out" if verdict == "out" else profile.tiers.of(points),
        verdict=verdict,
        qualifies=verdict == "qualifies",
        known=1 - len(missing) / len(reasons) if reasons else 1.0,
        known_mandatory=counts["mandatory", "met"] + counts["mandatory", "missed"],
        profile=profile.name,
        version=profile.version,
        reasons=reasons,
        rule=_in_words(profile, counts["mandatory", "met"], counts["preferential", "met"]),
        missing=missing,
    )
    return sharing(fit, _FIT_FIELDS)


def _with_origins(reasons: Iterable[Reason], origins: Mapping[str, Origin]) -> Iterator[Reason]:
    for reason in reasons:
        origin = origins.get(reason.attribute) if reason.value is not None else None
        yield reason.model_copy(update={"origin": str(origin)}) if origin else reason


def best_fit(account: Account, profiles: Sequence[Profile]) -> Fit:
    """The best of the account's fits: the verdict first, then points, then the order of the profiles (one at least)."""
    return max((score(account, profile) for profile in profiles), key=lambda fit: (_BETTER[fit.verdict], fit.fit))


def _verdict(profile: Profile, counts: Mapping[tuple[Role, Verdict], int]) -> FitVerdict:
    if counts["disqualifier", "met"]:
        return "out"
    verdict: FitVerdict = "qualifies"
    needs: dict[Role, int] = {"mandatory": profile.rule.mandatory, "preferential": profile.rule.preferential}
    for role, need in needs.items():
        if counts[role, "met"] + counts[role, "unknown"] < need:
            return "out"
        if counts[role, "met"] < need:
            verdict = "possible"
    return verdict


@lru_cache(maxsize=4096)
def _in_words(profile: Profile, mandatory: int, preferential: int) -> str:
    tallies: dict[Role, int] = {"mandatory": mandatory, "preferential": preferential}
    counted = [f"{met} of {total} {role}" for role, met in tallies.items() if (total := profile.counted(role))]
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
        made = Reason(
            criterion=criterion.name,
            role=criterion.role,
            verdict=verdict,
            points=offered if verdict == "met" else 0.0,
            of=offered,
            value=seen,
            attribute=criterion.attribute,
        )
        return sharing(made, _REASON_FIELDS)

    # Accounts share most of their values: a shared reason saves both the judging and, over a whole list, the memory.
    shared = lru_cache(maxsize=8192, typed=True)(reason)
    return lambda value: shared(value) if type(value) in _HASHED else reason(value)
