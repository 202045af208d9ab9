"""Reading an account list: bytes of a CSV, JSON or Parquet file in, accounts and every problem out.

The first row of a domain wins. A row without a domain of its own is left out, with a problem that names it.
Nothing here raises, whatever the bytes.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from icp.account import Account
from icp.cells import reader_of, text_of
from icp.countries import is_country_name
from icp.domains import account_domain, is_free_mail, is_profile_page
from icp.layout import Layout, lay_out
from icp.problem import Problem, shown
from icp.records import Cell, Format, Record, read_table
from icp.values import parse_list

__all__ = ["Intake", "Problem", "read_accounts"]

_LISTS = frozenset(("aliases", "technologies", "domains"))
_DOMAIN_EXPECTED = "a domain such as acme.com, a web address or an e-mail address"


class Intake(NamedTuple):
    """What an account file says: its accounts in file order, every problem, and its columns as given."""

    accounts: tuple[Account, ...]
    problems: tuple[Problem, ...]
    columns: tuple[str, ...]


def read_accounts(data: bytes, format: Format, name: str = "accounts") -> Intake:
    """The accounts of a file; `name` is the file's, for problems ("accounts.csv line 7"). Never raises."""
    table = read_table(data, format, name)
    layout = lay_out(table.columns)
    problems = [*table.problems]
    if "domain" not in layout.sources:
        problems += _no_domain_column(name, table.columns, empty=not table.records)
        return Intake((), tuple(problems), table.columns)
    reader = _Reader(table.columns, layout)
    accounts = reader.read(table.records)
    return Intake(accounts, (*problems, *reader.problems, *reader.unread()), table.columns)


class _Unread(NamedTuple):
    where: str
    expected: str
    rows: int


class _Reader:
    """Reads records of one layout, and gathers what is wrong with them."""

    def __init__(self, columns: tuple[str, ...], layout: Layout) -> None:
        self.problems: list[Problem] = []
        self._layout = layout
        self._unread: dict[tuple[str, str], _Unread] = {}
        self._readers: dict[str, list[tuple[int, Callable[[Cell], Any], str]]] = {
            known: [(place, *reader_of(known, columns[place])) for place in places]
            for known, places in layout.sources.items()
            if known != "domain"
        }

    def read(self, records: list[Record]) -> tuple[Account, ...]:
        seen: dict[str, tuple[str, Account]] = {}
        for record in records:
            domains = self._domains(record)
            if not domains:
                continue
            first = seen.get(domains[0])
            if first:
                self.problems.append(_repeated(record.where, domains[0], first[0]))
            else:
                seen[domains[0]] = (record.where, self._account(record, domains))
        return tuple(account for _, account in seen.values())

    def unread(self) -> list[Problem]:
        """A warning for each text that made no sense in its column, however many rows hold it."""
        return [_unreadable(field, text, *found) for (field, text), found in self._unread.items()]

    def _domains(self, record: Record) -> list[str]:
        """The row's domain, then others that it names; none, and a problem, where it has no domain of its own."""
        texts = [text for place in self._layout.sources["domain"] if (text := _text_at(record, place))]
        parts = [part for text in texts for part in (parse_list(text) if " " in text or "," in text else (text,))]
        own = [part for part in parts if not is_profile_page(part) and not ("@" in part and is_free_mail(part))]
        domains = list(dict.fromkeys(domain for part in own if (domain := account_domain(part))))
        if not domains:
            self.problems.append(_no_domain(record.where, texts))
        return domains

    def _account(self, record: Record, domains: list[str]) -> Account:
        attributes = self._attributes(record)
        values: dict[str, Any] = {}
        for known, readers in self._readers.items():
            value = self._known(known, readers, record, attributes)
            if value is not None and value != ():
                values[known] = value
        if "country" not in values:
            values |= self._located(record, values)
        _complete(values, domains)
        return Account(domain=domains[0], attributes=attributes, **values)

    def _known(
        self,
        known: str,
        readers: list[tuple[int, Callable[[Cell], Any], str]],
        record: Record,
        attributes: dict[str, Any],
    ) -> Any:
        """The value of a known column: of the first source that can be read; lists are put together from all."""
        filled = [(record.cells[place], read, words) for place, read, words in readers if _text_at(record, place)]
        found: list[Any] = []
        for cell, read, _ in filled:
            value = read(cell)
            if value is None:
                continue
            if known not in _LISTS:
                _keep_given(attributes, known, cell, value)
                return value
            found.extend(value)
        if filled and not found:
            self._note_unread(known, record.where, *filled[0], attributes)
        return tuple(dict.fromkeys(found)) if known in _LISTS else None

    def _note_unread(
        self, known: str, where: str, cell: Cell, _: object, expected: str, attributes: dict[str, Any]
    ) -> None:
        text = text_of(cell)
        attributes[known] = text
        first = self._unread.get((known, text), _Unread(where, expected, 0))
        self._unread[known, text] = first._replace(rows=first.rows + 1)

    def _attributes(self, record: Record) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for place, key in self._layout.others:
            if key not in found and _text_at(record, place):
                cell = record.cells[place]
                found[key] = cell.strip() if isinstance(cell, str) else cell
        return found

    def _located(self, record: Record, values: dict[str, Any]) -> dict[str, Any]:
        """Country and region out of "City, Region, Country", where the list has no column of its own for them."""
        for place in self._layout.locations:
            parts = [part.strip() for part in _text_at(record, place).split(",")]
            if is_country_name(parts[-1]):
                region = {"region": parts[-2]} if len(parts) > 2 and "region" not in values else {}
                return {"country": parts[-1], **region}
        return {}


