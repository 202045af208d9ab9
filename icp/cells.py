"""What a cell means in each known column: a reader gives its value, or None where it makes no sense there."""

from collections.abc import Callable
from typing import Any, NamedTuple

from icp.account import Range
from icp.domains import account_domain, is_profile_page
from icp.quantities import parse_quantity
from icp.records import Cell
from icp.statuses import parse_status
from icp.values import is_empty, parse_flag, parse_list, parse_names, parse_year

MOST_EMPLOYEES = 10_000_000
LISTS = frozenset(("aliases", "technologies", "domains"))


class Reader(NamedTuple):
    """Reads a filled cell, given as it is and as trimmed text; `expected` says in words what makes sense there."""

    read: Callable[[Cell, str], Any]
    expected: str


def text_of(cell: Cell) -> str:
    """A cell as text, trimmed, runs of blanks as one; "" where it says nothing."""
    if isinstance(cell, str):
        text = " ".join(cell.split())
        return "" if is_empty(text) else text
    if cell is None:
        return ""
    if isinstance(cell, list):
        return "; ".join(filter(None, map(text_of, cell)))
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell)


def reader_of(column: str, header: str) -> Reader:
    """The reader of a known column under the header as given, which may say more (thousands, a classification)."""
    title = header.casefold()
    if column == "revenue" and "000s" in title:
        return Reader(_revenue_in_thousands, _READERS[column].expected)
    scheme = next((name for name in ("naics", "nace", "sic") if column == "industry" and name in title), "")
    if scheme:
        return Reader(lambda _, text: f"{scheme.upper()} {text}" if text[0].isdigit() else text, "a code")
    return _READERS.get(column, Reader(lambda _, text: text, "text"))


def _employees(cell: Cell, text: str) -> int | Range | None:
    found = _quantity(cell, text)
    if found is None or isinstance(found, Range):
        return found
    return int(found) if found.is_integer() and 0 <= found <= MOST_EMPLOYEES else None


def _revenue(cell: Cell, text: str) -> float | Range | None:
    found = _quantity(cell, text)
    return None if isinstance(found, float) and found < 0 else found


def _revenue_in_thousands(cell: Cell, text: str) -> float | Range | None:
    found = _revenue(cell, text)
    if isinstance(found, Range):
        return Range(low=_thousands(found.low), high=_thousands(found.high))
    return _thousands(found)


def _thousands(number: float | None) -> float | None:
    return None if number is None else number * 1000


def _quantity(cell: Cell, text: str) -> float | Range | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell) if abs(cell) < 1e18 else None
    return parse_quantity(text)


def _members(parse: Callable[[str], tuple[str, ...]]) -> Callable[[Cell, str], tuple[str, ...]]:
    def read(cell: Cell, _: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, map(text_of, cell)))) if isinstance(cell, list) else parse(str(cell))

    return read


def _domains(cell: Cell, text: str) -> tuple[str, ...] | None:
    members = _members(parse_list)(cell, text)
    found = (account_domain(member) for member in members if not is_profile_page(member))
    return tuple(dict.fromkeys(domain for domain in found if domain)) or None


_READERS: dict[str, Reader] = {
    "employees": Reader(_employees, "a number or range of people such as 140, 51-200 or 1001+"),
    "revenue": Reader(_revenue, "a sum or range of sums such as 12000000, 12M or $5M - $10M"),
    "founded": Reader(lambda _, text: parse_year(text), "a year such as 2015"),
    "status": Reader(
        lambda _, text: parse_status(text), "prospect, customer, open_deal, competitor, own, opted_out or discovered"
    ),
    "strategic": Reader(lambda _, text: parse_flag(text), "yes or no"),
    "aliases": Reader(_members(parse_names), "names separated by ;"),
    "technologies": Reader(_members(parse_list), "names separated by ;"),
    "domains": Reader(_domains, "domains separated by ;"),
}
