"""Growth told: headcounts that lists and CRMs gave a year apart become signals, by the way of all others."""

from typing import TYPE_CHECKING

from sinks.headcounts import Growth, growths, weighed
from streams.ports import Batch
from streams.signal import Company, Evidence, SignalDraft

if TYPE_CHECKING:
    from fitsignal.service import Service

SOURCE = "headcounts"
SURE = 0.9
PATIENCE = 30.0
"""Seconds that a broker may take; what it did not take is told at the next change."""


def tell_growth(service: "Service") -> int:
    """Give a signal for each account that grew over about a year; how many were new."""
    found = service.host.call(lambda: growths(service.store.connection)).result()
    stored = 0
    if found:
        batch = Batch(SOURCE, SOURCE, [draft(each) for each in found])
        patience = PATIENCE if service.workspace.broker else None
        try:
            stored = service.outlet.accept(batch).result(patience).stored
        except TimeoutError:
            return 0
    service.host.call(lambda: _weighed(service)).result()
    return stored


def _weighed(service: "Service") -> None:
    with service.desk.transaction() as connection:
        weighed(connection)


def draft(growth: Growth) -> SignalDraft:
    """The signal of a growth; the same number, known from the same day, is the same signal."""
    said = f"{growth.before:,} employees on {growth.then}, {growth.employees:,} on {growth.now}"
    return SignalDraft(
        kind="headcount_growth",
        company=Company(domain=growth.account),
        evidence=Evidence(title=said),
        details={
            "percent": growth.percent,
            "employees": growth.employees,
            "before": growth.before,
            "since": growth.then.isoformat(),
        },
        confidence=SURE,
        native=f"{growth.account} {growth.employees} {growth.since}",
    )
