"""Reading an account list: bytes of a CSV, JSON or Parquet file in, accounts and every problem out.

The first row of a domain wins. A row without a domain of its own is left out, with a problem that names it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from icp.account import Account
from icp.domains import account_domain, is_profile_page
from icp.layout import lay_out
from icp.mapping import Remembered, header_set, nearest_header, renamed
from icp.problem import Problem, shown
from icp.records import Format, Table, read_table
from icp.row_reading import RowReader

__all__ = ["Intake", "Problem", "read_accounts"]

_DOMAIN_EXPECTED = "a domain such as acme.com, a web address or an e-mail address"


class Intake(NamedTuple):
    """What an account file says: its accounts in file order, every problem, and its columns as given."""

    accounts: tuple[Account, ...]
    problems: tuple[Problem, ...]
    columns: tuple[str, ...]


def read_accounts(
    data: bytes,
    format: Format,
    name: str = "accounts",
    *,
    mapping: Mapping[str, str] | None = None,
    remembered: Remembered | None = None,
) -> Intake:
    """The accounts of a file; `name` is the file's, for problems ("accounts.csv line 7"). Never raises.

    `mapping` tells what headers mean (header: column); without one, the one that is remembered for these headers.

    An error means that a row, or the file, was left out; a warning, that a row was a repeat or a page about the
    company elsewhere, or that a cell was not understood.
    """
    table = read_table(data, format, name)
    mapping = mapping or (remembered or {}).get(header_set(table.columns), {})
    columns, unmapped = renamed(table.columns, mapping, name)
    layout = lay_out(columns)
    if "domain" not in layout.sources or unmapped:
        missing = unmapped or _no_domain_column(name, table)
        return Intake((), (*table.problems, *missing), table.columns)
    reader = RowReader(columns, layout)
    accounts, problems = _read(table, reader)
    return Intake(accounts, (*table.problems, *problems, *reader.unread()), table.columns)


def _read(table: Table, reader: RowReader) -> tuple[tuple[Account, ...], list[Problem]]:
    problems: list[Problem] = []
    wheres: dict[str, str] = {}
    accounts: list[Account] = []
    for record in table.records:
        texts = reader.texts(record)
        domains = reader.domains(texts)
        if not domains:
            problems.append(_no_domain(record.where, reader.given_domain(texts)))
        elif (first := wheres.setdefault(domains[0], record.where)) != record.where:
            problems.append(_repeated(record.where, domains[0], first))
        else:
            accounts.append(reader.account(record, texts, domains))
    return tuple(accounts), problems


def _no_domain_column(name: str, table: Table) -> list[Problem]:
    if not table.columns:
        empty = Problem(where=name, field="file", expected="a header row", message=f"{name} holds no rows")
        return [] if table.problems else [empty]
    found = ", ".join(map(shown, table.columns[:20]))
    near = nearest_header(table.columns, "domain")
    hint = f"; if it is {shown(near)}, say --map {shown(f'{near}=domain')}" if near else ""
    message = f"{name} has no column with a domain: found {found}; name one `domain`, `website` or `email`{hint}"
    return [Problem(where=name, field="domain", found=found, expected="a column `domain`", message=message)]


def _no_domain(where: str, found: str) -> Problem:
    if is_profile_page(found):
        host = account_domain(found)
        message = f"{where} was left out: {shown(found)} is a page at {host}, not the company's own domain"
        return _on_domain(where, found, _DOMAIN_EXPECTED, message, warning=True)
    seen = f"{shown(found)} is not a domain of its own" if found else "no domain is given"
    return _on_domain(where, found, _DOMAIN_EXPECTED, f"{where} was left out: {seen}; expected {_DOMAIN_EXPECTED}")


def _repeated(where: str, domain: str, first: str) -> Problem:
    message = f"{where} repeats {domain} of {first}: the first row counts, this one was left out"
    return _on_domain(where, domain, "each domain once", message, warning=True)


def _on_domain(where: str, found: str, expected: str, message: str, *, warning: bool = False) -> Problem:
    level = "warning" if warning else "error"
    return Problem.model_validate(
        {"where": where, "field": "domain", "found": found, "expected": expected, "message": message, "level": level}
    )
