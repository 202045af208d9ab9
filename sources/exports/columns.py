"""Which column of an export holds which field: by the names it is known to have, or by those that a person gave."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TypeAlias

Known: TypeAlias = Mapping[str, Sequence[str]]
"""Fields with the names that their columns have, the surest first."""
_SIGNS = re.compile(r"[\W_]+")


def folded(name: str) -> str:
    """The name in small letters and digits alone, so that "Company Name", "company_name" and "CompanyName" are one."""
    return _SIGNS.sub("", name.casefold())


class Columns:
    """The places of fields in a row. ValueError, in a sentence, for a header without what is needed."""

    def __init__(self, header: Sequence[str], known: Known, given: Mapping[str, str], needed: Sequence[Sequence[str]]):
        self.width = len(header)
        places = {folded(name): place for place, name in reversed([*enumerate(header)])}
        for field, name in given.items():
            if folded(name) not in places:
                raise ValueError(f"no column {name!r}, which columns.{field} names: found {_listed(header)}")
        names = {field: (given[field],) if field in given else known[field] for field in known}
        found = {field: _first(places, each) for field, each in names.items()}
        self.places = {field: place for field, place in found.items() if place is not None}
        for choice in needed:
            if not any(field in self.places for field in choice):
                raise ValueError(_lacking(choice, header, known))

    def read(self, row: Sequence[str]) -> dict[str, str]:
        """The fields of a row, empty ones left out. ValueError for a row of another width."""
        if len(row) != self.width:
            raise ValueError(f"the line has {len(row)} fields where the header has {self.width}")
        return {field: value for field, place in self.places.items() if (value := row[place].strip())}


def _first(places: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((places[folded(name)] for name in names if folded(name) in places), None)


def _lacking(choice: Sequence[str], header: Sequence[str], known: Known) -> str:
    near = get_close_matches(folded(known[choice[0]][0]), [folded(name) for name in header], 1, 0.5)
    meant = next((name for name in header if near and folded(name) == near[0]), "Its column")
    return (
        f"no column for {' or '.join(choice)}: found {_listed(header)}; "
        f"say once which it is: columns = {{ {choice[0]} = {meant!r} }}"
    )


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in header[:12])
    return f"{shown}{' ...' if len(header) > 12 else ''}"