def _text_at(record: Record, place: int) -> str:
    return text_of(record.cells[place]) if place < len(record.cells) else ""


def _complete(values: dict[str, Any], domains: list[str]) -> None:
    values.setdefault("name", domains[0])
    others = dict.fromkeys([*values.get("domains", ()), *domains[1:]])
    others.pop(domains[0], None)
    values["domains"] = tuple(others)
    values["aliases"] = tuple(alias for alias in values.get("aliases", ()) if alias != values["name"])


def _keep_given(attributes: dict[str, Any], known: str, cell: Cell, value: Any) -> None:
    """Keeps the text of a cell that had to be interpreted, so that a person can see what the list said."""
    if isinstance(cell, str) and not isinstance(value, str):
        text = text_of(cell)
        if text not in (str(value), f"{value:.0f}" if isinstance(value, float) else ""):
            attributes[known] = text
    elif known == "status" and cell != value:
        attributes[known] = text_of(cell)


def _no_domain_column(name: str, columns: tuple[str, ...], *, empty: bool) -> list[Problem]:
    if empty and not columns:
        return [Problem(where=name, field="file", expected="a header row", message=f"{name} holds no rows")]
    found = ", ".join(map(shown, columns[:20]))
    message = f"{name} has no column with a domain: found {found}; name one `domain`, `website` or `email`"
    return [Problem(where=name, field="domain", found=found, expected="a column `domain`", message=message)]


def _no_domain(where: str, texts: list[str]) -> Problem:
    found = texts[0] if texts else ""
    if is_profile_page(found):
        host = account_domain(found)
        message = f"{where} was left out: {shown(found)} is a page at {host}, not the company's own domain"
        return Problem(
            where=where, field="domain", found=found, expected=_DOMAIN_EXPECTED, message=message, level="warning"
        )
    seen = f"{shown(found)} is not a domain of its own" if found else "no domain is given"
    message = f"{where} was left out: {seen}; expected {_DOMAIN_EXPECTED}"
    return Problem(where=where, field="domain", found=found, expected=_DOMAIN_EXPECTED, message=message)


def _repeated(where: str, domain: str, first: str) -> Problem:
    message = f"{where} repeats {domain} of {first}: the first row counts, this one was left out"
    return Problem(
        where=where, field="domain", found=domain, expected="each domain once", message=message, level="warning"
    )


def _unreadable(field: str, text: str, where: str, expected: str, rows: int) -> Problem:
    more = f" (and {rows - 1} more rows)" if rows > 1 else ""
    taken = "taken as prospect" if field == "status" else "kept as text"
    message = f"{where}{more}: {field} {shown(text)} is not {expected}: {taken}"
    return Problem(where=where, field=field, found=text, expected=expected, message=message, level="warning")
