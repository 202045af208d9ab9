"""The receiver's part of the status: what it took and refused, what waits in its spool, and whose visits these were.

Requests are counted since the process began; signals, and how their companies were known, in the store.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

from fitsignal.receiver_counts import Counted, counted_apart, counted_by
from sources.receiver.counts import TAKEN
from streams.times import instant, rfc3339

if TYPE_CHECKING:
    from fitsignal.receiver_settings import Receiver as Settings
    from fitsignal.service import Service

SPOOL = "spool.sqlite"
_SIGNALS = """
    SELECT source, method, count(*) AS signals, max(epoch_us(observed_at)) AS last
    FROM signals WHERE list_contains(?, source) GROUP BY ALL
"""
_SPOOL = "SELECT requests, bytes, (SELECT at FROM requests ORDER BY seq LIMIT 1), seq FROM totals"

Rows = Iterator[dict[str, Any]]


def receiver(service: "Service") -> list[dict[str, Any]]:
    """Rows of five parts: endpoints, refusals, the spool, events that were nobody's visit, how companies were known."""
    settings, running = service.workspace.receiver, service.receiver
    if settings is None:
        return []
    types = endpoint_types(settings)
    counted = counted_by(running) if running else Counted()
    if not counted.outcomes:  # it may be served by a process of its own
        counted = counted_apart(service.workspace.state)
    counts = counted.outcomes
    stored = service.store.rows(_SIGNALS, [list({*types, *counts})])
    return [
        *_endpoints(types, counts, stored),
        *_refused(counts),
        *_spool(service, counted.trouble),
        *({"part": "skipped", "cause": cause, "events": count} for cause, count in _falling(counted.skipped)),
        *_matched(stored),
    ]


def endpoint_types(settings: "Settings") -> dict[str, str]:
    """The type of each endpoint that the configuration opens, by its name."""
    from sources.receiver.clients.registry import client_doors

    hooks = {f"hooks/{hook.name}": str(hook.type) for hook in settings.hooks}
    return hooks | {door.name: door.adapter.type for door in client_doors({}, snowplow=settings.snowplow)}


def _endpoints(types: Mapping[str, str], counts: Mapping[str, Mapping[str, int]], stored: list[dict[str, Any]]) -> Rows:
    for name in dict.fromkeys((*types, *counts)):
        outcomes, rows = counts.get(name, {}), [row for row in stored if row["source"] == name]
        last = max((row["last"] for row in rows), default=None)
        yield {
            "part": "receiver",
            "endpoint": name,
            "type": types.get(name),
            "accepted": outcomes.get("accepted", 0),
            "repeated": outcomes.get("repeated", 0),
            "refused": sum(_causes(outcomes).values()),
            "signals": sum(row["signals"] for row in rows),
            "last": rfc3339(instant(last)) if last else None,
        }


def _refused(counts: Mapping[str, Mapping[str, int]]) -> Rows:
    causes: Counter[str] = Counter()
    for outcomes in counts.values():
        causes += _causes(outcomes)
    for cause, count in _falling(causes):
        yield {"part": "refused", "cause": cause, "requests": count}


def _causes(outcomes: Mapping[str, int]) -> Counter[str]:
    return Counter({cause: count for cause, count in outcomes.items() if cause not in TAKEN})


def _matched(stored: list[dict[str, Any]]) -> Rows:
    methods: Counter[str] = Counter()
    for row in stored:
        methods[row["method"]] += row["signals"]
    for method, count in _falling(methods):
        yield {"part": "matched", "method": method, "events": count}


def _spool(service: "Service", trouble: str) -> Rows:
    """What waits, read from the file: whoever writes to it."""
    path = service.workspace.state / SPOOL
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=2)) as file:
            waiting, size, oldest, ever = file.execute(_SPOOL).fetchone()
    except sqlite3.Error as error:
        yield {"part": "spool", "waiting": 0, "bytes": 0, "oldest": None, "drained": 0, "trouble": str(error)}
        return
    yield {
        "part": "spool",
        "waiting": waiting,
        "bytes": size,
        "oldest": rfc3339(instant(oldest)) if oldest else None,
        "drained": ever - waiting,
        "trouble": trouble or None,
    }


def _falling(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
