"""The summary of the way: how much came in, and where it stopped, and why."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fitsignal.service import Service

_SEEN = """
    SELECT (SELECT count(*) FROM signals) AS resolved, (SELECT count(*) FROM unresolved) AS unresolved,
        (SELECT count(*) FROM dead_letters) AS dead, (SELECT count(DISTINCT account) FROM signals) AS accounts,
        (SELECT count(*) FROM signals WHERE verdict = 'pass') AS fitting,
        (SELECT count(DISTINCT account) FROM signals WHERE verdict = 'pass') AS fitting_accounts,
        (SELECT count(*) FROM triggers) AS triggers, (SELECT count(*) FROM qualified_accounts) AS qualified
"""
_GATE = (
    "SELECT verdict AS cause, count(*) AS signals FROM signals WHERE verdict <> 'pass' GROUP BY ALL ORDER BY 2 DESC, 1"
)
_BAR = """
    SELECT coalesce(cause, 'alert') AS cause, count(*) AS signals FROM decisions GROUP BY ALL ORDER BY 2 DESC, 1
"""
_ALERTS = "SELECT priority, count(*) AS alerts FROM alerts GROUP BY ALL ORDER BY 1"
WORDS: Mapping[str, str] = {
    "out": "do not fit",
    "possible": "fit unknown",
    "customer": "customer",
    "open_deal": "open deal",
    "own": "own staff",
    "competitor": "competitor",
    "opted_out": "opted out",
    "below_bar": "intent below the bar",
    "known_event": "more evidence for a known event",
    "adds_nothing": "worth no points",
    "seeded": "first poll",
    "stale": "too old to interrupt",
    "unsure": "match or reading too weak",
    "possible_fit": "fit unknown",
    "below_fit": "fit below the bar",
    "held": "held by a red flag",
    "little_known": "discovered, too little known",
    "low_priority": "priority below the bar",
    "cooldown": "cooling down",
}
"""Causes of silence in two or three words."""


def way(service: "Service") -> dict[str, Any]:
    """Counts of every step, and signals by the cause that kept them silent."""
    counts = service.store.rows(_SEEN)[0]
    decided = {row["cause"]: row["signals"] for row in service.store.rows(_BAR)}
    gate = {row["cause"]: row["signals"] for row in service.store.rows(_GATE)}
    below = counts["fitting"] + gate.get("possible", 0) - sum(decided.values())
    silent = {**gate, **{cause: n for cause, n in decided.items() if cause != "alert"}, "below_bar": max(below, 0)}
    silent.pop("possible", None)
    alerts = {row["priority"]: row["alerts"] for row in service.store.rows(_ALERTS)}
    return {
        "seen": counts["resolved"] + counts["unresolved"] + counts["dead"],
        **counts,
        "alerted": sum(alerts.values()),
        "alerts": alerts,
        "silent": dict(sorted(((c, n) for c, n in silent.items() if n), key=lambda each: (-each[1], each[0]))),
    }


def way_text(found: Mapping[str, Any]) -> str:
    """The summary as a person reads it."""
    alerts = ", ".join(f"{priority} {n:,}" for priority, n in found["alerts"].items())
    lines = [
        ("seen", f"{found['seen']:,} signals"),
        ("resolved", f"{found['resolved']:,} at {found['accounts']:,} accounts"
                     f" · {found['unresolved']:,} unresolved · {found['dead']:,} dead letters"),
        ("fitting", f"{found['fitting']:,} at {found['fitting_accounts']:,} accounts · {found['triggers']:,} triggers"),
        ("qualified", f"{found['qualified']:,} accounts with fit and intent above the bar"),
        ("alerted", f"{found['alerted']:,}" + (f" ({alerts})" if alerts else "")),
        ("silent", " · ".join(f"{n:,} {WORDS.get(c, c)}" for c, n in found["silent"].items()) or "none"),
    ]  # fmt: skip
    return "\n".join(f"  {name:<10} {text}" for name, text in lines)
