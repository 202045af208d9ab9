"""The store's owner takes in what the topics bring: all of it, once, and nothing is skipped in silence."""

import random
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from sinks.offsets import Place
from sinks.starting import ConsumingError
from streams.ports import Batch, Identity, Rejected
from streams.topics import COMMANDS, DEAD_LETTERS, QUALIFIED, SILENT, UNRESOLVED
from streams.wire import murmur2
from tests.kafka.owners import (
    PATIENCE,
    arrived,
    broken_connections,
    caught_up,
    consuming,
    drop_topics,
    eventually,
    feed,
    joined,
    make_topics,
    put,
)
from tests.laws.desks import LOG, STATE, World, draft, hosted, world

KINDS = ("visit", "funding_round", "leadership_hire", "job_posting")


def market(count: int, seed: int = 5) -> Batch:
    """Signals of five listed companies, two discovered ones and nobody, with a dead letter and an identity."""
    dice = random.Random(seed)
    names = ("alpha", "bravo", "hotel", "india", "juliet", "kilo", "lima")
    drafts = [
        draft(
            dice.choice(KINDS),
            dice.choice(names),
            dice.randint(-800, 0),
            page=dice.choice(("/pricing", "/blog")),
            visitor=f"v{dice.randint(0, 30)}",
            round=dice.choice(("seed", "series_a")),
        )
        for _ in range(count)
    ]
    nobody = draft("visit", "nobody", page="/pricing", visitor="v-unknown")
    drafts.append(nobody.model_copy(update={"company": nobody.company.model_copy(update={"domain": None})}))
    letters = [Rejected("inbox/a.jsonl line 3", "not JSON", b"\x00{")]
    return Batch("test", "test", drafts, letters, identities=[Identity(("v-7",), "alpha.example", "tracker", 0.9)])


def test_the_topics_leave_the_rows_that_the_embedded_host_leaves(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path / "a") as here, world(tmp_path / "b") as there:
        batch = market(400)
        here.apply(batch)
        records = list(joined(arrived(there, batch), there))
        singles = list(joined(arrived(there, batch), there, full=0))
        put(broker.address, [*records, *singles[::3]])
        feed(broker.address, there)
        tables = (*STATE, *LOG, "accounts", "fits", "unresolved", "dead_letters")
        assert there.tables(*tables) == here.tables(*tables)
        assert here.rows("SELECT count(*) FROM alerts") != [(0,)]


def poison(there: World) -> list[tuple[str, bytes | None, bytes | None]]:
    """Things that no contract allows, between signals that are good."""
    good = [
        body
        for _, _, body in joined(
            arrived(there, Batch("t", "t", [draft("visit", hours=n) for n in range(3)])), there, full=0
        )
    ]
    bad: list[Any] = [orjson.loads(good[0]) for _ in range(4)]
    bad[0]["v"] = 2
    bad[1]["signal"]["kind"] = "no such kind"
    bad[2]["signal"]["id"] = "it-is-mine"
    bad[3]["signal"]["account"] = None
    array = b"[" + good[2] + b',{"v": 2},7]'
    values = [
        b"{not json",
        None,
        b"[]",
        *map(orjson.dumps, bad),
        good[0],
        b"[" + good[1] + b',{"v":1,"signal":{}}]',
        array,
    ]
    return [(QUALIFIED, b"alpha.example", value) for value in values]


