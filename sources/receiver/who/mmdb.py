"""An address database in MaxMind's file format: opened, and looked through once so that a broken one is known at start.

The reader guards each lookup; what it cannot see is a file that answers some addresses and not others. So the whole
search tree, or evenly spread parts of a large one, is checked against the file's size, and records are read.
"""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sources.receiver.who.addresses import Address

if TYPE_CHECKING:
    from maxminddb import Reader

_NODES = 100_000
"""Nodes that are checked; a file of a country's networks has fewer, one of the world's a million."""
_RECORDS = 2_000
_SEPARATOR = 16
_ERRORS = (ValueError, OSError, RuntimeError, TypeError, KeyError, IndexError, OverflowError, RecursionError)


class BrokenNetworks(Exception):
    """A file of networks that cannot be read: a sentence with the file, the cause and what to do."""


class Mmdb:
    """One open file. Lookups are safe from several threads."""

    def __init__(self, path: Path) -> None:
        """Open and check; raises BrokenNetworks. A file that was replaced since is read by opening it anew."""
        self.path, self.changed = path, _changed(path)
        try:
            self._reader = _opened(path)
            self.type, self._version = self._reader.metadata().database_type, self._reader.metadata().ip_version
            tree = _Tree(path, self._reader)
            tree.check()
            self.samples = tuple(self._sampled(tree))
        except (*_ERRORS, MemoryError) as error:
            raise BrokenNetworks(_broken(path, error)) from None

    def get(self, found: Address) -> Mapping[str, Any]:
        """The record of an address; empty where there is none, or where the file is broken just there."""
        if self._version == 4 and isinstance(found, IPv6Address):
            return {}
        try:
            record = self._reader.get(found)
        except _ERRORS:
            return {}
        return record if isinstance(record, dict) else {}

    def close(self) -> None:
        """Give the file back."""
        self._reader.close()

    def _sampled(self, tree: "_Tree") -> Iterator[Mapping[str, Any]]:
        for found in tree.leaves(_RECORDS):
            record = self._reader.get(found)
            if isinstance(record, dict):
                yield record


def _opened(path: Path) -> "Reader":
    import maxminddb

    try:
        return maxminddb.open_database(path, maxminddb.MODE_AUTO)
    except maxminddb.InvalidDatabaseError:
        raise ValueError("it is no MaxMind database, or its end is missing") from None


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError as error:
        cause = error.strerror or "it cannot be read"
        raise BrokenNetworks(f"{path} cannot be read: {cause}: check the path under `networks`") from None


def _broken(path: Path, error: BaseException) -> str:
    cause = " ".join(str(error).split())[:200] or type(error).__name__
    return f"{path} is a broken file of networks: {cause}: download it again, or take it out of `networks`"


class _Tree:
    """The search tree as it lies in the file: two records a node, each a node, nothing, or a place in the data."""

    def __init__(self, path: Path, reader: "Reader") -> None:
        meta = reader.metadata()
        self._bits, self._count, self._width = (32 if meta.ip_version == 4 else 128), meta.node_count, meta.record_size
        if self._width not in (24, 28, 32) or meta.ip_version not in (4, 6):
            raise ValueError("its search tree has a form that no reader knows")
        self._bytes = path.read_bytes() if path.stat().st_size < 1 << 31 else b""
        self._end = self._count + _SEPARATOR + max(0, len(self._bytes) - self._size() - _SEPARATOR)
        if self._bytes and len(self._bytes) < self._size() + _SEPARATOR:
            raise ValueError("it is shorter than its search tree")

    def _size(self) -> int:
        return self._count * self._width // 4

    def _node(self, number: int) -> tuple[int, int]:
        size = self._width // 4
        raw = self._bytes[number * size : (number + 1) * size]
        half = size // 2
        if self._width == 28:
            return (raw[3] >> 4) << 24 | int.from_bytes(raw[:3], "big"), int.from_bytes(raw[3:], "big") & 0x0FFFFFFF
        return int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")

    def check(self) -> None:
        """Every record leads somewhere in the file; raises ValueError where one does not."""
        step = max(1, self._count // _NODES)
        for number in range(0, self._count if self._bytes else 0, step):
            for record in self._node(number):
                if record >= self._end or self._count < record < self._count + _SEPARATOR:
                    raise ValueError(f"its search tree is corrupt at node {number}")

    def leaves(self, most: int) -> Iterator[Address]:
        """An address in each of the first networks, no node twice, so that a circle ends."""
        seen: set[int] = set()
        todo = [(0, 0, 0)] if self._bytes else []
        while todo and most > 0 and len(seen) < _NODES:
            node, prefix, depth = todo.pop()
            if node in seen or depth >= self._bits:
                continue
            seen.add(node)
            for side, record in enumerate(self._node(node)):
                start = prefix | side << (self._bits - 1 - depth)
                if record < self._count:
                    todo.append((record, start, depth + 1))
                elif record > self._count:
                    most -= 1
                    yield self._address(start)

    def _address(self, number: int) -> Address:
        if self._bits == 32:
            return IPv4Address(number)
        return ip_address(number) if number < 1 << 32 else IPv6Address(number)
