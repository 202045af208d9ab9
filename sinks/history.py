"""An account's history: its stored signals, folded with their evidence, as known at any instant. Read only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from sinks.views import EvidenceView, TriggerView
from streams.directness import directness
from streams.folds import Member
from streams.intent import Intent, Share
from streams.judgement import AccountState, Rules, explained, member_of
from streams.signal import Company, Evidence, Resolution, Signal
from streams.stories import KINDS as STORIES
from streams.times import instant, micros
from streams.trigger import trigger_of
from streams.triggers import Group, anchor_of
from streams.visits import VisitGroup

if TYPE_CHECKING:
    import duckdb

_SIGNALS = """
    SELECT seq, id::VARCHAR, kind, account, source, epoch_us(occurred_at), epoch_us(observed_at), company::VARCHAR,
        evidence::VARCHAR, details::VARCHAR, confidence, seeded, method, match_confidence, verdict
    FROM signals WHERE account = ? AND seq <= ? AND epoch_us(observed_at) <= ? ORDER BY seq
"""
FOREVER = 2**53


@dataclass(frozen=True, slots=True)
class Observed:
    """A stored signal with its place in the log and its verdict at the gate."""

    seq: int
    signal: Signal
    verdict: str


@dataclass(frozen=True, slots=True)
class History:
    """What was known of an account. `intent` at its last instant, `triggers` by falling share, evidence beside them."""

    observed: tuple[Observed, ...]
    intent: Intent
    triggers: tuple[TriggerView, ...]
    state: AccountState


def read_signals(
    cursor: "duckdb.DuckDBPyConnection", account: str, until_seq: int = FOREVER, until: int = FOREVER
) -> tuple[Observed, ...]:
    """The account's signals in the order of the log, up to a number and an instant (microseconds)."""
    rows = cursor.execute(_SIGNALS, [account, until_seq, until]).fetchall()
    return tuple(_observed(*row) for row in rows)


def history(account: str, observed: Iterable[Observed], rules: Rules, now: int) -> History:
    """The account's triggers and intent at an instant in microseconds, folded anew from its signals."""
    known, state = tuple(observed), AccountState()
    for each in known:
        rules.fold_of(state, each.signal.kind).add(member_of(each.signal))
    intent = explained(account, state, rules.policy, now)
    shares = {share.trigger: share for kind in intent.kinds for share in kind.shares}
    evidence = _evidence(known, state, rules)
    views = [_view(account, group, shares, evidence) for fold in state.folds.values() for group in fold.newest_first()]
    views.sort(key=lambda v: (-(v.share.value if v.share else 0.0), -micros(v.trigger.at), v.trigger.id))
    return History(known, intent, tuple(views), state)


def _view(
    account: str, group: Group | VisitGroup, shares: Mapping[str, Share], evidence: Mapping[str, list[EvidenceView]]
) -> TriggerView:
    trigger = trigger_of(account, group)
    told = group.kind in STORIES
    seen = tuple(
        sorted(
            evidence.get(anchor_of(group), ()),
            key=lambda e: (directness(e.url, account) if told else 0, e.at, e.source),
        )
    )
    return TriggerView(trigger, shares.get(trigger.id), seen, len({e.source for e in seen}) or 1)


def _evidence(known: Iterable[Observed], state: AccountState, rules: Rules) -> dict[str, list[EvidenceView]]:
    """Evidence by the anchor of the trigger that it belongs to."""
    anchors = _anchors(state)
    found: dict[str, list[EvidenceView]] = {}
    for each in known:
        member = member_of(each.signal)
        key = _visit_key(member, rules) if each.signal.kind == "visit" else member.id
        found.setdefault(anchors.get(key, member.id), []).append(evidence_of(each.signal))
    return found


def _anchors(state: AccountState) -> dict[str, str]:
    """The anchor of every member; visits by their day and class."""
    anchors: dict[str, str] = {}
    for fold in state.folds.values():
        for group in fold.newest_first():
            if isinstance(group, VisitGroup):
                anchors[f"{group.at // 86_400_000_000} {group.page_class}"] = group.anchor_id
            else:
                anchors.update(dict.fromkeys((member.id for member in group.members), group.anchor_id))
    return anchors


def _visit_key(member: Member, rules: Rules) -> str:
    return f"{member.at // 86_400_000_000} {rules.pages.class_of(member.details, member.url)}"


def evidence_of(signal: Signal) -> EvidenceView:
    """The evidence that a signal is, as it is shown."""
    evidence = signal.evidence
    source = signal.details.get("outlet")
    name = source if isinstance(source, str) and source else signal.source
    page = signal.details.get("page") or signal.details.get("path")
    seen = page if isinstance(page, str) else None
    stayed = signal.details.get("dwell")
    dwell = float(stayed) if isinstance(stayed, int | float) and not isinstance(stayed, bool) else None
    return EvidenceView(evidence.url, evidence.title, name, signal.occurred_at, signal.observed_at, seen, dwell)


def _observed(
    seq: int,
    id_: str,
    kind: str,
    account: str,
    source: str,
    occurred: int | None,
    observed: int,
    company: str,
    evidence: str,
    details: str,
    confidence: float,
    seeded: bool,
    method: Any,
    sure: float,
    verdict: str,
) -> Observed:
    signal = Signal.model_construct(
        v=1,
        id=id_,
        kind=kind,
        company=Company(**orjson.loads(company)),
        account=account,
        source=source,
        observed_at=instant(observed),
        occurred_at=None if occurred is None else instant(occurred),
        evidence=Evidence(**orjson.loads(evidence)),
        details=orjson.loads(details),
        confidence=confidence,
        seeded=seeded,
        resolution=Resolution(method=method, confidence=sure),
    )
    return Observed(seq, signal, verdict)
