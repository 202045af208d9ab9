"""The join: each signal meets its account's static fit, and the gate says who may go on. Pure, without state."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from icp.account import Account
from icp.fit import Fit
from streams.policy import Policy
from streams.qualified import QualifiedSignal, Verdict
from streams.signal import Signal

QUIET: Mapping[str, Verdict] = {
    "customer": "customer",
    "open_deal": "open_deal",
    "own": "own",
    "competitor": "competitor",
    "opted_out": "opted_out",
}
"""Statuses that never get a prospecting alert."""


class Standing(NamedTuple):
    """What the join knows of an account: its static fit, small enough to hold for every account in memory."""

    verdict: Verdict
    fit: float
    tier: Literal["A", "B", "C", "out"]
    known: float
    known_mandatory: int
    discovered: bool
    profile: str
    fit_version: str


def standing_of(account: Account, fit: Fit) -> Standing:
    """The account's standing under its best profile."""
    return Standing(
        verdict=gate(account.status, fit.verdict),
        fit=fit.fit,
        tier=fit.tier,
        known=fit.known,
        known_mandatory=fit.known_mandatory,
        discovered=account.status == "discovered",
        profile=fit.profile,
        fit_version=fit.version,
    )


def gate(status: str, fit_verdict: str) -> Verdict:
    """Whether an account's signals go on: `pass`, `possible` (digest only), or the cause of silence."""
    quiet = QUIET.get(status)
    if quiet:
        return quiet
    if fit_verdict == "out":
        return "out"
    return "pass" if fit_verdict == "qualifies" else "possible"


def join(signal: Signal, standing: Standing) -> QualifiedSignal:
    """The signal stamped with its account's fit and verdict."""
    return QualifiedSignal(
        signal=signal,
        verdict=standing.verdict,
        fit=standing.fit,
        tier=standing.tier,
        known=standing.known,
        profile=standing.profile,
        fit_version=standing.fit_version,
    )


def shown_in_digest(verdict: Verdict, policy: Policy) -> bool:
    """Whether signals of an account that is silent by its status still give its owner a digest line."""
    return getattr(policy.status, verdict, "silent") == "digest"
