"""erase: a person or a company out of the store, the spool, the state and the log, with a receipt of what was where."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from icp.domains import account_domain
from sinks.erasing import People, erase_people
from sinks.erasing_companies import erase_company, is_listed
from sinks.scrubbing import on_the_list
from sources.erasing import overwrite, scrub_state, without
from streams.mentions import Mentions
from streams.ports import Batch, Erasure, OutletError

if TYPE_CHECKING:
    from collections import Counter

    from fitsignal.service import Service
    from fitsignal.workspace import Workspace

SHORTEST = 5
"""Signs of a name; what is shorter would be found in everybody's."""
PATIENCE = 10.0
"""Seconds that requests which were read already have to reach the store."""

Row = dict[str, Any]


def erase(service: "Service", params: dict[str, Any]) -> list[Row]:
    """Forget `person`, an e-mail address, user id or name, or `domain`, a company; a row for each place."""
    person, domain = str(params.get("person") or "").strip(), str(params.get("domain") or "").strip()
    if bool(person) == bool(domain):
        raise OperatorError("say who is to be forgotten: either a person or a domain")
    rows = list(_person(service, person) if person else _company(service, domain))
    service.host.call(service.store.rewrite).result()
    return [*rows, *_copies(service.workspace)]


def _person(service: "Service", person: str) -> Iterator[Row]:
    """Suppressed first, so that nothing of them comes in any more; then taken out of where it already is."""
    if len(person) < SHORTEST:
        raise OperatorError(f"{person!r} is too short to be looked for in texts: give a whole name or e-mail address")
    workspace = service.workspace
    erasure = _suppressed(service, person)
    erasure = replace(erasure, email=erasure.email or person)
    mentions = Mentions([erasure.email or person])
    yield _row("visitors", 1, "not collected again")
    yield _row("spool", _spooled(service, mentions))
    _landed(service)
    people = People([erasure.person], erasure.visitors, mentions.names)
    yield from _stored(service.host.call(partial(_erase_people, service, people)).result())
    yield from _on_the_topics(service, erasure)
    yield _row("state of sources", scrub_state(workspace.state / "sources.sqlite", mentions))
    yield _row("log", overwrite(workspace.state.glob("fitsignal.log*"), mentions))
    left = service.host.call(lambda: on_the_list(service.store.connection, mentions)).result()
    if left:
        yield _row(workspace.accounts_path.name, 0, f"names them in {left} accounts: take them out there")


def _company(service: "Service", text: str) -> Iterator[Row]:
    domain = account_domain(text)
    if not domain:
        raise OperatorError(f"{text!r} is no domain: expected one such as acme.com")
    mentions = Mentions([domain], hosts=True)
    yield _row("spool", _spooled(service, mentions))
    _landed(service)
    asked = Erasure(company=domain, at=service.host.call(service.now).result())
    yield from _stored(service.host.call(partial(_erase_company, service, asked)).result())
    yield from _on_the_topics(service, asked)
    yield _row("log", overwrite(service.workspace.state.glob("fitsignal.log*"), mentions))
    if service.host.call(lambda: is_listed(service.store.connection, domain)).result():
        name = service.workspace.accounts_path.name
        yield _row(name, 0, "names the company: take it out there, or set its status to opted_out")


def _suppressed(service: "Service", person: str) -> Erasure:
    """Suppress the person on the disk; every process of the workspace knows it from then on."""
    from sources.receiver.who.options import WhoOptions
    from sources.receiver.who.world import World

    world = World.open(service.workspace.state, WhoOptions())
    try:
        return world.forget(person, service.wall())
    finally:
        world.close()


def _spooled(service: "Service", mentions: Mentions) -> int:
    """Requests that wait, without the events that name them; how many were changed."""
    from sources.receiver.receiver import FILE
    from sources.receiver.spool import Spool

    edit = partial(without, mentions=mentions)
    if service.receiver is not None:
        return service.receiver.spool.rewrite(edit)
    path = service.workspace.state / FILE
    if not path.is_file():
        return 0
    spool = Spool(path)
    try:
        return spool.rewrite(edit)
    finally:
        spool.close()


def _landed(service: "Service") -> None:
    """Wait for requests that were read before: they reach the store first, to be erased there."""
    drain = service.receiver.drain if service.receiver else None
    if drain is not None:
        waiting = Thread(target=drain.until_empty, daemon=True)
        waiting.start()
        waiting.join(PATIENCE)


def _erase_people(service: "Service", people: People) -> "Counter[str]":
    with service.desk.transaction() as connection:
        return erase_people(service.desk, connection, people, service.wall())


def _erase_company(service: "Service", asked: Erasure) -> "Counter[str]":
    with service.desk.transaction() as connection:
        return erase_company(service.desk, connection, asked.company or "", service.wall(), asked.at)


def _on_the_topics(service: "Service", erasure: Erasure) -> Iterator[Row]:
    """Tell the topics, so that a store rebuilt from them forgets the person or company too."""
    if service.workspace.broker is None:
        return
    if service.outlet is service.host:
        yield _row("topics", 0, "not told, since nobody reads them now: erase them again while `fitsignal run` runs")
        return
    try:
        service.outlet.accept(Batch("by-hand", "by-hand", erasures=[erasure])).result(PATIENCE)
    except (OutletError, TimeoutError) as error:
        why = str(error) or f"the broker did not answer within {PATIENCE:g} s"
        yield _row("topics", 0, f"not told, erase them again: {why}")
    else:
        yield _row("topics", 0, "told: a rebuilt store forgets them too; what lies there expires with its retention")


def _stored(removed: "Counter[str]") -> Iterator[Row]:
    for table, count in sorted(removed.items()):
        yield _row(f"store: {table}", count)
    if not removed:
        yield _row("store", 0)


def _copies(workspace: "Workspace") -> Iterator[Row]:
    """Copies that a migration made of the store as it was before."""
    for path in sorted(workspace.state.glob(f"{workspace.store_path.stem}.version*")):
        yield _row(path.name, 0, "a copy of the store from before: delete it where it is needed no more")


def _row(where: str, removed: int, note: str = "") -> Row:
    return {"where": where, "removed": removed, "note": note}
