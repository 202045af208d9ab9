"""A company that was forgotten: what had been observed of it before is not taken afterwards, in one process and beside
a broker, and what signals had taught of it is gone, in a rebuilt store too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sinks.erasing_companies import erase_company
from streams.ports import Arrivals, Batch, Erasure
from streams.signal import Company
from tests.kafka.owners import arrived, feed, joined, make_topics, put
from tests.kafka.test_rebuild import live
from tests.laws.desks import FACTS, LATER, STATE, World, account, draft, world

HOUR = timedelta(hours=1)
TABLES = (*STATE, "unresolved", "dead_letters", "accounts", "fits", "erased")
LEFT_OPEN = [account("alpha"), account("bravo"), account("juliet", status="customer")]
"""Their list says nothing of the stage."""
STAGE = "SELECT funding_stage, body FROM accounts WHERE domain = ?"


def seen(there: World, hours: int, batch: Batch) -> Arrivals:
    """What the outlet makes of a batch so many hours after the first."""
    was, there.now = there.now, LATER + hours * HOUR
    try:
        anew = [each.model_copy(update={"observed_at": None}) for each in batch.drafts]
        return arrived(there, replace(batch, drafts=anew))
    finally:
        there.now = was


def told(domain: str, hours: int) -> Arrivals:
    return Arrivals((), erasures=[Erasure(company=domain, at=LATER + hours * HOUR)])


def signals_of(name: str) -> list[Any]:
    return [
        draft("funding_round", name, round="series_b").model_copy(update={"traits": FACTS}),
        draft("visit", name, hours=2, page="/pricing", visitor="v"),
    ]


def as_told(name: str) -> list[Any]:
    """A signal of nobody, whose company's name holds the domain."""
    found = draft("visit", name, hours=3, page="/demo")
    return [found.model_copy(update={"company": Company(name=f"{name} {name}.example")})]


@contextmanager
def markets(folder: Path) -> Iterator[tuple[World, World, World]]:
    with (
        world(folder / "a", LEFT_OPEN, sinks=("console", "alerts")) as one,
        world(folder / "b", LEFT_OPEN, sinks=("console", "alerts")) as two,
        world(folder / "c", LEFT_OPEN, sinks=("console", "alerts")) as three,
    ):
        yield one, two, three


@pytest.mark.parametrize("name", ["alpha", "kilo"])  # on the list, and a newcomer
def test_what_lay_unread_when_a_company_was_forgotten_is_taken_by_no_host_and_no_rebuild(
    broker: Any, tmp_path: Path, name: str
) -> None:
    domain = f"{name}.example"
    make_topics(broker.address)
    with markets(tmp_path) as (here, there, rebuilt):
        before = seen(there, 0, Batch("t", "t", [*signals_of(name), *signals_of("bravo")]))
        unread = seen(there, 1, Batch("t", "t", [draft("form_submitted", name, 1, form="demo"), *as_told(name)]))
        after = seen(there, 3, Batch("t", "t", [draft("visit", name, 4, page="/pricing", visitor="w")]))
        for each in (before, unread, told(domain, 2), after):
            here.desk.apply([each])
        feed(broker.address, there)
        put(broker.address, joined(before, there))
        live(broker.address, there)
        with there.desk.transaction() as connection:
            erase_company(there.desk, connection, domain, LATER + 2 * HOUR)
        for each in (unread, told(domain, 2), after):
            put(broker.address, joined(each, there))
        live(broker.address, there)
        feed(broker.address, rebuilt)
        for one in (here, there, rebuilt):
            assert one.rows("SELECT details ->> '$.visitor' FROM signals WHERE account = ?", domain) == [("w",)]
            assert one.rows("SELECT count(*) FROM unresolved") == [(0,)]
            one.restart()
            one.desk.apply([unread])
            assert one.rows("SELECT count(*) FROM signals WHERE account = ?", domain) == [(1,)]
        assert there.tables(*TABLES) == here.tables(*TABLES) == rebuilt.tables(*TABLES)


def test_what_signals_taught_of_a_listed_company_goes_with_it_live_and_in_a_rebuild(
    broker: Any, tmp_path: Path
) -> None:
    make_topics(broker.address)
    with markets(tmp_path) as (here, there, rebuilt):
        untaught = here.rows(STAGE, "alpha.example")
        found = seen(there, 0, Batch("t", "t", [*signals_of("alpha"), *signals_of("bravo")]))
        feed(broker.address, there)
        put(broker.address, joined(found, there))
        here.desk.apply([found])
        live(broker.address, there)
        for one in (here, there):
            assert one.rows(STAGE, "alpha.example")[0][0] == "series_b"
        put(broker.address, joined(told("alpha.example", 2), there))
        here.desk.apply([told("alpha.example", 2)])
        live(broker.address, there)
        feed(broker.address, rebuilt)
        for one in (here, there, rebuilt):
            assert one.rows(STAGE, "alpha.example") == untaught
            assert one.rows(STAGE, "bravo.example")[0][0] == "series_b"
            one.store.rewrite()
            assert one.rows("SELECT count(*) FROM account_versions WHERE domain = 'alpha.example'") == [(1,)]
            one.restart(accounts=[*LEFT_OPEN, account("mike")])
            assert one.rows(STAGE, "alpha.example") == untaught
        assert there.tables(*TABLES) == here.tables(*TABLES) == rebuilt.tables(*TABLES)


def test_an_erasure_that_is_read_late_leaves_what_came_after_it(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with markets(tmp_path) as (here, there, rebuilt):
        found = seen(there, 0, Batch("t", "t", signals_of("alpha")))
        after = seen(there, 3, Batch("t", "t", [draft("form_submitted", "alpha", 4, form="demo")]))
        feed(broker.address, there)
        for each in (found, after, told("alpha.example", 2)):
            here.desk.apply([each])
            put(broker.address, joined(each, there))
            live(broker.address, there)
        feed(broker.address, rebuilt)
        for one in (here, there, rebuilt):
            assert one.rows("SELECT kind FROM signals") == [("form_submitted",)]
            assert one.rows("SELECT kind FROM triggers") == [("form_submitted",)]
        assert there.tables(*TABLES) == here.tables(*TABLES) == rebuilt.tables(*TABLES)
        assert {each[0] for each in here.rows("SELECT kind FROM alerts")} <= {"form_submitted"}
