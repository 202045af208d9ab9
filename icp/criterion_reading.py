"""Reading one criterion of a profile document."""

import math
from typing import Any, cast, get_args

from icp.conditions import KINDS, Between, Condition, Contains, Exists, Matches, OneOf
from icp.findings import Findings
from icp.patterns import pattern_error
from icp.profile_model import Criterion, Role

_KEYS = ("name", "role", "attribute", *KINDS, "points")
_ROLES = get_args(Role)


def read_criterion(table: dict[str, Any], path: str, findings: Findings) -> Criterion | None:
    """The criterion of a table; None, and a problem for everything that is wrong with it, where it makes no sense."""
    findings.keys(path, table, _KEYS)
    name = _words(table, "name", path, findings)
    attribute = _words(table, "attribute", path, findings)
    role = table.get("role")
    if role not in _ROLES:
        findings.note(f"{path}.role", role, "mandatory, preferential or disqualifier")
    points = _points(table.get("points"), role, f"{path}.points", findings)
    test = _test(table, path, findings)
    if not (name and attribute and role in _ROLES and test is not None and points is not None):
        return None
    return Criterion(name=name, role=cast(Role, role), attribute=attribute, test=test, points=points)


def number_of(value: object) -> float | None:
    """A finite number; None for anything else, yes and no included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _words(table: dict[str, Any], key: str, path: str, findings: Findings) -> str:
    value = table.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    expected = "a column of the account list, such as employees" if key == "attribute" else "a few words"
    findings.note(f"{path}.{key}", value, expected)
    return ""


def _points(value: object, role: object, path: str, findings: Findings) -> float | None:
    number = number_of(value)
    if role == "disqualifier":
        if value not in (None, 0):
            findings.note(path, value, "no points: a disqualifier earns none", "they are ignored", "warning")
        return 0.0
    if number is None or not 0 <= number <= 100:
        findings.note(path, value, "a number from 0 to 100")
        return None
    return number


def _test(table: dict[str, Any], path: str, findings: Findings) -> Condition | None:
    given = [kind for kind in KINDS if kind in table]
    if len(given) != 1:
        findings.note(path, " and ".join(given) or None, "exactly one test of " + ", ".join(KINDS))
        return None
    kind = given[0]
    return _READERS[kind](table[kind], f"{path}.{kind}", findings)


def _values(value: object, path: str, findings: Findings) -> tuple[Any, ...] | None:
    values = value if isinstance(value, list) else [value]
    plain = [each for each in values if isinstance(each, str | bool) or number_of(each) is not None]
    if values and len(plain) == len(values) and all(str(each).strip() for each in plain):
        return tuple(values)
    findings.note(path, value, 'a list of texts or numbers, such as ["France", "Germany"]')
    return None


def _one_of(value: object, path: str, findings: Findings) -> Condition | None:
    values = _values(value, path, findings)
    return OneOf(values=values) if values else None


def _contains(value: object, path: str, findings: Findings) -> Condition | None:
    values = _values(value, path, findings)
    return Contains(values=values) if values else None


def _matches(value: object, path: str, findings: Findings) -> Condition | None:
    error = pattern_error(value) if isinstance(value, str) and value else "it is not a text"
    if error:
        findings.note(path, value, "a regular expression", error)
        return None
    return Matches(pattern=str(value))


def _exists(value: object, path: str, findings: Findings) -> Condition | None:
    if isinstance(value, bool):
        return Exists(wanted=value)
    findings.note(path, value, "true or false")
    return None


def _between(value: object, path: str, findings: Findings) -> Condition | None:
    ends = [number_of(end) for end in value] if isinstance(value, list) else []
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        findings.note(path, value, "two numbers, such as [50, 500]")
    elif ends[0] > ends[1]:
        findings.note(path, value, "the lower number first", f"did you mean [{ends[1]:g}, {ends[0]:g}]?")
    else:
        return Between(low=ends[0], high=ends[1])
    return None


def _at_least(value: object, path: str, findings: Findings) -> Condition | None:
    bound = _bound(value, path, findings)
    return None if bound is None else Between(kind="at_least", low=bound)


def _at_most(value: object, path: str, findings: Findings) -> Condition | None:
    bound = _bound(value, path, findings)
    return None if bound is None else Between(kind="at_most", high=bound)


def _bound(value: object, path: str, findings: Findings) -> float | None:
    bound = number_of(value)
    if bound is None:
        findings.note(path, value, "a number")
    return bound


_READERS = {
    "one_of": _one_of,
    "between": _between,
    "contains": _contains,
    "matches": _matches,
    "exists": _exists,
    "at_least": _at_least,
    "at_most": _at_most,
}
