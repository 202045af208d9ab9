"""Origins: where each fact that no list gave comes from, and of which day: "funding_stage: wires, 2026-11-22"."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

ORIGINS = "origins"
"""The attribute of an account that holds them, a line a fact."""


class Origin(NamedTuple):
    """The day (YYYY-MM-DD), and the source that said it then."""

    day: str
    source: str

    def __str__(self) -> str:
        return f"{self.source}, {self.day}"


def origins_in(attributes: Mapping[str, Any]) -> dict[str, Origin]:
    """Origins by attribute; none where a list gave all."""
    lines = attributes.get(ORIGINS)
    return dict(map(_read, filter(_is_line, lines))) if isinstance(lines, list) else {}


def origin_lines(origins: Mapping[str, Origin]) -> list[str]:
    """As the account keeps them."""
    return sorted(f"{attribute}: {origin}" for attribute, origin in origins.items())


def _is_line(line: Any) -> bool:
    return isinstance(line, str) and ": " in line


@lru_cache(maxsize=8192)
def _read(line: str) -> tuple[str, Origin]:
    attribute, _, said = line.partition(": ")
    source, _, day = said.rpartition(", ")
    return attribute, Origin(day, source)
