"""A store that is lost is rebuilt from the topics: the same state; alerts are read back, not decided and sent again."""

from pathlib import Path
from typing import Any

import pytest

from sinks.erasing_companies import erase_company
from streams.ports import Batch, Erasure, Identity, Rejected
from streams.topics import COMMANDS
from tests.kafka.owners import (
    PATIENCE,
    arrived,
    caught_up,
    consuming,
    contents,
    feed,
    joined,
    make_topics,
    publish_alerts,
    publishing,
    put,
)
from tests.kafka.test_consuming import market
from tests.laws.desks import STATE, World, draft, hosted, world

LIVED = (*STATE, "unresolved", "dead_letters", "accounts", "fits")
ALERT = {"replayed"}


def live(address: str, there: World) -> None:
    """An owner's life: it reads what there is, and publishes its accounts and its alerts."""
    with hosted(there) as host, consuming(address, there, host) as of:
        of.ready.result(PATIENCE)
        with publishing(address, there, host) as out:
            out.ready.result(PATIENCE)
        caught_up(address, there, host, of)
    publish_alerts(address, there)


def alerts(there: World) -> list[Any]:
    return there.table("alerts", ALERT | {"intent_reasons", "fit_reasons"})


@pytest.mark.parametrize("full", [0, 256_000])
def test_an_empty_store_has_the_same_state_and_decides_nothing_again(broker: Any, tmp_path: Path, full: int) -> None:
    make_topics(broker.address)
    sinks = ("console", "alerts")
    with world(tmp_path / "a", sinks=sinks) as first, world(tmp_path / "b", sinks=sinks) as second:
        feed(broker.address, first)
        put(broker.address, joined(arrived(first, market(300)), first, full))
        live(broker.address, first)
        assert len(alerts(first)) > 1
        feed(broker.address, second)
        assert second.tables(*LIVED) == first.tables(*LIVED)
        assert alerts(second) == alerts(first)
        assert second.rows("SELECT count(*) FILTER (NOT replayed) FROM alerts") == [(0,)]
        assert second.rows("SELECT count(*) FROM outbox") == second.rows("SELECT count(*) FROM decisions") == [(0,)]