def test_what_breaks_its_contract_is_a_dead_letter_with_its_place_and_bytes(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there:
        records = poison(there)
        put(broker.address, [*records, (COMMANDS, None, b'{"v":1,"command":"dance"}'), (UNRESOLVED, b"x", b'{"v":1}')])
        feed(broker.address, there)
        partition = (murmur2(b"alpha.example") & 0x7FFFFFFF) % 4
        places = there.rows("SELECT place, raw FROM dead_letters WHERE source = ? ORDER BY place", QUALIFIED)
        found = {place: bytes(raw) for place, raw in places}
        wanted = {f"partition {partition} offset {n}": records[n][2] or b"" for n in (0, 1, 2, 3, 4, 5, 6)}
        wanted[f"partition {partition} offset 8 object 2"] = b'{"v":1,"signal":{}}'
        wanted |= {f"partition {partition} offset 9 object {n}": raw for n, raw in ((2, b'{"v": 2}'), (3, b"7"))}
        assert found == wanted
        assert there.rows("SELECT count(*) FROM signals") == [(3,)], "neighbours of what is broken count"
        causes = dict(there.rows("SELECT source, cause FROM dead_letters WHERE source <> ?", QUALIFIED))
        assert "dance" in causes[COMMANDS]
        assert "signal" in causes[UNRESOLVED]


def test_a_store_reads_on_where_it_stands_and_takes_a_repeat_as_none(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there:
        batch = market(60)
        put(broker.address, joined(arrived(there, batch), there))
        feed(broker.address, there)
        before = there.tables(*STATE, *LOG)
        there.restart()
        feed(broker.address, there)
        assert there.tables(*STATE, *LOG) == before
        there.rows("UPDATE offsets SET next = 0")
        feed(broker.address, there)
        assert there.tables(*STATE, *LOG) == before
        put(broker.address, joined(arrived(there, Batch("t", "t", [draft("visit", hours=-2000)])), there))
        feed(broker.address, there)
        assert there.rows("SELECT count(*) FROM signals") == [(len(before["signals"]) + 1,)]


def test_rows_and_offsets_are_committed_together_or_not_at_all(
    broker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there, hosted(there) as host:
        monkeypatch.setattr("sinks.consuming.BACKOFF", (0.05, 0.05))
        commit, failed = there.store.commit, list[int]()

        def full_disk() -> None:
            if there.store.connection.execute("SELECT count(*) FROM signals").fetchall()[0][0] and len(failed) < 2:
                failed.append(1)
                raise OSError(28, "No space left on device")
            commit()

        monkeypatch.setattr(there.store, "commit", full_disk)
        put(broker.address, joined(arrived(there, market(50)), there))
        with consuming(broker.address, there, host) as of:
            caught_up(broker.address, there, host, of)
        assert len(failed) == 2
        assert there.rows("SELECT count(*) > 40 FROM signals") == [(True,)]
        assert there.rows("SELECT count(*) FROM dead_letters") == [(1,)], "a full disk makes no dead letters"


def test_a_record_that_the_store_refuses_is_dead_and_its_neighbours_are_stored(
    broker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there:
        apply = there.desk.apply

        def refuse(arrivals: Any, **told: Any) -> Any:
            if any(signal.details.get("page") == "/refused" for each in arrivals for signal in each.signals):
                raise ValueError("a row that no table takes")
            return apply(arrivals, **told)

        monkeypatch.setattr(there.desk, "apply", refuse)
        drafts = [draft("visit", hours=-n, page="/refused" if n == 13 else "/a") for n in range(30)]
        put(broker.address, joined(arrived(there, Batch("t", "t", drafts)), there, full=0))
        feed(broker.address, there)
        assert there.rows("SELECT count(*) FROM signals") == [(29,)]
        assert there.rows("SELECT source, cause FROM dead_letters") == [
            (QUALIFIED, "the store refused it: a row that no table takes")
        ]


def stopped_with(address: str, there: World) -> str:
    with hosted(there) as host, consuming(address, there, host) as of, pytest.raises(ConsumingError) as why:
        of.ended.result(PATIENCE)
    return str(why.value)


def test_records_that_were_deleted_unread_stop_it_with_a_sentence(broker: Any, tmp_path: Path) -> None:
    from kafka import KafkaAdminClient, TopicPartition

    make_topics(broker.address)
    with world(tmp_path) as there:
        feed(broker.address, there)
        drafts = [draft("visit", "alpha", -n) for n in range(9)]
        put(broker.address, joined(arrived(there, Batch("t", "t", drafts)), there, full=0))
        partition = (murmur2(b"alpha.example") & 0x7FFFFFFF) % 4
        with closing(KafkaAdminClient(bootstrap_servers=broker.address)) as admin:
            admin.delete_records({TopicPartition(QUALIFIED, partition): 5})
        said = stopped_with(broker.address, there)
        assert f"{QUALIFIED} partition {partition} was read up to 0 and begins at 5: 5 records were deleted" in said
        assert there.rows("SELECT count(*) FROM signals") == [(0,)]
        there.rows(said.partition("with DuckDB: ")[2])
        feed(broker.address, there)
        assert there.rows("SELECT count(*) FROM signals") == [(4,)]


def test_a_topic_that_was_made_again_stops_it_with_a_sentence_before_and_while_it_reads(
    broker: Any, tmp_path: Path
) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there:
        put(broker.address, joined(arrived(there, market(20)), there, full=0))
        with hosted(there) as host, consuming(broker.address, there, host) as of:
            caught_up(broker.address, there, host, of)
            stored = host.call(lambda: there.table("signals")).result()
            drop_topics(broker.address, QUALIFIED)
            make_topics(broker.address, [QUALIFIED])
            more = [draft("visit", n, -m) for m in range(900, 960) for n in ("alpha", "bravo", "india", "kilo")]
            put(broker.address, joined(arrived(there, Batch("t", "t", more)), there, full=0))
            eventually(of.ended.done)
            with pytest.raises(ConsumingError, match=r"was deleted and made again|the broker has lost"):
                of.ended.result()
        assert there.table("signals") == stored
        assert f"{QUALIFIED} was deleted and made again" in stopped_with(broker.address, there)


def test_a_store_of_another_cluster_is_not_read_into(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there:
        feed(broker.address, there)
        there.rows("UPDATE offsets SET cluster = 'another'")
        assert "the store has read cluster another, and this is cluster" in stopped_with(broker.address, there)


def test_a_topic_that_is_missing_is_named(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address, [COMMANDS, QUALIFIED, DEAD_LETTERS, UNRESOLVED])
    with world(tmp_path) as there:
        assert SILENT in stopped_with(broker.address, there)


def test_a_broker_that_goes_and_comes_is_read_on(own_broker: Any, tmp_path: Path) -> None:
    make_topics(own_broker.address)
    with world(tmp_path) as there, hosted(there) as host, broken_connections():
        with consuming(own_broker.address, there, host) as of:
            put(own_broker.address, joined(arrived(there, Batch("t", "t", [draft("visit")])), there))
            caught_up(own_broker.address, there, host, of)
            own_broker.kill()
            own_broker.start()
            put(own_broker.address, joined(arrived(there, Batch("t", "t", [draft("visit", hours=-5)])), there))
            caught_up(own_broker.address, there, host, of)
        assert there.rows("SELECT count(*) FROM signals") == [(2,)]
        place = Place(QUALIFIED, (murmur2(b"alpha.example") & 0x7FFFFFFF) % 4)
        sql = 'SELECT next FROM offsets WHERE topic = ? AND "partition" = ?'
        assert there.rows(sql, *place) == [(2,)]
