"""Headers that a person has mapped: which column of a list means what, by the headers of that list."""

from collections.abc import Collection, Iterable, Mapping

from icp.headers import SPELLINGS
from icp.problem import Problem, shown
from icp.text import squeeze

HeaderSet = frozenset[str]
Remembered = Mapping[HeaderSet, Mapping[str, str]]
"""Mappings (header: column) by the headers of the lists that they were made for."""
_NEAR = 60.0
_HALF = 75.0


def header_set(columns: Iterable[str]) -> HeaderSet:
    """The headers of a list in any order and any case, as lists are told apart by."""
    return frozenset(squeeze(column) for column in columns if column.strip())


def renamed(columns: tuple[str, ...], mapping: Mapping[str, str], name: str) -> tuple[tuple[str, ...], list[Problem]]:
    """The headers with the mapped ones under the column they mean, and a problem for each that the list lacks.

    A header is found as it is written, or else by its letters and digits alone.
    """
    wanted = {squeeze(header): header for header in mapping}
    found = {squeeze(column) for column in columns}
    missing = [header for key, header in wanted.items() if key not in found]
    named = tuple(mapping[wanted[squeeze(column)]] if squeeze(column) in wanted else column for column in columns)
    return named, [_missing(header, columns, name) for header in missing]


def nearest_header(columns: Collection[str], column: str) -> str | None:
    """The header of a list that most likely means a known column; None where none is near."""
    from rapidfuzz import fuzz, process

    scored: list[tuple[float, str]] = []
    spellings = list(map(squeeze, SPELLINGS[column]))
    longer = [spelling for spelling in spellings if len(spelling) > 4]
    for header in columns:
        key = squeeze(header)
        ratio = process.extractOne(key, spellings, scorer=fuzz.ratio, score_cutoff=_NEAR)
        part = process.extractOne(key, longer, scorer=fuzz.partial_ratio, score_cutoff=_HALF)
        best = max((hit[1] for hit in (ratio, part) if hit), default=0.0)
        if best:
            scored.append((best, header))
    return max(scored, key=lambda hit: hit[0])[1] if scored else None


def _missing(header: str, columns: tuple[str, ...], name: str) -> Problem:
    from rapidfuzz import fuzz, process

    near = process.extractOne(squeeze(header), {c: squeeze(c) for c in columns}, scorer=fuzz.ratio, score_cutoff=_NEAR)
    hint = f"; did you mean {shown(str(near[2]))}?" if near else ""
    found = ", ".join(map(shown, columns[:20]))
    message = f"{name} has no column {shown(header)} to map: found {found}{hint}"
    return Problem(where=name, field="map", found=header, expected=f"one of {found}", message=message)
