"""Accepting a change: into `icp.toml`, comments and order kept, with its day and reason among the document's notes."""

from collections.abc import MutableMapping
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from fitsignal.errors import OperatorError
from icp.learning.writing import asked_value
from icp.profile_reading import parse_profile
from icp.reviewing.change import Change

TESTS = ("one_of", "between", "contains", "matches", "exists", "at_least", "at_most")


def accept(path: Path, change: Change, because: str, day: date) -> str:
    """Write the change; the line that the document keeps of it. Raises OperatorError where the file refuses it."""
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise OperatorError(f"{path} cannot be read: {error}") from None
    line = f"{day.isoformat()}: {change}: {because}"
    _apply(document, change)
    _note(document, line)
    text = tomlkit.dumps(document)
    profile, problems = parse_profile(tomlkit.parse(text).unwrap(), path.stem)
    if profile is None:
        raise OperatorError("\n".join(["the change was not written: with it", *(p.message for p in problems)]))
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
    return line


def _apply(document: Any, change: Change) -> None:
    criteria = document["criteria"]
    if change.what == "add":
        criteria.append(_table(change))
        return
    place = next((n for n, each in enumerate(criteria) if each.get("name") == change.criterion.name), None)
    if place is None:
        raise OperatorError(f"the file has no criterion {change.criterion.name!r} any more: review again")
    if change.what == "remove":
        del criteria[place]
        _ask_for_no_more(document)
    elif change.test is not None:
        _put_test(criteria[place], change)


def _put_test(table: MutableMapping[str, Any], change: Change) -> None:
    assert change.test is not None
    if change.test.kind not in table:
        raise OperatorError(f"criterion {change.criterion.name!r} is tested in another way now: review again")
    table[change.test.kind] = _numbers(asked_value(change.test))


def _table(change: Change) -> Any:
    criterion, table = change.criterion, tomlkit.table()
    table.add("name", criterion.name)
    table.add("role", criterion.role)
    table.add("attribute", criterion.attribute)
    table.add(criterion.test.kind, _numbers(asked_value(criterion.test)))
    return table


def _ask_for_no_more(document: Any) -> None:
    """The rule never asks for more criteria than there are."""
    rule = document.get("rule")
    for role in ("mandatory", "preferential"):
        left = sum(each.get("role") == role for each in document["criteria"])
        if rule is not None and role in rule and rule[role] > left:
            rule[role] = left


def _note(document: Any, line: str) -> None:
    if "document" not in document:
        document["document"] = tomlkit.table()
    notes = document["document"].setdefault("changes", tomlkit.array().multiline(True))
    notes.append(line)


def _numbers(value: Any) -> Any:
    """Whole numbers as a person writes them."""
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
