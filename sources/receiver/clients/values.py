"""Values of foreign JSON: what is not of the asked kind is absent, and nothing here raises."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from icp.domains import registrable

LONGEST = 4000
"""Characters of a text that are kept; of an id it is `LONGEST_ID`."""
LONGEST_ID = 400
_NOTHING = frozenset(("", "null", "undefined", "none", "nan", "$direct", "(direct)", "[object object]"))
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_PERSONAL = re.compile(
    r"(?i)(^|_)(e?mail|phone|mobile|avatar|user_?name|first_?name|last_?name|full_?name|birthday|age|gender|address"
    r"|password|token|secret|ip|id|uuid)s?$"
)


def table(value: Any) -> Mapping[str, Any]:
    """A JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Any, limit: int = LONGEST) -> str | None:
    """A text or number as text that any store takes: no NUL, no half of a character; None for what says nothing."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    plain = str(value)[: 2 * limit].encode("utf-8", "replace").decode().replace("\x00", "").strip()[:limit]
    return None if plain.lower() in _NOTHING else plain


def first(*values: Any) -> str | None:
    """The first of the values that says something."""
    return next((said for value in values if (said := text(value))), None)


def identifier(value: Any) -> str | None:
    """An id as text; a very long one by its hash, so that two stay two."""
    said = text(value, 100_000)
    if said is None or len(said) <= LONGEST_ID:
        return said
    return blake2b(said.encode(), digest_size=16).hexdigest()


def web(value: Any) -> str | None:
    """The address of a web page; None for `about:blank`, files, extensions and paths."""
    said = text(value)
    return said if said and _WEB.match(said) else None


def path(value: Any) -> str | None:
    """A page's path."""
    said = text(value)
    return said if said and said.startswith("/") else None


def domain(*values: Any) -> str | None:
    """The first value that is a domain or a web address; an e-mail address is neither."""
    for value in values:
        said = text(value)
        if said and "@" not in said and (found := registrable(said)):
            return found
    return None


def email(*values: Any) -> str | None:
    """The first value that is an e-mail address; some users' ids are."""
    for value in values:
        said = text(value, 320)
        if said and re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", said):
            return said
    return None


def facts(traits: Any) -> dict[str, Any]:
    """What traits say of a company: plain values and lists of them, nothing of a person, `name` told apart."""
    said: dict[str, Any] = {}
    for key, value in list(table(traits).items())[:100]:
        plain = _plain(value)
        if plain is not None and key.lower() != "name" and not _PERSONAL.search(_snake(key)):
            said[key[:100]] = plain
    return said


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[\s.$-]+", "_", key[:100])


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [said for item in value[:50] if (said := text(item, 500))] or None
    if isinstance(value, (bool, int, float)):
        return value
    said = text(value, 500)
    return None if said is None or email(said) else said
