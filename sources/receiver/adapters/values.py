"""Values as strangers send them: each reader takes anything and gives the thing itself, or None. Pure.

Every string may be a number, a null, a list or nested; words such as "null" and "undefined" are nothing.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from icp.domains import host_of, is_profile_page
from streams.plain import plain
from streams.times import EPOCH, instant

Table = Mapping[str, Any]
SHORT, LONG = 500, 4000
MOST = 50
"""Keys of a table of details, at most."""
_NOTHING = frozenset(("", "null", "undefined", "none", "n/a", "nan", "(not set)", "(none)"))
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_EMAIL = re.compile(r"[^\s@<>,;:\"'()\[\]]{1,64}@[^\s@<>,;:\"'()\[\]]{1,250}\.[^\s@<>,;:\"'()\[\].]{2,63}")
_WEB = re.compile(r"https?://[^\s]|/|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,63}(:\d{1,5})?(/|\?|#|$)", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,9})?")
_TIME = re.compile(
    r"(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d))?(?:[.,:]\d{1,9})*)?"
    r"\s*(?:Z|UTC|GMT|([+-])(\d\d)[:.]?(\d\d)?)?",
    re.IGNORECASE,
)
_SCALES = ((10**17, 1000), (10**14, 1), (10**11, -1000), (10**8, -1_000_000))


def table(value: Any) -> Table:
    """The value where it is a table, an empty one where it is not; of a list, its first."""
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, dict) else {}


def at(value: Any, path: str) -> Any:
    """What lies at a dotted path: `company.domain`, `pages.0.url`. A key may hold dots itself.

    Of a list without an index it is the first. None where nothing is there.
    """
    while isinstance(value, list):
        head, _, rest = path.partition(".")
        if head.isascii() and head.isdecimal():
            value, path = (value[int(head)] if len(head) < 6 and int(head) < len(value) else None), rest
            if not rest:
                return value
        else:
            value = value[0] if value else None
    if not isinstance(value, dict):
        return None
    return value[path] if path in value else _below(value, path)


def _below(value: Table, path: str) -> Any:
    cut = path.rfind(".")
    while cut > 0:
        if path[:cut] in value:
            return at(value[path[:cut]], path[cut + 1 :])
        cut = path.rfind(".", 0, cut)
    return None


def text(value: Any, longest: int = SHORT) -> str | None:
    """A line of text, cut to length; a number is its digits. None for what is neither, and for nothing."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value) if -(2**63) <= value < 2**64 and isfinite(value) else None
    if not isinstance(value, str):
        return None
    found = _CONTROLS.sub(" ", value[: longest * 2]).strip()[:longest].strip()
    return None if found.lower() in _NOTHING else found


def first(value: Any, *paths: str) -> str | None:
    """The text at the first of the paths that has one."""
    return next((found for path in paths if (found := text(at(value, path)))), None)


def address(value: Any) -> str | None:
    """A web address as sent, or a path; None for other text."""
    found = text(value, LONG)
    return found if found and _WEB.match(found) else None


def first_address(value: Any, *paths: str) -> str | None:
    """The web address at the first of the paths that has one."""
    return next((found for path in paths if (found := address(at(value, path)))), None)


def page_of(url: str | None) -> Table:
    """The detail `page` of an address without a scheme, whose path nobody could tell otherwise."""
    if not url or "://" in url[:10] or url.startswith("/"):
        return {}
    return {"page": "/" + re.split(r"[?#]", url, maxsplit=1)[0].partition("/")[2]}


def domain(value: Any) -> str | None:
    """The host of a domain or an address, without `www.`; None for a company's page at another's site."""
    found = text(value, LONG)
    return host_of(found) if found and not is_profile_page(found) else None


def first_domain(value: Any, *paths: str) -> str | None:
    """The host at the first of the paths that has one."""
    return next((found for path in paths if (found := domain(at(value, path)))), None)


def email(value: Any) -> str | None:
    """The first e-mail address in a text, or in a list of texts."""
    listed = value[:20] if isinstance(value, list) else [value]
    texts = (each.get("email") or each.get("value") if isinstance(each, dict) else each for each in listed)
    found = (_EMAIL.search(each[:LONG]) for each in texts if isinstance(each, str))
    return next((match[0] for match in found if match), None)


def first_email(value: Any, *paths: str) -> str | None:
    """The e-mail address at the first of the paths that has one."""
    return next((found for path in paths if (found := email(at(value, path)))), None)


def number(value: Any) -> float | None:
    """A finite number, also where it is written as text."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value) if "." in value else int(value)
    usable = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if usable and -1e15 < value < 1e15 else None


def moment(value: Any) -> datetime | None:
    """A time in UTC: ISO 8601, also badly written, or seconds, ms, us or ns since 1970. Without a zone it is UTC."""
    since = number(value)
    if since is None and isinstance(value, (int, str)) and str(value)[:20].isdecimal():
        since = float(str(value)[:20])
    if since is not None:
        return _since(since)
    return _written(value.strip()[:80]) if isinstance(value, str) else None


def _since(number: float) -> datetime | None:
    for least, scale in _SCALES:
        if number >= least:
            micros = int(number // scale) if scale > 0 else int(number * -scale)
            return instant(micros) if micros < 253_000_000_000_000_000 else None
    return None


def _written(text: str) -> datetime | None:
    try:
        return _zoned(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        found = _TIME.fullmatch(text)
    try:
        return _zoned(datetime.fromisoformat(_rewritten(found))) if found else None
    except (ValueError, OverflowError):
        return None


def _zoned(when: datetime) -> datetime | None:
    found = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    return found if found > EPOCH else None


def _rewritten(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second, sign, hours, minutes = found.groups()
    zone = f"{sign}{hours}:{minutes or '00'}" if sign else "+00:00"
    return f"{year}-{month:0>2}-{day:0>2}T{hour or '00':0>2}:{minute or '00'}:{second or '00'}{zone}"


def first_moment(value: Any, *paths: str) -> datetime | None:
    """The time at the first of the paths that has one."""
    return next((found for path in paths if (found := moment(at(value, path)))), None)


def details(value: Any) -> dict[str, Any]:
    """A table to keep with a signal: plain values, a bounded number, and no e-mail address at any depth."""
    if not isinstance(value, dict):
        return {}
    kept = {str(key)[:100]: each for key, each in list(value.items())[:MOST]}
    return {key: cleaned for key, each in plain(kept).items() if (cleaned := _impersonal(each, 3)) is not None}


def _impersonal(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return None if _EMAIL.search(value[:LONG]) else text(value, SHORT)
    if isinstance(value, dict) and depth:
        pairs = [(str(key)[:100], _impersonal(each, depth - 1)) for key, each in list(value.items())[:MOST]]
        return {key: each for key, each in pairs if each is not None and not _EMAIL.search(key)} or None
    if isinstance(value, list) and depth:
        return [kept for each in value[:MOST] if (kept := _impersonal(each, depth - 1)) is not None] or None
    return value if isinstance(value, (bool, int, float)) else None


def present(**fields: Any) -> dict[str, Any]:
    """The fields that are known."""
    return {name: value for name, value in fields.items() if value is not None}
