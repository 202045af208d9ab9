"""Deals as the CRM told them, out of the store."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fitsignal.asking import call
from fitsignal.errors import OperatorError
from icp.outcomes.deal import Deal

_DEALS = """
    SELECT account, outcome, opened_at::DATE::VARCHAR AS opened, closed_at::DATE::VARCHAR AS closed, amount,
        currency FROM deals
    WHERE account IS NOT NULL ORDER BY account, opened_at, id
"""


def deals_of_crm(workspace: Path) -> tuple[Deal, ...]:
    """The deals of the store. Raises OperatorError where there are none."""
    found = tuple(_read(call(workspace, "store.sql", {"query": _DEALS})))
    if not found:
        raise OperatorError("the store has no deals: connect a CRM (docs/crm.md), or give --outcomes FILE")
    return found


def _read(rows: Sequence[Mapping[str, Any]]) -> Iterator[Deal]:
    won = {"won": True, "lost": False}
    for row in rows:
        yield Deal(
            domain=row["account"],
            won=won.get(row["outcome"] or ""),
            opened=_date(row["opened"]),
            closed=_date(row["closed"]),
            amount=row["amount"],
            currency=row["currency"],
        )


def _date(text: str | None) -> date | None:
    return datetime.fromisoformat(text).date() if text else None
