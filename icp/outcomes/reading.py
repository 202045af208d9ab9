"""Reading outcomes: a list of deals, a row each, in CSV, JSON Lines or Parquet, under the headers that CRMs export."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from icp.domains import account_domain
from icp.headers import attribute_key
from icp.outcomes.currencies import currency_of
from icp.outcomes.days import Order, day_of, is_ambiguous, order_of
from icp.outcomes.deal import Deal
from icp.outcomes.staying import Staying, staying_in
from icp.problem import Problem, shown
from icp.quantities import parse_quantity
from icp.records import Format, Table, read_table
from icp.text import fold_text
from icp.values import parse_flag

_COLUMNS = {
    "domain": "domain|website|company_domain|company_domain_name|account_domain|account_website|account",
    "outcome": "outcome|result|won|is_won|status|deal_status|stage|deal_stage|stage_name|closed_won",
    "opened": "opened_at|opened|created|created_at|create_date|created_date|creation_date|open_date",
    "closed": "closed_at|closed|close_date|closed_date|won_at|end_date",
    "amount": "amount|value|deal_value|deal_amount|acv|arr|contract_value",
    "lifetime_value": "lifetime_value|ltv|clv|cltv|customer_lifetime_value",
    "acquisition_cost": "acquisition_cost|cac|customer_acquisition_cost|cost_of_acquisition",
    "currency": "currency|deal_currency|currency_code|currency_iso_code|currencyisocode|deal_currency_code",
    "retained": "retained|renewed|is_customer|still_customer|active",
    "churned": "churned|is_churned|churned_at|churn_date|cancelled_at|canceled_at",
}
_WON = frozenset(("won", "closed won", "win", "deal won", "success", "customer", "gewonnen", "gagne", "closedwon"))
_LOST = frozenset(
    ("lost", "closed lost", "loss", "deal lost", "no decision", "disqualified", "verloren", "perdu", "closedlost")
)
_SUMS = ("amount", "lifetime_value", "acquisition_cost")


class Deals(NamedTuple):
    """The deals of a list in its order, and what was wrong with it."""

    deals: tuple[Deal, ...]
    problems: tuple[Problem, ...]


def read_deals(data: bytes, format: Format, name: str = "outcomes") -> Deals:
    """The deals of a file; `name` is the file's, for problems. Never raises.

    An error means that the file or a row was left out, a warning that a cell was not understood.
    """
    table = read_table(data, format, name)
    rows = list(table.records)
    places = _places(table)
    if missing := [column for column in ("domain", "outcome") if column not in places]:
        return Deals((), (*table.problems, *(_missing(name, column, table.columns) for column in missing)))
    told = [(row.where, _named(row.cells, places)) for row in rows]
    order, problems = _order(name, [row for _, row in told])
    staying = staying_in((row for _, row in told), order)
    deals = [deal for where, row in told if (deal := _deal(where, row, order, problems, staying))]
    return Deals(tuple(deals), (*table.problems, *problems))


def _order(name: str, rows: list[dict[str, str]]) -> tuple[Order, list[Problem]]:
    """Whether the day or the month is first in the list's dates; a doubt is told once."""
    texts = [row[field] for row in rows for field in ("opened", "closed", "churned") if field in row]
    order, doubtful = order_of(texts), [text for text in texts if is_ambiguous(text)]
    if order != "unclear" or not doubtful:
        return order, []
    message = (
        f"{name}: {len(doubtful)} dates such as {shown(doubtful[0])} may be day/month or month/day, and nothing in the "
        "list decides: read as month/day; 2026-11-24 is read without a doubt"
    )
    return order, [Problem(where=name, field="dates", found=doubtful[0], message=message, level="warning")]


def _places(table: Table) -> dict[str, int]:
    """The column of each field: the first of its headers that the list has."""
    keys = {attribute_key(column): place for place, column in reversed(list(enumerate(table.columns)))}
    found: dict[str, int] = {}
    for field, headers in _COLUMNS.items():
        place = next((keys[header] for header in headers.split("|") if header in keys), None)
        if place is not None:
            found[field] = place
    return found


def _named(cells: list[Any], places: Mapping[str, int]) -> dict[str, str]:
    return {field: _text(cells[place]) for field, place in places.items() if place < len(cells) and _text(cells[place])}


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _deal(where: str, row: Mapping[str, str], order: Order, problems: list[Problem], staying: Staying) -> Deal | None:
    domain = account_domain(row.get("domain", ""))
    if not domain:
        told = shown(row.get("domain", ""))
        message = f"{where} was left out: {told} is no domain, and a deal is the company's by its domain"
        problems.append(Problem(where=where, field="domain", found=told, expected="a domain", message=message))
        return None
    won = _won(row.get("outcome", ""))
    if won is None and row.get("outcome") and _is_odd(row["outcome"]):
        message = f"{where}: outcome {shown(row['outcome'])} is neither won nor lost: taken as open"
        problems.append(Problem(where=where, field="outcome", message=message, level="warning"))
    closed = _date(where, "closed", row, order, problems)
    return Deal(
        domain=domain,
        won=won,
        opened=_date(where, "opened", row, order, problems),
        closed=closed,
        amount=_number(row.get("amount")),
        lifetime_value=_number(row.get("lifetime_value")),
        acquisition_cost=_number(row.get("acquisition_cost")),
        retained=_retained(row, closed, order, staying),
        currency=_currency(row),
    )


def _won(text: str) -> bool | None:
    folded = fold_text(text)
    if folded in _WON or folded in _LOST:
        return folded in _WON
    flag = parse_flag(text)
    return flag if isinstance(flag, bool) else None


def _is_odd(text: str) -> bool:
    """Whether a word for an open deal would be none: most stages are, so only what looks like an end is told."""
    return any(word in fold_text(text).split() for word in ("won", "lost", "closed"))


def _retained(row: Mapping[str, str], closed: date | None, order: Order, staying: Staying) -> bool | None:
    """By the list's own word, else by the day on which the customer left, if the list gives such days."""
    if "retained" in row:
        return parse_flag(row["retained"])
    flag = parse_flag(row.get("churned", ""))
    if isinstance(flag, bool):
        return not flag
    if not staying.dated:
        return False if "churned" in row else None
    left = day_of(row["churned"], order) if "churned" in row else None
    return None if left is None and "churned" in row else staying.stayed(closed, left)


def _number(text: str | None) -> float | None:
    found = parse_quantity(text) if text else None
    return float(found) if isinstance(found, int | float) else None


def _currency(row: Mapping[str, str]) -> str | None:
    texts = (row.get(field, "") for field in ("currency", *_SUMS))
    return next((code for text in texts if (code := currency_of(text))), None)


def _date(where: str, field: str, row: Mapping[str, str], order: Order, problems: list[Problem]) -> date | None:
    text = row.get(field)
    if not text:
        return None
    found = day_of(text, order)
    if found is None:
        message = f"{where}: {field} {shown(text)} is no date: 2026-11-24 is read without a doubt"
        problems.append(Problem(where=where, field=field, found=text, message=message, level="warning"))
    return found


def _missing(name: str, column: str, columns: tuple[str, ...]) -> Problem:
    found = ", ".join(map(shown, columns[:20])) or "no columns"
    known = " or ".join(_COLUMNS[column].split("|")[:3])
    message = f"{name} has no column for the {column}: found {found}; name one {known}"
    return Problem(where=name, field=column, found=found, expected=known, message=message)
