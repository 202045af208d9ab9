"""How each CRM does: how old what is known of it is, how much that is, and what keeps it from being newer."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from streams.durations import duration_text
from streams.times import instant, rfc3339

if TYPE_CHECKING:
    from fitsignal.service import Service
    from sources.crm.options import CrmOptions

_HEALTH = """
    SELECT s.crm, epoch_us(s.read_at) AS read_at, s.trouble,
        (SELECT count(*) FROM crm_companies AS c WHERE c.crm = s.crm) AS companies,
        (SELECT count(*) FROM crm_accounts AS a WHERE a.crm = s.crm) AS accounts,
        (SELECT count(*) FROM deals AS d WHERE d.crm = s.crm) AS deals,
        (SELECT count(*) FROM crm_pending AS p WHERE p.crm = s.crm) AS pending
    FROM crm_state AS s
"""


def crm_health(service: "Service") -> list[dict[str, Any]]:
    """A row for each configured CRM: `new`, `ok`, `late` (two rounds were missed) or `failing`, with the reason."""
    if not service.workspace.crms:
        return []
    known = {row["crm"]: row for row in service.store.rows(_HEALTH)}
    return [_health(service, options, known.get(options.name, {})) for options in service.workspace.crms]


def _health(service: "Service", options: "CrmOptions", row: dict[str, Any]) -> dict[str, Any]:
    read_at = instant(row["read_at"]) if row.get("read_at") else None
    age = service.wall() - read_at if read_at else None
    counts = ("companies", "accounts", "deals", "pending")
    return {
        "crm": options.name,
        "type": options.type,
        "state": _state(row, age, options.every),
        "read": rfc3339(read_at.replace(microsecond=0)) if read_at else None,
        "age": duration_text(timedelta(seconds=int(age.total_seconds()))) if age is not None else None,
        **{name: row.get(name, 0) for name in counts},
        "error": row.get("trouble"),
    }


def _state(row: dict[str, Any], age: timedelta | None, every: timedelta) -> str:
    if not row:
        return "new"
    if row["trouble"]:
        return "failing"
    return "late" if age is None or age > 2 * every else "ok"
