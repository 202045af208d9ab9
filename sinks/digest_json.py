"""The digest for programs: one object a row."""

from typing import Any

from sinks.digest import Digest, Row
from streams.times import rfc3339


def digest_json(digest: Digest) -> list[dict[str, Any]]:
    """A row each, in the order they are read; `section` says where, `start` and `end` what the digest covers (UTC)."""
    covers = {"start": rfc3339(digest.start), "end": rfc3339(digest.end), "receiver": digest.receiver}
    rows = [_row(section.name, row) | covers for section in digest.sections for row in section.rows]
    said = [
        {"section": name, "notes": list(lines)} | covers
        for name, lines in (*((s.name, s.lines) for s in digest.sections), ("counts", digest.counts))
        if lines
    ]
    return rows + said


def _row(section: str, row: Row) -> dict[str, Any]:
    return {
        "section": section,
        "domain": row.domain,
        "name": row.name,
        "priority": None if row.priority == "—" else row.priority,
        "fit": float(row.fit),
        "tier": row.tier,
        "intent": float(row.intent),
        "level": row.level,
        "notes": list(row.notes),
        "evidence": row.url,
    }
