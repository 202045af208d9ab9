"""What waits for a person: what fails, and what a command settles."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fitsignal.page.figures import Row, counts, part


class Need(NamedTuple):
    """Something to look at. `bad`: a part fails; else it is work that may wait."""

    text: str
    command: str
    bad: bool = False


def needs(rows: Sequence[Row]) -> list[Need]:
    """What waits, failures first."""
    return [*_failing(rows), *_waiting(rows)]


def _failing(rows: Sequence[Row]) -> Iterator[Need]:
    for row in part(rows, "sources"):
        if row.get("state") == "failing":
            yield Need(f"The source {row['source']} fails: {row['error']}", "fitsignal check --live", bad=True)
    for row in part(rows, "sinks"):
        if row["state"] in ("pending", "failed") and row["trouble"]:
            text = f"{row['deliveries']:,} not sent to {row['sink']}: {row['trouble']}"
            yield Need(text, f"fitsignal outbox list --state {row['state']}", bad=True)
    for row in part(rows, "spool"):
        if row.get("trouble"):
            yield Need(f"What the receiver took waits: {row['trouble']}", "fitsignal status", bad=True)


def _waiting(rows: Sequence[Row]) -> Iterator[Need]:
    for row in part(rows, "sinks"):
        if row["state"] == "ambiguous":
            yield Need(
                f"{row['deliveries']:,} may or may not have reached {row['sink']}",
                "fitsignal outbox list --state ambiguous",
            )
    count = counts(rows)
    if count.get("dead_letters"):
        yield Need(f"{_number(count['dead_letters'], 'input')} could not be read", "fitsignal deadletters list")
    if count.get("unresolved"):
        yield Need(f"{_number(count['unresolved'], 'signal')} named no account", "fitsignal unresolved list")


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
