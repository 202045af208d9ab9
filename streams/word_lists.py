"""The lists of words that the package ships as text files: `[section]` lines, entries below, remarks after `#`."""

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=8)
def sections(file: str) -> dict[str, tuple[str, ...]]:
    """The lines of each section of a file that lies beside this module."""
    found: dict[str, list[str]] = {}
    section = ""
    for raw in resources.files("streams").joinpath(file).read_text("utf-8").splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif line:
            found.setdefault(section, []).append(line)
    return {name: tuple(lines) for name, lines in found.items()}


def word_set(file: str, section: str) -> frozenset[str]:
    """All words of a section, whatever their lines."""
    return frozenset(" ".join(sections(file)[section]).split())
