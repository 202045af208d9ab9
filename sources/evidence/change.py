"""What changed between two looks at a company's tools. Pure.

A tool counts as gone only when two looks in a row did not see it: pages are tested, and consent hides what they load.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Change(NamedTuple):
    """Tools that are there now, those of them that are new, those that are gone, and those missed once."""

    tools: list[str]
    added: list[str]
    removed: list[str]
    missed: list[str]

    def state(self) -> dict[str, Any]:
        """What the next look is compared with."""
        return {"tools": self.tools, "missed": self.missed}


def changed(state: Mapping[str, Any], seen: Sequence[str], *, whole: bool) -> Change:
    """What a look came to. The first changes nothing; one that is not `whole` saw only a part, and misses nothing."""
    known = [*state.get("tools", ())]
    absent = [name for name in known if name not in seen] if whole else []
    removed = [name for name in absent if name in state.get("missed", ())]
    missed = [name for name in absent if name not in removed] if whole else [*state.get("missed", ())]
    added = [name for name in seen if name not in known] if "tools" in state else []
    tools = [*(name for name in known if name not in removed), *(name for name in seen if name not in known)]
    return Change(tools, added, removed, missed)
