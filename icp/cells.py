"""What a cell means in each known column: the reader gives a value, or None where the cell makes no sense there."""

from collections.abc import Callable
from typing import Any

from icp.account import Range
from icp.domains import account_domain, is_profile_page
from icp.quantities import parse_quantity
from icp.records import Cell
from icp.statuses import parse_status
from icp.values import is_empty, parse_flag, parse_list, parse_names, parse_year

MOST_EMPLOYEES = 10_000_000


def text_of(cell: Cell) -> str:
    """A cell as text, trimmed, runs of blanks as one; "" where it says nothing."""
    if cell is None:
        return ""
    if isinstance(cell, list):
        return "; ".join(filter(None, map(text_of, cell)))
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)
    return "" if is_empty(text) else " ".join(text.split())


def _employees(cell: Cell) -> int | Range | None:
    found = _quantity(cell)
    if isinstance(found, Range):
        return found
    readable = found is not None and found == int(found) and 0 <= found <= MOST_EMPLOYEES
    return int(found) if readable and found is not None else None


def _revenue(cell: Cell) -> float | Range | None:
    found = _quantity(cell)
    return None if isinstance(found, float) and found < 0 else found


def _revenue_in_thousands(cell: Cell) -> float | Range | None:
    found = _revenue(cell)
    if isinstance(found, Range):
        return Range(low=_thousands(found.low), high=_thousands(found.high))
    return _thousands(found)


def _thousands(number: float | None) -> float | None:
    return None if number is None else number * 1000


def _quantity(cell: Cell) -> float | Range | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell) if abs(cell) < 1e300 else None
    return parse_quantity(text_of(cell))


def _texts(parse: Callable[[str], tuple[str, ...]]) -> Callable[[Cell], tuple[str, ...]]:
    def read(cell: Cell) -> tuple[str, ...]:
        if isinstance(cell, list):
            return tuple(dict.fromkeys(filter(None, map(text_of, cell))))
        return parse(str(cell))

    return read


def _domains(cell: Cell) -> tuple[str, ...] | None:
    found = (account_domain(text) for text in _texts(parse_list)(cell) if not is_profile_page(text))
    return tuple(dict.fromkeys(domain for domain in found if domain)) or None


# The reader of each column that is not plain text, and what it expects, in words for a person.
READERS: dict[str, tuple[Callable[[Cell], Any], str]] = {
    "employees": (_employees, "a number or range of people such as 140, 51-200 or 1001+"),
    "revenue": (_revenue, "a sum or range of sums such as 12000000, 12M or $5M - $10M"),
    "founded": (lambda cell: parse_year(text_of(cell)), "a year such as 2015"),
    "status": (
        lambda cell: parse_status(text_of(cell)),
        "prospect, customer, open_deal, competitor, own, opted_out or discovered",
    ),
    "strategic": (lambda cell: parse_flag(text_of(cell)), "yes or no"),
    "aliases": (_texts(parse_names), "names separated by ;"),
    "technologies": (_texts(parse_list), "names separated by ;"),
    "domains": (_domains, "domains separated by ;"),
}


def reader_of(column: str, header: str) -> tuple[Callable[[Cell], Any], str]:
    """The reader of a known column under the header as given (ZoomInfo writes revenue in thousands)."""
    if column == "revenue" and "000s" in header.casefold():
        return _revenue_in_thousands, READERS[column][1]
    return READERS.get(column, (lambda cell: text_of(cell) or None, "text"))