def test_after_the_rebuild_what_is_new_is_decided_as_the_first_store_decides_it(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    sinks = ("console", "alerts")
    with world(tmp_path / "a", sinks=sinks) as first, world(tmp_path / "b", sinks=sinks) as second:
        feed(broker.address, first)
        put(broker.address, joined(arrived(first, market(100)), first))
        live(broker.address, first)
        feed(broker.address, second)
        known = {row[0] for row in second.rows("SELECT id FROM alerts")}
        news = [draft("funding_round", name, 24 * day, round=f"series_{name[0]}") for day in (20, 40) for name in NEWS]
        put(broker.address, joined(arrived(first, Batch("t", "t", news)), first))
        for there in (first, second):
            feed(broker.address, there)
        new = [row for row in alerts(first) if row[0] not in known]
        assert new
        assert [row for row in alerts(second) if row[0] not in known] == new
        assert second.rows("SELECT count(*) FROM outbox WHERE sink = 'console'") == [(len(new),)]


NEWS = ("alpha", "bravo")


def test_a_first_start_decides_what_came_before_it(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there:
        put(broker.address, joined(arrived(there, market(100)), there))
        live(broker.address, there)
        assert there.rows("SELECT count(*) FILTER (NOT replayed) > 0 FROM alerts") == [(True,)]


def test_a_store_put_back_from_a_copy_does_not_send_what_was_sent_since(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path / "a", sinks=("console", "alerts")) as there:
        feed(broker.address, there)
        put(broker.address, joined(arrived(there, market(40, seed=1)), there))
        live(broker.address, there)
        (tmp_path / "b").mkdir()
        there.store.copy(tmp_path / "b" / "store.duckdb")
        put(broker.address, joined(arrived(there, market(200, seed=2)), there))
        live(broker.address, there)
        published = len(contents(broker.address, "fitsignal.alerts.v1"))
        with world(tmp_path / "b", sinks=("console", "alerts")) as restored:
            assert len(alerts(restored)) < len(alerts(there))
            feed(broker.address, restored)
            assert restored.tables(*LIVED) == there.tables(*LIVED)
            assert alerts(restored) == alerts(there)
            publish_alerts(broker.address, restored)
        assert len(contents(broker.address, "fitsignal.alerts.v1")) == published


def test_who_asked_to_be_forgotten_is_not_in_a_rebuilt_store(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    ann = "ann.doe@mail.example"
    drafts = [
        draft("visit", hours=-3, page="/pricing", visitor="v-ann"),
        draft("form_submitted", hours=-2, form="demo", note=f"write to {ann}"),
        draft("visit", hours=-1, page="/pricing", visitor="v-bob"),
    ]
    with world(tmp_path / "a") as first, world(tmp_path / "b") as second:
        feed(broker.address, first)
        put(broker.address, joined(arrived(first, Batch("t", "t", drafts)), first))
        live(broker.address, first)
        gone = Batch("t", "t", erasures=[Erasure("hash", ("v-ann",), ann)])
        put(broker.address, joined(arrived(first, gone), first))
        assert not any(ann.encode() in record.value for record in contents(broker.address, COMMANDS))
        feed(broker.address, first)
        feed(broker.address, second)
        for there in (first, second):
            assert there.rows("SELECT details ->> '$.visitor' FROM signals") == [("v-bob",)]
            assert there.rows("SELECT count(*) FROM erased") == [(2,)]
        assert second.tables(*STATE) == first.tables(*STATE)
        put(broker.address, joined(arrived(second, Batch("t", "t", drafts)), second))
        feed(broker.address, second)
        assert second.rows("SELECT count(*) FROM signals") == [(1,)]


@pytest.mark.parametrize("name", ["alpha", "kilo"])  # on the list, and a newcomer
def test_a_company_that_was_forgotten_is_not_in_a_rebuilt_store_and_is_met_anew(
    broker: Any, tmp_path: Path, name: str
) -> None:
    make_topics(broker.address)
    domain = f"{name}.example"
    with world(tmp_path / "a", sinks=LOUD) as first, world(tmp_path / "b", sinks=LOUD) as second:
        feed(broker.address, first)
        put(broker.address, joined(arrived(first, Batch("t", "t", ROUNDS)), first))
        put(
            broker.address,
            joined(arrived(first, Batch("t", "t", rejected=[Rejected("x", "bad", domain.encode())])), first),
        )
        live(broker.address, first)
        before = alerts(first)
        gone = Batch("t", "t", erasures=[Erasure(company=domain)])
        put(broker.address, joined(arrived(first, gone), first))
        feed(broker.address, first)
        put(broker.address, joined(arrived(first, Batch("t", "t", [draft("visit", name, 20, page="/demo")])), first))
        live(broker.address, first)
        put(broker.address, joined(arrived(first, Batch("t", "t", ROUNDS)), first))
        for there in (first, second):
            feed(broker.address, there)
            assert there.rows("SELECT kind FROM signals WHERE account = ?", domain) == [("visit",)]
            assert there.rows("SELECT count(*) FROM dead_letters") == [(0,)]
            assert not {row[0] for row in alerts(there)} & {row[0] for row in before if row[1] == domain}
        assert alerts(second) == alerts(first)
        assert second.tables(*STATE, "unresolved") == first.tables(*STATE, "unresolved")
        assert second.rows("SELECT id FROM erased ORDER BY 1") == first.rows("SELECT id FROM erased ORDER BY 1")


LOUD = ("console", "alerts")
ROUNDS = [draft("funding_round", name, round="series_a") for name in ("alpha", "bravo", "kilo")]


def test_a_restart_after_a_company_was_forgotten_does_not_take_its_alerts_for_a_lost_store(
    broker: Any, tmp_path: Path
) -> None:
    make_topics(broker.address)
    with world(tmp_path, sinks=LOUD) as there:
        feed(broker.address, there)
        put(broker.address, joined(arrived(there, Batch("t", "t", ROUNDS)), there))
        live(broker.address, there)
        with there.desk.transaction() as connection:
            erase_company(there.desk, connection, "alpha.example", there.now)
        put(broker.address, joined(arrived(there, Batch("t", "t", LATER)), there))
        feed(broker.address, there)
        assert there.rows("SELECT count(*) FROM alerts WHERE account = 'alpha.example'") == [(0,)]
        assert there.rows("SELECT account FROM alerts WHERE kind = 'form_submitted' AND NOT replayed") == [
            ("bravo.example",)
        ]


LATER = [draft("form_submitted", "bravo", 480, form="demo")]


def test_a_rebuild_that_is_broken_off_goes_on_without_deciding(
    broker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_topics(broker.address)
    with world(tmp_path / "a") as first, world(tmp_path / "b") as second:
        feed(broker.address, first)
        batch = market(300)
        put(broker.address, joined(arrived(first, batch), first, full=0))
        put(
            broker.address,
            joined(
                arrived(first, Batch("t", "t", identities=[Identity(("v-unknown",), "bravo.example", "tracker", 0.8)])),
                first,
            ),
        )
        live(broker.address, first)
        monkeypatch.setattr("sinks.reading.MOST", 50)
        monkeypatch.setattr("sinks.consuming.BACKOFF", (0.01, 0.01))
        commit, count = second.store.commit, list[int]()

        def unsteady() -> None:
            count.append(1)
            if len(count) % 3 == 0:
                raise OSError(5, "Input/output error")
            commit()

        monkeypatch.setattr(second.store, "commit", unsteady)
        feed(broker.address, second)
        assert len(count) > 6
        assert second.tables(*STATE, "unresolved", "dead_letters") == first.tables(*STATE, "unresolved", "dead_letters")
        assert second.rows("SELECT count(*) FROM decisions") == [(0,)]
