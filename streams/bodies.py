"""Bodies: what an object on a topic says of each thing that travels, and back. Pure; `streams.wire` packs them.

- `signals.v1`: a signal's fields; beside them `facts`, what was told of a company on no list.
- `qualified.v1`, `silent.v1`: the fields of a qualified signal; the `facts` of its signal are passed on beside them.
- `unresolved.v1`: `signal`, `reason`, `candidates`.
- `dead-letters.v1`: `source`, `where`, `cause`, `observed_at`, `raw` in base64.
- `commands.v1`: `command` says which: `identity` or `erasure`, with the fields of each.

Readers raise ValueError (pydantic's is one) where a field is not what it should be.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from pydantic import TypeAdapter

from streams.ports import DeadLetter, Erasure, Identity, Rejected, Unresolved
from streams.qualified import QualifiedSignal
from streams.signal import Signal
from streams.times import Instant, rfc3339

Facts = Mapping[str, Any]
Command = Identity | Erasure
_INSTANT = TypeAdapter[Any](Instant)
_IDENTITY = TypeAdapter(Identity)
_ERASURE = TypeAdapter(Erasure)


class Carried(NamedTuple):
    """A signal on its way, with what was told of its company where that is on no list (None: on a list)."""

    signal: Signal
    facts: Facts | None = None


def signal_body(signal: Signal, facts: Facts | None = None) -> bytes:
    """The object of `signals.v1`."""
    return _beside(signal.model_dump_json().encode(), facts)


def signal_of(found: Mapping[str, Any]) -> Carried:
    """The signal of an object of `signals.v1`; unknown fields of foreign producers are dropped."""
    return Carried(Signal.model_validate(found), _facts(found))


def qualified_body(qualified: QualifiedSignal, facts: Facts | None = None) -> bytes:
    """The object of `qualified.v1` and `silent.v1`."""
    return _beside(qualified.model_dump_json().encode(), facts)


def qualified_of(found: Mapping[str, Any]) -> Carried:
    """The signal of an object of `qualified.v1` or `silent.v1`; the verdict is the desk's to check again."""
    return Carried(Signal.model_validate(found.get("signal")), _facts(found))


def unresolved_body(item: Unresolved) -> bytes:
    """The object of `unresolved.v1`."""
    told = orjson.dumps({"reason": item.reason, "candidates": list(item.candidates)})
    return b'{"v":1,"signal":' + item.signal.model_dump_json().encode() + b"," + told[1:]


def unresolved_of(found: Mapping[str, Any]) -> Unresolved:
    """The signal of nobody of an object of `unresolved.v1`."""
    candidates = tuple(map(str, _listed(found.get("candidates"))))
    return Unresolved(Signal.model_validate(found.get("signal")), str(found.get("reason") or "not told"), candidates)


def dead_body(letter: DeadLetter) -> bytes:
    """The object of `dead-letters.v1`."""
    rejected = letter.rejected
    told = {"v": 1, "source": letter.source, "where": rejected.where, "cause": rejected.cause}
    return orjson.dumps({**told, "observed_at": rfc3339(letter.observed_at), "raw": b64encode(rejected.raw).decode()})


def dead_of(found: Mapping[str, Any]) -> DeadLetter:
    """The dead letter of an object of `dead-letters.v1`."""
    raw = b64decode(str(found.get("raw") or ""), validate=True)
    rejected = Rejected(str(found.get("where")), str(found.get("cause")), raw)
    return DeadLetter(str(found.get("source")), rejected, _INSTANT.validate_python(found.get("observed_at")))


def command_body(command: Command) -> bytes:
    """The object of `commands.v1`."""
    if isinstance(command, Identity):
        told = {"command": "identity", "domain": command.domain, "method": command.method}
        return orjson.dumps({"v": 1, **told, "visitors": command.visitors, "confidence": command.confidence})
    told = {"command": "erasure", "person": command.person}
    return orjson.dumps({"v": 1, **told, "visitors": command.visitors, "email": command.email})


def command_of(found: Mapping[str, Any]) -> Command:
    """The command of an object of `commands.v1`."""
    kind, given = found.get("command"), {k: v for k, v in found.items() if k not in ("v", "command")}
    if kind == "identity":
        return _IDENTITY.validate_python(given)
    if kind == "erasure":
        return _ERASURE.validate_python(given)
    raise ValueError(f"found the command {kind!r}, expected identity or erasure")


def _beside(body: bytes, facts: Facts | None) -> bytes:
    return body if facts is None else body[:-1] + b',"facts":' + orjson.dumps(facts) + b"}"


def _facts(found: Mapping[str, Any]) -> Facts | None:
    facts = found.get("facts")
    if facts is not None and not isinstance(facts, dict):
        raise ValueError(f"facts: found {type(facts).__name__}, expected an object")
    return facts


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
