"""Who stands in which section of the digest."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sinks.digest_input import DigestAccount, DigestInput
from sinks.digest_notes import deal_notes, moved, new_notes, open_notes, trigger_notes, visitor_notes
from streams.join import gate, shown_in_digest
from streams.policy import RANK, Policy

_LEVELS = {"cold": 0, "warm": 1, "hot": 2}


class Membership(NamedTuple):
    """Who stands in a section, and what is said of them."""

    has: Callable[[DigestAccount, Policy], bool]
    notes: Callable[[DigestAccount, DigestInput, Policy], tuple[str, ...]]


def _prospect(row: DigestAccount) -> bool:
    return not row.discovered and _prospect_or_discovered(row)


def _worth_a_line(row: DigestAccount) -> bool:
    return row.fit.verdict == "possible" or row.fit.tier in ("A", "B") or RANK[row.priority] > 0


def _visited(row: DigestAccount, policy: Policy) -> bool:
    sure = row.weak_match is None or row.weak_match.confidence >= policy.confidence.digest
    return sure and any(each.page_class != "none" for each in row.visits)


def _triggered(row: DigestAccount, policy: Policy) -> bool:
    return any(each.trigger.confidence >= policy.confidence.digest for each in row.triggers)


def _is_open(row: DigestAccount, policy: Policy) -> bool:
    return _prospect_or_discovered(row) and any(each.due and not each.answered for each in row.alerted)


def _prospect_or_discovered(row: DigestAccount) -> bool:
    return not row.aside and gate(row.account.status, row.fit.verdict) in ("pass", "possible")


def _is_visitor(row: DigestAccount, policy: Policy) -> bool:
    return _prospect(row) and _worth_a_line(row) and _visited(row, policy)


def _has_news(row: DigestAccount, policy: Policy) -> bool:
    return _prospect(row) and _worth_a_line(row) and _triggered(row, policy)


def _rises(row: DigestAccount, policy: Policy) -> bool:
    return _prospect(row) and _worth_a_line(row) and _LEVELS[row.level] > _LEVELS[policy.level(row.intent_then)]


def _cools(row: DigestAccount, policy: Policy) -> bool:
    return _prospect(row) and _worth_a_line(row) and _LEVELS[row.level] < _LEVELS[policy.level(row.intent_then)]


def _is_deal(row: DigestAccount, policy: Policy) -> bool:
    verdict = gate(row.account.status, row.fit.verdict)
    ours = verdict in ("customer", "open_deal") and shown_in_digest(verdict, policy)
    return ours and (_visited(row, policy) or _triggered(row, policy))


def _is_new(row: DigestAccount, policy: Policy) -> bool:
    """A company on no list is worth a line if it fits well, or is warm however little is known of it."""
    fits = row.fit.tier in ("A", "B") or row.level != "cold"
    active = _visited(row, policy) or _triggered(row, policy)
    return row.discovered and _prospect_or_discovered(row) and fits and active


MEMBERS: Mapping[str, Membership] = {
    "still_open": Membership(_is_open, open_notes),
    "visitors": Membership(_is_visitor, visitor_notes),
    "new_triggers": Membership(_has_news, trigger_notes),
    "deals_and_customers": Membership(_is_deal, deal_notes),
    "new_companies": Membership(_is_new, new_notes),
    "rising": Membership(_rises, moved),
    "cooling": Membership(_cools, moved),
}
"""Sections in the order in which they take accounts; the policy's order is that of showing."""
AFTER: Mapping[str, tuple[str, ...]] = {
    "new_triggers": ("visitors",),
    "rising": ("visitors", "new_triggers"),
    "cooling": ("visitors", "new_triggers"),
}
