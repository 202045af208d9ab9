"""Spans of time as people write them in configuration: "5s", "15m", "24h", "14d", "2w"."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SHAPE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([smhdw])")


def parse_duration(text: Any) -> timedelta:
    """The span that the text names; ValueError with a sentence where it names none."""
    if isinstance(text, timedelta):
        return text
    parts = _SHAPE.findall(text) if isinstance(text, str) else []
    if not parts or "".join(n + unit for n, unit in parts) != text.replace(" ", ""):
        raise ValueError(f'expected a time span such as "15m", "24h" or "14d", found {text!r}')
    return sum((timedelta(**{_UNITS[unit]: float(n)}) for n, unit in parts), timedelta())


def duration_text(span: timedelta) -> str:
    """The span in its largest whole unit, as a person would write it."""
    seconds = int(span.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


Duration = Annotated[timedelta, BeforeValidator(parse_duration), PlainSerializer(duration_text)]
"""A timedelta field written as text in TOML."""
