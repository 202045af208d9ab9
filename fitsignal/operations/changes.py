"""Changes of an account by hand: each value is read as a cell of the account list is, and refused with a sentence."""

from collections.abc import Mapping
from typing import Any

from fitsignal.errors import OperatorError
from icp.account import STATUSES, Account, Range
from icp.cells import LISTS, reader_of, text_of
from icp.problem import shown

_NEEDED = ("name", "status")


def read_changes(domain: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are noted: of JSON, a nothing as null. OperatorError with every value that is refused."""
    read: dict[str, Any] = {}
    refused: list[str] = []
    for key, given in values.items():
        try:
            read[key] = _value(key, given)
        except ValueError as cause:
            refused.append(f"{key}: {cause}")
    if refused:
        raise OperatorError(f"{domain} was not changed: {'; '.join(refused)}")
    return read


def _value(key: str, given: Any) -> Any:
    if key == "domain":
        raise ValueError("it is what an account is known by and cannot be set; import the other one")
    if key == "attributes":
        raise ValueError("expected the name of one attribute, such as growth=12")
    if isinstance(given, dict):
        raise ValueError("found an object, expected text, a number, true, false or a list")
    return _known(key, given) if key in Account.model_fields else given


def _known(key: str, given: Any) -> Any:
    """The value of a known column; a status is one of ours, for what a CRM's word means is the list's to say."""
    reader, text = reader_of(key, key), text_of(given)
    if not text and key not in _NEEDED:
        return [] if key in LISTS else None
    own = text in STATUSES if key == "status" else bool(text)
    found = reader.read(given, text) if own else None
    if found is None:
        raise ValueError(f"found {shown(given)}, expected {reader.expected}")
    if isinstance(found, Range):
        return found.model_dump(mode="json")
    return list(found) if isinstance(found, tuple) else found
