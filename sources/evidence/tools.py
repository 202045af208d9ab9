"""Tools by what gives them away; the table is tools.toml, which a person can add to. Pure."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from sources.evidence.traces import Traces


class Tool(BaseModel):
    """What gives one tool away: see the head of tools.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scripts: tuple[str, ...] = ()
    generator: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    mx: tuple[str, ...] = ()
    spf: tuple[str, ...] = ()
    txt: tuple[str, ...] = ()

    def is_in(self, traces: Traces) -> bool:
        """Whether any trace is the tool's."""
        return (
            _loads(traces.loads, self.scripts)
            or _begins(traces.generators, self.generator)
            or _begins(traces.cookies, self.cookies)
            or _hosts(traces.mx, self.mx)
            or _hosts(traces.spf, self.spf)
            or _begins(traces.txt, self.txt)
        )


@lru_cache(maxsize=1)
def tools() -> Mapping[str, Tool]:
    """The shipped table."""
    text = (resources.files("sources.evidence") / "tools.toml").read_text(encoding="utf-8")
    return {name: Tool.model_validate(told) for name, told in tomllib.loads(text).items()}


def tools_in(traces: Traces, known: Mapping[str, Tool] | None = None) -> list[str]:
    """The tools that the traces give away, in the order of the table."""
    return [name for name, tool in (known or tools()).items() if tool.is_in(traces)]


def _loads(loads: Iterable[str], patterns: tuple[str, ...]) -> bool:
    return any(_is_below(load, pattern) for pattern in patterns for load in loads)


def _is_below(load: str, pattern: str) -> bool:
    """Whether what is loaded ("host/path") lies at the pattern's host, or at its host and path."""
    host, _, path = load.partition("/")
    wanted, slash, start = pattern.lower().partition("/")
    return _is_at(host, wanted) and (not slash or path.startswith(start))


def _hosts(found: Iterable[str], patterns: tuple[str, ...]) -> bool:
    return any(_is_at(host, pattern) for pattern in patterns for host in found)


def _is_at(host: str, wanted: str) -> bool:
    return host == wanted or host.endswith(f".{wanted}")


def _begins(found: Iterable[str], patterns: tuple[str, ...]) -> bool:
    return any(text.startswith(pattern.lower()) for pattern in patterns for text in found)
