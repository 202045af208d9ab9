"""What a review found, as rows for machines and lines for people."""

from collections.abc import Iterator, Sequence
from typing import Any

from icp.reviewing.drift import Drift
from icp.reviewing.review import Judged, Proposal, Review

Row = dict[str, Any]
DRIFTS = 8
"""Attributes that are told, those that moved most."""


def case_rows(review: Review, names: Sequence[str]) -> list[Row]:
    """A row for each account whose story is known, those judged wrong first; of several profiles (names) by which."""
    found = sorted(review.judged, key=lambda each: (each.right, each.case.domain))
    rows: list[Row] = [_case(each, several=len(names) > 1) for each in found]
    strangers = [{"account": case.domain, "story": case.why, "judged": "not on the list"} for case in review.strangers]
    return [*rows, *strangers]


def _case(each: Judged, *, several: bool) -> Row:
    return {
        "account": each.case.domain,
        "story": each.case.why,
        **({"profile": each.profile} if several else {}),
        "judged": f"{'right' if each.right else 'WRONG'}: {each.verdict}, {each.points:g} points",
        "missed": ", ".join(each.missed),
        "unknown": ", ".join(each.unknown),
    }


def proposal_rows(review: Review, names: Sequence[str]) -> list[Row]:
    """A row for each proposed change, numbered for `--accept`."""
    return [{"accept": number, **_proposal(each, names)} for number, each in enumerate(review.proposals, 1)]


def proposed(each: Proposal, names: Sequence[str]) -> str:
    """The change in words; of several profiles with the name of its own before it."""
    return f"{names[each.place]}: {each.change}" if len(names) > 1 else str(each.change)


def _proposal(each: Proposal, names: Sequence[str]) -> Row:
    before, after = each.before, each.after
    return {
        "change": proposed(each, names),
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
