"""Weights: what one event of a kind is worth before it decays, by its details and the policy."""

from collections.abc import Callable, Mapping
from typing import Any

from streams.policy import KindRule, Policy
from streams.roles import Role

Details = Mapping[str, Any]
_DEFAULTS = {"round": "venture_unspecified", "form": "download", "page": "category"}


def points_of(kind: str, details: Details, policy: Policy) -> float:
    """Points x weight of an event; visits are weighed by page class and people, see `visit_points`."""
    rule = policy.kinds.get(kind)
    if rule is None:
        return 0.0
    special = _SPECIAL.get(kind)
    return special(rule, details, policy) if special else rule.points * _table_weight(rule, details)


def visit_points(rule: KindRule, class_points: float, people: int) -> float:
    """Points of a page class, more for the second and third person."""
    extra = min(max(people, 1), rule.people) - 1
    return rule.points * class_points * (1.0 + rule.extra_person * extra)


def relation(role: Role, policy: Policy) -> str:
    """Whose seat it is to the vendor: buyer, executive, adjacent or other, by the family named first."""
    roles = policy.roles
    family = role.families[0] if role.families else None
    if family is None:
        return "other"
    if family in roles.buyer:
        return "buyer"
    if family == "executive":
        return "executive"
    return "adjacent" if family in roles.adjacent else "other"


def role_of(details: Details, policy: Policy) -> Role:
    """Family and seniority of the seat: as the source says, else read from the role or title."""
    title = details.get("role") or details.get("title")
    read = policy.roles.matcher.classify(title) if isinstance(title, str) else Role((), None)
    family, rank = details.get("family"), details.get("seniority")
    known = (family,) if isinstance(family, str) and family in policy.roles.families else read.families
    return Role(known, rank if isinstance(rank, str) else read.seniority)


def _table_weight(rule: KindRule, details: Details) -> float:
    weight = 1.0
    for field, table in rule.weigh.items():
        value = details.get(field)
        known = value if isinstance(value, str) and value in table else _DEFAULTS.get(field)
        weight *= table.get(known, 1.0) if known else 1.0
    return weight


def _hire(rule: KindRule, details: Details, policy: Policy) -> float:
    role = role_of(details, policy)
    seniority = policy.roles.seniority
    rank = seniority.get(role.seniority or "manager", seniority.get("manager", 1.0))
    return rule.points * policy.roles.weigh.get(_relation_key(role, policy), 0.0) * rank


def _departure(rule: KindRule, details: Details, policy: Policy) -> float:
    return rule.points * policy.roles.weigh.get(_relation_key(role_of(details, policy), policy), 0.0)


def _posting(rule: KindRule, details: Details, policy: Policy) -> float:
    role = role_of(details, policy)
    ranks = policy.roles.posting
    rank = ranks.get(role.seniority or "individual", ranks.get("individual", 1.0))
    named = rule.technology if details.get("technologies_named") else 0.0
    return rule.points * policy.roles.weigh.get(_relation_key(role, policy), 0.0) * rank + named


def _topic(rule: KindRule, details: Details, policy: Policy) -> float:
    low = [
        isinstance(details.get(field), (int, float)) and details[field] < bar
        for field, bar in (("score", rule.score), ("share", rule.share))
        if bar is not None
    ]
    return 0.0 if any(low) else rule.points


def _relation_key(role: Role, policy: Policy) -> Any:
    return relation(role, policy)


_SPECIAL: Mapping[str, Callable[[KindRule, Details, Policy], float]] = {
    "leadership_hire": _hire,
    "leadership_departure": _departure,
    "job_posting": _posting,
    "topic_surge": _topic,
}
