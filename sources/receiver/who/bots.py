"""Bots by time: how many hits of programs were left out, in quarters of an hour, so that a digest can tell of its own.

Counts alone, in the table `bots` of the file that tells who is who: no address, agent or page.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

QUARTER = 900
"""Seconds: every zone's days begin at one."""
KEPT = timedelta(days=60)
PROGRAMS = frozenset({"bot", "monitor", "too_fast"})
"""The causes for which a hit is taken for a program's."""
SCHEMA = "CREATE TABLE IF NOT EXISTS bots(quarter INTEGER PRIMARY KEY, hits INTEGER NOT NULL) WITHOUT ROWID;"
COUNT = "INSERT INTO bots VALUES (?, ?) ON CONFLICT DO UPDATE SET hits = hits + excluded.hits"
PRUNE = "DELETE FROM bots WHERE quarter < ?"
_BETWEEN = "SELECT coalesce(sum(hits), 0) FROM bots WHERE quarter >= ? AND quarter < ?"


def quarter_of(at: datetime) -> int:
    """The quarter of an hour, counted since 1970."""
    return int(at.timestamp()) // QUARTER


def hits_of(skipped: Mapping[str, int]) -> int:
    """How many of the events that were nobody's visit were a program's."""
    return sum(count for cause, count in skipped.items() if cause in PROGRAMS)


def bots_between(file: Path, start: datetime, end: datetime) -> int:
    """Hits left out in a window, whole quarters of an hour; 0 where nobody counts in this folder."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as base:
            found = base.execute(_BETWEEN, (quarter_of(start), quarter_of(end))).fetchone()
    except sqlite3.Error:
        return 0
    return int(found[0])
