"""How well names are resolved to accounts: precision, recall and false accepts, by the kind of the case."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts._quality_tables import Table

NEEDED = ("resolution/cases.jsonl", "resolution/directory.jsonl")
NEWS = ("news_", "press_")
APART = frozenset({"rename_far", "former_far", "nk_typo"})
"""Names that share no word with the present one, and typing errors: shown, and kept out of the totals."""


@dataclass(frozen=True, slots=True)
class Case:
    """A name, the account it means or none, and the account that was found or none."""

    kind: str
    expected: str | None
    found: str | None


def resolved(data: Path) -> list[Case]:
    """Every case against the whole directory."""
    from fitsignal.offline import directory_of
    from streams.resolution import resolve_line

    cases, accounts = (data / name for name in NEEDED)
    directory = directory_of(accounts, data)
    records: list[dict[str, Any]] = [json.loads(line) for line in cases.read_text("utf-8").split("\n") if line]
    return [Case(each["kind"], each["expected"], _account(resolve_line(directory, each))) for each in records]


def table(cases: Sequence[Case]) -> Table:
    """Totals of news and of all, then each kind."""
    made = Table(("names", "cases", "precision", "recall", "false accepts"))
    made.rows.append(_row("**of news and press releases**", [case for case in cases if case.kind.startswith(NEWS)]))
    made.rows.append(_row("**all but those set apart**", [case for case in cases if case.kind not in APART]))
    for kind in sorted({case.kind for case in cases}):
        apart = " (set apart)" if kind in APART else ""
        made.rows.append(_row(f"`{kind}`{apart}", [case for case in cases if case.kind == kind]))
    return made


def _account(answer: Mapping[str, object]) -> str | None:
    account = answer["account"]
    return account if isinstance(account, str) else None


def _row(name: str, cases: Sequence[Case]) -> tuple[str, ...]:
    given = [case for case in cases if case.found is not None]
    right = sum(case.found == case.expected for case in given)
    present = sum(case.expected is not None for case in cases)
    false = sum(case.expected is None for case in given)
    precision = f"{right / len(given):.3f}" if given else "–"
    recall = f"{right / present:.3f}" if present else "–"
    return name, str(len(cases)), precision, recall, f"{false} of {len(cases) - present}"
