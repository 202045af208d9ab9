"""What was learned, as rows for machines and lines for people."""

from collections.abc import Iterator
from typing import Any

from icp.learning.beta import Interval
from icp.learning.learned import Learned, LearnedCriterion
from icp.learning.writing import asked_value


def learned_rows(found: Learned) -> Iterator[dict[str, Any]]:
    """A row on the profile as a whole, then one for each criterion and each column that was left out."""
    yield {
        "learned": True,
        "profile": found.name,
        "customers": found.customers,
        "market": found.market,
        "lift": _interval(found.lift),
        "rule": found.rule.model_dump(),
        "tiers": found.tiers.model_dump(),
        "customers_qualify": round(found.qualifying.customers, 4),
        "market_qualifies": round(found.qualifying.market, 4),
        "doubts": list(found.doubts),
    }
    yield from (_criterion(each) for each in found.criteria)
    yield from ({"left_out": each.attribute, "reason": each.reason, "leak": each.leak} for each in found.left_out)


def _criterion(each: LearnedCriterion) -> dict[str, Any]:
    criterion, evidence = each.criterion, each.evidence
    return {
        "criterion": criterion.name,
        "role": criterion.role,
        "attribute": criterion.attribute,
        criterion.test.kind: asked_value(criterion.test),
        "points": criterion.points,
        "evidence": each.words,
        "met": evidence.met,
        "known": evidence.known,
        "market_share": round(evidence.market_share, 4),
        "market_known": round(evidence.market_known, 4),
        "lift": _interval(evidence.lift),
    }


def percent(part: float) -> str:
    """A share as a person reads it: "22 %"."""
    return f"{100 * part:.0f} %" if part >= 0.01 or not part else "under 1 %"


def _interval(found: Interval) -> dict[str, float]:
    return {"value": round(found.value, 3), "low": round(found.low, 3), "high": round(found.high, 3)}
