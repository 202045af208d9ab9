"""Sizes as people write them in configuration: "512kB", "10MB", "2GB" in powers of a thousand, "10MiB" of 1,024."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

_UNITS = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_SHAPE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?([kMGT]?B|[KMG]iB)")


def parse_size(text: Any) -> int:
    """The bytes that a text or a whole number names; ValueError with a sentence where it names none."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    found = _SHAPE.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise ValueError('expected a size such as "512kB", "10MB" or "2GB"')
    return round(float(found[1]) * _UNITS[found[2]])


def size_text(size: int) -> str:
    """Bytes in their largest unit, to three figures: "1.95 GB"."""
    for unit in ("TB", "GB", "MB", "kB"):
        if size >= _UNITS[unit]:
            return f"{size / _UNITS[unit]:.3g} {unit}"
    return f"{size} B"


def within(least: int, most: int) -> AfterValidator:
    """Checks that a size is no smaller and no larger."""

    def checked(size: int) -> int:
        if least <= size <= most:
            return size
        raise ValueError(f"expected from {size_text(least)} to {size_text(most)}")

    return AfterValidator(checked)


Size = Annotated[int, BeforeValidator(parse_size)]
"""Bytes, written as text or as a number in TOML."""
