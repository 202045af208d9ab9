"""The tools a company is known to use: those that signals named stay, those that a look saw until a later look. Pure.

Of each source that looks, the latest look counts, and of one day the greater list, so that no order of telling shows.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from icp.origins import Origin

SEEN = "technologies_seen"
"""The fact that says all that a look saw; and the attribute that keeps what each source saw last, a line a source."""
_OTHERS = "others"
_LINE = re.compile(r"(?:(?P<source>.+), (?P<day>\d{4}-\d\d-\d\d|)|others): ?(?P<tools>.*)", re.DOTALL).fullmatch


class Toolset(NamedTuple):
    """`told`: tools that signals named, or of which nobody knows who told. `looks`: by source, its day and tools."""

    told: frozenset[str]
    looks: Mapping[str, tuple[str, tuple[str, ...]]]

    @classmethod
    def of(cls, tools: Iterable[str], lines: Any) -> "Toolset":
        """As an account keeps it: its tools, and the lines of its looks where there were any."""
        found = [match for line in lines if (match := _LINE(str(line)))] if isinstance(lines, list) else []
        if not found:
            return cls(frozenset(_split("; ".join(tools))), {})
        looks = {each["source"]: (each["day"], _split(each["tools"])) for each in found if each["source"]}
        return cls(frozenset(*[_split(each["tools"]) for each in found if not each["source"]]), looks)

    @property
    def tools(self) -> tuple[str, ...]:
        """All of them, by name."""
        return tuple(sorted(self.told.union(*(tools for _, tools in self.looks.values()))))

    @property
    def lines(self) -> list[str]:
        """The looks and what is known beside them, as an account keeps it; nothing where nobody looked."""
        looks = [f"{source}, {day}: {'; '.join(tools)}" for source, (day, tools) in self.looks.items()]
        told = [f"{_OTHERS}: {'; '.join(sorted(self.told))}"] if self.told and looks else []
        return sorted([*told, *looks])

    def with_told(self, tools: Iterable[str]) -> "Toolset":
        """The same with what a signal named."""
        return self._replace(told=self.told.union(_split("; ".join(tools))))

    def with_look(self, tools: Iterable[str], origin: Origin) -> "Toolset":
        """The same with what a source saw, unless it looked later than that."""
        seen = (origin.day, _split("; ".join(tools)))
        return self._replace(looks={**self.looks, origin.source: max(seen, self.looks.get(origin.source, seen))})


def _split(tools: str) -> tuple[str, ...]:
    return tuple(sorted({name for each in tools.split(";") if (name := each.strip())}))
