"""The figures at the head of the page: how much came in, and what was left of it at each step of the way."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Row = Mapping[str, Any]


class Step(NamedTuple):
    """A step of the way: its number, its name, and a few words on it."""

    number: int
    label: str
    note: str


def part(rows: Sequence[Row], name: str) -> list[Row]:
    """The rows of one part."""
    return [row for row in rows if row.get("part") == name]


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """The counts of the way by step."""
    return {str(row["step"]): int(row["count"]) for row in part(rows, "the way")}


def way(rows: Sequence[Row]) -> list[Step]:
    """Signals, those at companies that fit, accounts with fit and intent, alerts."""
    count = counts(rows)
    if not count:
        return []
    at_gate = {str(row["verdict"]): row for row in part(rows, "at the gate")}
    fitting = at_gate.get("pass", {"signals": 0, "accounts": 0})
    return [
        Step(count["signals"], "signals", f"{count['unresolved']:,} more name no account"),
        Step(int(fitting["signals"]), "fit the profile", f"at {int(fitting['accounts']):,} companies"),
        Step(count["qualified"], "qualified accounts", "fit and intent suffice"),
        Step(count["alerts"], "alerts", f"from {count['triggers']:,} triggers"),
    ]
