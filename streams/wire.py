"""The bytes of records: objects packed into arrays of one partition, and read back one by one. Pure.

A value is a JSON object, or an array of objects whose keys fall into one partition; the record's key is the first
one's. Each object has `"v": 1`.
"""

import struct
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson

VERSION = 1
FULL = 256_000
"""Bytes of an array, about, at which it is full; a larger object travels alone."""
_MASK = 0xFFFFFFFF
_MIX = 0x5BD1E995
_FOUR = struct.Struct("<I")


class WireError(ValueError):
    """A record's value is not what a topic carries; a sentence says why."""


def murmur2(data: bytes) -> int:
    """Kafka's hash of a key: MurmurHash2 of 32 bits with the seed of its Java client."""
    whole = len(data) & ~3
    mixed = 0x9747B28C ^ len(data)
    for (word,) in _FOUR.iter_unpack(data[:whole]):
        word = word * _MIX & _MASK
        mixed = (mixed * _MIX & _MASK) ^ ((word ^ word >> 24) * _MIX & _MASK)
    if whole < len(data):
        mixed = (mixed ^ int.from_bytes(data[whole:], "little")) * _MIX & _MASK
    mixed = (mixed ^ mixed >> 13) * _MIX & _MASK
    return mixed ^ mixed >> 15


def partitioner(partitions: int) -> Callable[[str], int]:
    """Which of so many partitions a key falls into, as Kafka's default partitioner has it."""

    @lru_cache(maxsize=100_000)
    def partition_of(key: str) -> int:
        return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions

    return partition_of


def pack(
    objects: Iterable[tuple[str, bytes]], partition_of: Callable[[str], int], full: int = FULL
) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of the records that carry JSON objects, each given with its key.

    Objects of one partition keep their order. A record of one object is the object, of several an array of them.
    """
    waiting: dict[int, tuple[bytes, list[bytes], int]] = {}
    for key, body in objects:
        partition = partition_of(key)
        first, bodies, size = waiting.get(partition) or (key.encode(), [], 2)
        if bodies and size + len(body) > full:
            yield first, _joined(bodies)
            first, bodies, size = key.encode(), [], 2
        bodies.append(body)
        waiting[partition] = first, bodies, size + len(body) + 1
    for first, bodies, _ in waiting.values():
        yield first, _joined(bodies)


def unpack(value: bytes | None) -> list[dict[str, Any]]:
    """The objects of a record's value, in order. Raises WireError with a sentence where one of them is none of ours."""
    if value is None:
        raise WireError("a record without a value: this topic has no tombstones")
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise WireError(f"not JSON: {error}") from None
    objects = found if isinstance(found, list) else [found]
    if not objects:
        raise WireError("an empty array")
    for place, each in enumerate(objects):
        if problem := problem_of(each):
            raise WireError(problem if objects is not found else f"object {place + 1} of {len(objects)}: {problem}")
    return objects


def problem_of(found: Any) -> str | None:
    """Why one object is none of ours; None where it is."""
    if not isinstance(found, dict):
        return f"found {type(found).__name__}, expected an object or an array of objects"
    version = found.get("v")
    if version is True or version != VERSION:
        told = f"version {version!r}" if "v" in found else "no version"
        return f'found {told}, expected "v": {VERSION}'
    return None


def _joined(bodies: list[bytes]) -> bytes:
    return bodies[0] if len(bodies) == 1 else b"[" + b",".join(bodies) + b"]"
