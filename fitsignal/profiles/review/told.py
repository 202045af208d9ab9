"""What a review found, as rows for machines and lines for people."""

from collections.abc import Iterator, Sequence
from typing import Any

from icp.reviewing.drift import Drift
from icp.reviewing.review import Judged, Proposal, Review

Row = dict[str, Any]
DRIFTS = 8
"""Attributes that are told, those that moved most."""


def case_rows(review: Review) -> list[Row]:
    """A row for each account whose story is known, those that the profile judged wrong first."""
    found = sorted(review.judged, key=lambda each: (each.right, each.case.domain))
    rows: list[Row] = [_case(each) for each in found]
    strangers = [{"account": case.domain, "story": case.why, "judged": "not on the list"} for case in review.strangers]
    return [*rows, *strangers]


def _case(each: Judged) -> Row:
    return {
        "account": each.case.domain,
        "story": each.case.why,
        "judged": f"{'right' if each.right else 'WRONG'}: {each.verdict}, {each.points:g} points",
        "missed": ", ".join(each.missed),
        "unknown": ", ".join(each.unknown),
    }


def proposal_rows(review: Review) -> list[Row]:
    """A row for each proposed change, numbered for `--accept`."""
    return [{"accept": number, **_proposal(each)} for number, each in enumerate(review.proposals, 1)]


def _proposal(each: Proposal) -> Row:
    before, after = each.before, each.after
    return {
        "change": str(each.change),
        "accounts": f"{before.accounts:,} → {after.accounts:,}",
        "good": f"{before.good} → {after.good}",
        "bad": f"{before.bad} → {after.bad}",
    }


def drift_rows(of: str, found: Sequence[Drift]) -> Iterator[Row]:
    """A row for each attribute that moved most."""
    for each in found[:DRIFTS]:
        yield {
            "of": of,
            "attribute": each.attribute,
            "psi": each.psi,
            "mark": each.mark,
            "most": f"{each.bucket}: {each.then:.0%} → {each.now:.0%}".replace("%", " %"),
        }
