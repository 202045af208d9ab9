"""What a signal teaches of its company by having happened: a round its stage, a hire its leader, a posting its tools.

Pure. Facts are named as an account list's columns; a fact of None takes back what an earlier signal taught. No fact
names a person: an account outlives the wish to be forgotten.
"""

from collections.abc import Callable, Mapping
from typing import Any

from streams.policy import Policy
from streams.signal import Signal
from streams.weights import role_of

Facts = dict[str, Any]
STAGES = frozenset(("pre_seed", "seed", "growth", *(f"series_{letter}" for letter in "abcdefghijk")))
"""Rounds that say how far a company is; a loan or a grant does not."""
_LEADING = frozenset(("c_level", "vp", "head"))


def taught_by(signal: Signal, policy: Policy) -> Facts:
    """The facts, none where the signal is not sure enough to interrupt anybody (`policy.confidence.alert`)."""
    teach = _TEACHING.get(signal.kind)
    return teach(signal.details, policy) if teach and is_sure(signal, policy) else {}


def is_sure(signal: Signal, policy: Policy) -> bool:
    """Whether what it says may change a company that is on the list."""
    return signal.confidence * signal.resolution.confidence >= policy.confidence.alert


def _round(details: Mapping[str, Any], policy: Policy) -> Facts:
    told = details.get("round")
    stage = "series_d" if told == "series_d_plus" else told
    return {"funding_stage": stage} if stage in STAGES else {}


def _posted(details: Mapping[str, Any], policy: Policy) -> Facts:
    named = [*_texts(details.get("technologies")), *_texts(details.get("technologies_named"))]
    size = details.get("company_size")
    sized = isinstance(size, int) and not isinstance(size, bool) and size > 0
    tools: Facts = {"technologies": list(dict.fromkeys(named))} if named else {}
    return {**tools, "employees": size} if sized else tools


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []


def _came(details: Mapping[str, Any], policy: Policy) -> Facts:
    title = details.get("role")
    return dict.fromkeys(_seats(details, policy), title) if isinstance(title, str) and title else {}


def _left(details: Mapping[str, Any], policy: Policy) -> Facts:
    return dict.fromkeys(_seats(details, policy))


def _seats(details: Mapping[str, Any], policy: Policy) -> list[str]:
    """The attributes that say who leads: `sales_leader`, and by rank `vp_sales`."""
    role = role_of(details, policy)
    if not role.families or role.seniority not in _LEADING:
        return []
    return [f"{role.families[0]}_leader", f"{role.seniority}_{role.families[0]}"]


_TEACHING: Mapping[str, Callable[[Mapping[str, Any], Policy], Facts]] = {
    "funding_round": _round,
    "job_posting": _posted,
    "leadership_hire": _came,
    "leadership_departure": _left,
}
TEACHING = frozenset(_TEACHING)
"""The kinds that may teach."""
