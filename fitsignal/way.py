"""The summary of the way: how much came in, and where it stopped, and why."""

from collections.abc import Iterator, Mapping, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from sinks.counting import counted

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
    "out": "at companies that do not fit",
    "possible": "at companies that may fit",
    "customer": "at customers",
    "open_deal": "at open deals",
    "own": "from our own staff",
    "competitor": "at competitors",
    "opted_out": "at companies that opted out",
    "below_bar": "while intent was below the bar",
    "known_event": "on events known already",
    "adds_nothing": "worth no points",
    "seeded": "from a source's first poll",
    "stale": "too old to interrupt",
    "unsure": "matched or read too weakly",
    "possible_fit": "at companies that may fit",
    "below_fit": "with fit below the bar",
    "held": "held back by a red flag",
    "little_known": "at new companies too little known",
    "low_priority": "with too low a priority",
    "cooldown": "soon after another alert",
    "ignored": "after alerts that nobody answered",
    "answered": "at companies already in hand",
    "snoozed": "at companies that somebody snoozed",
    "not_a_fit": "at companies that were called no fit",
}
"""Why signals were silent, to be read after their number."""


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


def way_text(found: Mapping[str, Any], width: int | None = None) -> str:
    """The summary as a person reads it, no line over `width` cells; None: the terminal's, 100 where there is none."""
    width = width or get_terminal_size((100, 24)).columns
    lines = [line for name, parts in _steps(found) for line in _filled(f"  {name:<10} ", parts, width)]
    return "\n".join(lines)


def _steps(found: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Each step's name and its parts, which stay whole where a line is full."""
    alerts = ", ".join(f"{priority} {n:,}" for priority, n in found["alerts"].items())
    yield "seen", [counted(found["seen"], "signal")]
    yield (
        "resolved",
        [
            f"{found['resolved']:,} at {counted(found['accounts'], 'account')}",
            f"{found['unresolved']:,} unresolved",
            counted(found["dead"], "dead letter"),
        ],
    )
    fitting = f"{found['fitting']:,} at {counted(found['fitting_accounts'], 'account')}"
    yield "fitting", [fitting, counted(found["triggers"], "trigger")]
    yield "qualified", [f"{counted(found['qualified'], 'account')} with fit and intent above the bar"]
    yield "alerted", [counted(found["alerted"], "time") + (f" ({alerts})" if alerts else "")]
    yield "silent", [f"{n:,} {WORDS.get(cause, cause)}" for cause, n in found["silent"].items()] or ["none"]


def _filled(head: str, parts: Sequence[str], width: int) -> list[str]:
    """The parts in as few lines as hold them, under each other."""
    lines = [head + parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + len(f" · {part}") <= width:
            lines[-1] += f" · {part}"
        else:
            lines.append(" " * len(head) + part)
    return lines
