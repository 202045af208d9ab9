"""Pulling: what CRMs know of accounts and deals, read into the store by its owner, round by round."""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from fitsignal.growing import tell_growth
from icp.crm import CrmError
from sinks.crm.gathering import CrmRules
from streams.ports import OutletError

if TYPE_CHECKING:
    import httpx

    from fitsignal.service import Service
    from sources.crm.contract import Crm
    from sources.crm.options import CrmOptions

log = logging.getLogger(__name__)
T = TypeVar("T")
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 1800.0
"""Seconds before a round that was broken off goes on: twice as long each time, unless the CRM says how long."""
BREATH, MANY = 50, 2_000
"""Pages, and accounts, after which memory is given back: a first round must not need more than any other."""
TIGHT = "96MB"
"""What DuckDB may hold while many accounts are made: each part reads and writes others, so more only lies there."""
Halted = Callable[[float], bool]
"""Waits so many seconds; True where it is time to stop."""


async def pull_crms(service: "Service", stop: asyncio.Event) -> None:
    """Read every CRM of the workspace, each at its own pace, until the service stops."""
    if not service.workspace.crms and not await asyncio.to_thread(_were_read, service):
        return
    await asyncio.to_thread(_begin, service)
    halt = threading.Event()
    async with asyncio.TaskGroup() as tasks:
        for options in service.workspace.crms:
            tasks.create_task(_follow(service, options, stop, halt))
        tasks.create_task(_pass_on(stop, halt))


async def _pass_on(stop: asyncio.Event, halt: threading.Event) -> None:
    await stop.wait()
    halt.set()


async def _follow(service: "Service", options: "CrmOptions", stop: asyncio.Event, halt: threading.Event) -> None:
    from sources.crm import build_crm
    from sources.runner import pause

    crm, failures = build_crm(options), 0
    try:
        while not stop.is_set():
            error = await asyncio.to_thread(_guarded, service, crm, halt.wait)
            failures = failures + 1 if error else 0
            if await pause(_wait(options, error, failures), stop):
                return
    finally:
        crm.close()


def _wait(options: "CrmOptions", error: CrmError | None, failures: int) -> float:
    """Seconds to the next round."""
    every = options.every.total_seconds()
    if error is None or error.kind != "later":
        return every
    if error.after is not None:
        return error.after
    return min(FIRST_PAUSE * 2.0 ** min(failures - 1, 12), LONGEST_PAUSE)


def _guarded(service: "Service", crm: "Crm", halted: Halted) -> CrmError | None:
    """A round; an error that nobody knows is told and logged, and the round goes on later."""
    try:
        return pull(service, crm, halted)
    except OutletError:
        return None
    except Exception as error:
        log.exception("the CRM %s was not read on an error that is not known", crm.options.name)
        told = CrmError(f"an unexpected {type(error).__name__}: the log has its trace", "access")
        _on_desk(service, lambda: _fail(service, crm.options.name, told))
        return told


def pull_once(service: "Service", transport: "httpx.BaseTransport | None" = None) -> dict[str, str]:
    """A round of every CRM; a sentence for each that could not be read."""
    from sources.crm import build_crm

    if not service.workspace.crms and not _were_read(service):
        return {}
    _begin(service)
    troubles = {}
    for options in service.workspace.crms:
        crm = build_crm(options, transport)
        try:
            if error := _guarded(service, crm, lambda _: False):
                troubles[options.name] = str(error)
        finally:
            crm.close()
    return troubles


def pull(service: "Service", crm: "Crm", halted: Halted) -> CrmError | None:
    """Read a round, a page at a time, then make the accounts of it; what kept it from its end."""
    from sinks.crm import taking

    name, now = crm.options.name, service.wall
    said = {"status": crm.options.status, "deals": crm.options.deals}
    _on_desk(service, lambda: taking.begin(service.desk, name, said, now()))
    full = _on_desk(service, lambda: taking.is_full_due(service.desk, name, crm.options.full, now()))
    cursor = _on_desk(service, lambda: taking.cursor_of(service.desk, name))
    try:
        for number, page in enumerate(crm.read(cursor, full=full), 1):
            _on_desk(service, lambda page=page: taking.take_page(service.desk, name, page, now()))  # type: ignore[misc]
            if number % BREATH == 0:
                _on_desk(service, lambda: _breathe(service))
            if page.began is None and halted(crm.pace):
                return None
    except CrmError as error:
        _on_desk(service, lambda error=error: _fail(service, name, error))  # type: ignore[misc]
        return error
    settle(service)
    return None


def settle(service: "Service") -> int:
    """Make the accounts of all that is pending, some thousand at a time between batches; how many changed."""
    from sinks.crm.applying import apply_next, spread
    from sinks.finding import release_found
    from sinks.heap import give_back

    rules = _rules(service)
    if not _on_desk(service, lambda: spread(service.desk)):
        return 0
    changed = 0
    try:
        while (done := _on_desk(service, lambda: apply_next(service.desk, rules, service.wall()))) is not None:
            changed, before = changed + len(done), changed
            if changed // MANY > before // MANY:
                _on_desk(service, lambda: _breathe(service, TIGHT))
    finally:
        if changed >= MANY:
            _on_desk(service, lambda: _breathe(service))
    if changed:
        _on_desk(service, lambda: _inherit(service))
        _on_desk(service, lambda: release_found(service.desk))
        tell_growth(service)
        give_back()
    return changed


def _inherit(service: "Service") -> None:
    """Children that a list names by their parent's name, which may be new, have its status."""
    from sinks.kinship import inherit

    with service.desk.transaction():
        inherit(service.desk, None, service.wall())


def _breathe(service: "Service", memory: str | None = None) -> None:
    from icp.forgetting import let_go
    from sinks.heap import give_back

    service.store.let_go(memory)
    let_go()
    give_back()


def _begin(service: "Service") -> None:
    """CRMs that are configured no more leave, and what an earlier run left pending is applied."""
    from sinks.crm import taking

    names = [options.name for options in service.workspace.crms]
    _on_desk(service, lambda: taking.leave(service.desk, names))
    settle(service)


def _were_read(service: "Service") -> bool:
    """Whether the store knows of a CRM at all."""
    return bool(service.store.rows("SELECT 1 AS one FROM crm_state UNION ALL SELECT 1 FROM crm_pending LIMIT 1"))


def _rules(service: "Service") -> dict[str, CrmRules]:
    return {each.name: CrmRules.of(each.status, deals=each.deals) for each in service.workspace.crms}


def _fail(service: "Service", name: str, error: CrmError) -> None:
    from sinks.crm import taking

    log.warning("%s: %s", name, error)
    taking.fail(service.desk, name, str(error))


def _on_desk(service: "Service", act: Callable[[], T]) -> T:
    return service.host.call(act).result()
