"""What arrives for the join: the objects of a record of `fitsignal.signals.v1`, ours by their bytes, others read. Pure.

One that breaks its contract does not slow its neighbours: each goes the way that is its own.
"""

from itertools import chain
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError

from streams.own import Own, own_parts
from streams.refusals import Slices, cause_of, cause_told, objects_of, problems_of
from streams.signal import Signal
from streams.wire import WireError


class Arrived(Signal):
    """A signal as its topic carries it: it says its version, and what it says of a company on no list beside it."""

    v: Literal[1]
    facts: Any = None


class Part(NamedTuple):
    """An object that is none of our own: an `Arrived` where it keeps the contract. Its bytes: `slices` at `number`.

    What breaks it is there as it was read, or, where it was read alone, not at all: `cause` says why.
    """

    found: Any
    slices: Slices
    number: int = 1
    cause: str = ""

    @property
    def body(self) -> bytes:
        """Its bytes as they came."""
        return self.slices.of(self.found, self.number)

    @property
    def why(self) -> str:
        """Why it is refused, in a sentence."""
        return self.cause or cause_of(_problem(self.found))


_BLANK = b" \t\r\n"
_ONE = Arrived.__pydantic_validator__
_MANY = TypeAdapter(list[Annotated[Arrived | Any, Field(union_mode="left_to_right")]]).validator
"""An array in one pass: an object that breaks the contract comes out as it is."""


def objects_in(value: bytes | None) -> list[Own | Part]:
    """The objects of a record in their order. Raises WireError where it is no JSON, or an empty array."""
    pieces = own_parts(value) if value else []
    try:
        read = [[piece] if isinstance(piece, Own) else _between(piece) for piece in pieces]
    except WireError:  # what looks like one of ours began amid another
        read = []
    return list(chain.from_iterable(read)) or _parts(value)


def _between(piece: bytes) -> list[Own | Part]:
    """What stands between signals of ours, mostly one object. Raises WireError where it is not whole."""
    alone = None if _is_array(piece) else _alone(piece.strip(_BLANK))
    return [alone] if alone else _parts(b"[%b]" % piece)


def _parts(value: bytes | None) -> list[Own | Part]:
    """The objects of a record, none of them taken for ours. Raises WireError."""
    if value and not _is_array(value) and (alone := _alone(value)):
        return [alone]
    try:
        found = _MANY.validate_json(value or b"")
    except (ValidationError, OverflowError):
        found = [_signal_of(each) for each in objects_of(value)]
    if not found:
        raise WireError("an empty array")
    slices = Slices(value or b"")
    return [Part(each, slices, number) for number, each in enumerate(found, 1)]


def _alone(value: bytes) -> Part | None:
    """The one object that it is; None where it is no JSON."""
    try:
        return Part(_ONE.validate_json(value), Slices(value))
    except ValidationError as error:
        problems = problems_of(error)
        return None if problems[0]["type"] == "json_invalid" else Part(None, Slices(value), 1, cause_told(problems))
    except OverflowError as error:
        return Part(None, Slices(value), 1, cause_of(error))


def _is_array(value: bytes) -> bool:
    return value[:64].lstrip()[:1] == b"["


def _signal_of(found: Any) -> Any:
    try:
        return _ONE.validate_python(found)
    except (ValidationError, OverflowError):
        return found


def _problem(found: Any) -> Exception:
    try:
        _ONE.validate_python(found)
    except (ValidationError, OverflowError) as error:
        return error
    return ValueError("it cannot be read among its neighbours")
