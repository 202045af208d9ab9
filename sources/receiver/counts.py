"""What became of requests, counted by endpoint and outcome since the start; for status, and as Prometheus' text."""

import threading
from collections import Counter
from collections.abc import Iterator

from sources.receiver.spool import SpoolCounts

TAKEN = frozenset(("accepted", "repeated", "answered"))
"""Outcomes that are no refusal; every other is its cause."""


class Counts:
    """A counter of (endpoint, outcome). Both come from the program and its configuration, never from a sender."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def add(self, endpoint: str, outcome: str, count: int = 1) -> None:
        """Count, from any thread."""
        with self._lock:
            self._counts[endpoint, outcome] += count

    def table(self) -> dict[str, dict[str, int]]:
        """Outcomes by endpoint."""
        with self._lock:
            pairs = sorted(self._counts.items())
        found: dict[str, dict[str, int]] = {}
        for (endpoint, outcome), count in pairs:
            found.setdefault(endpoint, {})[outcome] = count
        return found

    def prometheus(self, spool: SpoolCounts | None = None, now: float = 0.0) -> str:
        """The text of `GET /metrics`. `now`: seconds since 1970, for the age of the spool's oldest request."""
        lines = list(_requests(self.table()))
        if spool:
            age = max(0.0, now - spool.oldest.timestamp()) if spool.oldest else 0.0
            lines += _gauge("fitsignal_spool_requests", "Requests that wait for the drain.", spool.requests)
            lines += _gauge("fitsignal_spool_bytes", "Bytes that wait for the drain.", spool.bytes)
            lines += _gauge("fitsignal_spool_oldest_seconds", "Age of the oldest request that waits.", round(age, 3))
        return "\n".join(lines) + "\n"


def _requests(table: dict[str, dict[str, int]]) -> Iterator[str]:
    name = "fitsignal_receiver_requests_total"
    yield f"# HELP {name} Requests by endpoint and outcome."
    yield f"# TYPE {name} counter"
    for endpoint, outcomes in table.items():
        for outcome, count in outcomes.items():
            yield f'{name}{{endpoint="{_label(endpoint)}",outcome="{_label(outcome)}"}} {count}'


def _gauge(name: str, says: str, value: float) -> tuple[str, str, str]:
    return f"# HELP {name} {says}", f"# TYPE {name} gauge", f"{name} {value}"


def _label(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
