"""A signal joined with its account's static fit: passed, or silent with its cause."""

from typing import Literal

from streams.signal import Contract, Share, Signal

Verdict = Literal["pass", "possible", "out", "customer", "open_deal", "own", "competitor", "opted_out"]
"""`pass` and `possible` (digest only) go on; every other verdict is the cause of silence."""

FOLDED: frozenset[str] = frozenset({"pass", "possible"})
"""Verdicts whose signals are collapsed into triggers and earn intent."""


class QualifiedSignal(Contract):
    """The value of `fitsignal.qualified.v1` and `fitsignal.silent.v1`: the signal, stamped with fit and verdict."""

    v: Literal[1] = 1
    signal: Signal
    verdict: Verdict
    fit: float
    tier: Literal["A", "B", "C", "out"]
    known: Share
    profile: str
    fit_version: str
