"""JSON as others send it. Pure."""

import json
import re
from typing import Any

_ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")


def read_json(body: bytes | str) -> Any:
    """The value. Half of a character, which JSON can spell but nothing can write down, is U+FFFD in it.

    NaN and the infinities are None. Raises ValueError for what is no JSON or is nested without end.
    """
    try:
        value = json.loads(body, parse_constant=_no_number)
        raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
        return _with_whole_characters(value) if _ESCAPED.search(raw) or b"\x00" in raw[:4] else value
    except RecursionError:
        raise ValueError("it is nested without end") from None


def _with_whole_characters(value: Any) -> Any:
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def _no_number(said: str) -> None:
    """NaN and the infinities are no JSON."""
