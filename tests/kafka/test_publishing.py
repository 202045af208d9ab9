"""What the store's owner publishes: accounts with fit, as the store has them; alerts, once each by id."""

from pathlib import Path
from typing import Any

import orjson

from streams.records import PUBLISHED
from streams.topics import ACCOUNTS, ALERTS
from tests.kafka.owners import (
    PATIENCE,
    broken_connections,
    contents,
    eventually,
    feed,
    make_topics,
    publish_alerts,
    publishing,
    put,
)
from tests.laws.desks import ACCOUNTS as LISTED
from tests.laws.desks import World, account, draft, hosted, profile, world


def published(address: str) -> dict[str, Any]:
    """The accounts as compaction leaves them: of each key the last, without tombstones."""
    last = {record.key.decode(): record.value for record in contents(address, ACCOUNTS)}
    return {domain: orjson.loads(value) for domain, value in last.items() if value is not None and domain != PUBLISHED}


def stored(there: World) -> dict[str, Any]:
    rows = there.rows("SELECT account, fit, tier, version FROM fits WHERE best")
    return {domain: (fit, tier, version) for domain, fit, tier, version in rows}


def told(address: str) -> dict[str, Any]:
    return {domain: (each["fit"], each["tier"], each["fit_version"]) for domain, each in published(address).items()}


def follow(address: str, there: World) -> None:
    """Publish until the topic has what the store has."""
    with hosted(there) as host, publishing(address, there, host) as of:
        of.ready.result(PATIENCE)


def test_the_topic_is_brought_to_the_store_at_start_and_nothing_is_sent_twice(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there:
        put(broker.address, [(ACCOUNTS, b"left.example", b'{"v":1,"domain":"left.example"}')])
        follow(broker.address, there)
        assert told(broker.address) == stored(there)
        assert published(broker.address)["juliet.example"]["verdict"] == "customer"
        sent = len(contents(broker.address, ACCOUNTS))
        assert sent == 1 + len(LISTED) + 1 + 1
        there.restart()
        follow(broker.address, there)
        assert len(contents(broker.address, ACCOUNTS)) == sent


def test_that_all_are_there_is_said_once_after_all_of_them(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there:
        follow(broker.address, there)
        there.restart()
        follow(broker.address, there)
    records = contents(broker.address, ACCOUNTS)
    (mark,) = [record for record in records if record.key == PUBLISHED.encode()]
    assert orjson.loads(mark.value) == {"v": 1, "published": len(LISTED)}
    assert mark.timestamp >= max(record.timestamp for record in records)


def test_a_new_profile_and_a_new_list_are_published_with_tombstones_for_who_left(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there:
        follow(broker.address, there)
        there.restart(accounts=[account("alpha", status="competitor"), account("zulu"), *LISTED[2:]])
        follow(broker.address, there)
        assert told(broker.address) == stored(there)
        assert "bravo.example" not in published(broker.address)
        there.restart(profiles=(profile(tiers={"A": 90, "B": 80}),))
        follow(broker.address, there)
        assert told(broker.address) == stored(there)


def test_what_changes_while_it_runs_is_published_after_its_commit(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path) as there, hosted(there) as host, publishing(broker.address, there, host) as of:
        of.ready.result(PATIENCE)
        host.call(lambda: there.offer(draft("visit", "kilo", page="/pricing", traits={"country": "FR"}))).result()
        eventually(lambda: "kilo.example" in published(broker.address))
        assert published(broker.address)["kilo.example"]["status"] == "discovered"
        assert told(broker.address) == host.call(lambda: stored(there)).result()


def test_what_could_not_be_published_is_when_the_broker_answers_again(own_broker: Any, tmp_path: Path) -> None:
    make_topics(own_broker.address)
    address = own_broker.address
    with (
        world(tmp_path) as there,
        hosted(there) as host,
        broken_connections(),
        publishing(address, there, host) as of,
    ):
        of.ready.result(PATIENCE)
        own_broker.kill()
        host.call(lambda: there.offer(draft("visit", "kilo", page="/pricing"))).result()
        own_broker.start()
        eventually(lambda: "kilo.example" in published(address))


def test_alerts_are_published_once_and_again_with_the_same_id_after_a_crash(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path, sinks=("console", "alerts")) as there:
        there.offer(*(draft("funding_round", name, round="seed") for name in ("alpha", "bravo")))
        there.offer(*(draft("visit", name, 1, page="/pricing", visitor="v") for name in ("alpha", "bravo")))
        wanted = {name for (name,) in there.rows("SELECT id::VARCHAR FROM alerts")}
        assert wanted
        publish_alerts(broker.address, there)
        publish_alerts(broker.address, there)
        assert sorted(orjson.loads(each.value)["id"] for each in contents(broker.address, ALERTS)) == sorted(wanted)
        there.rows("UPDATE outbox SET state = 'pending' WHERE sink = 'alerts'")
        publish_alerts(broker.address, there)
        found = contents(broker.address, ALERTS)
        assert len(found) == 2 * len(wanted)
        assert {orjson.loads(each.value)["id"] for each in found} == wanted
        assert {each.key.decode() for each in found} == {a for (a,) in there.rows("SELECT account FROM alerts")}


def test_alerts_that_are_out_already_are_not_published_again_by_the_next_start(broker: Any, tmp_path: Path) -> None:
    make_topics(broker.address)
    with world(tmp_path, sinks=("console", ALERTS)) as there:
        feed(broker.address, there)
        there.offer(*(draft("funding_round", name, round="seed") for name in ("alpha", "bravo")))
        there.offer(*(draft("visit", name, 1, page="/pricing", visitor="v") for name in ("alpha", "bravo")))
        publish_alerts(broker.address, there, ALERTS)
        there.rows("UPDATE outbox SET state = 'sending' WHERE sink = ?", ALERTS)  # it died before it noted it
        there.restart()
        feed(broker.address, there)
        publish_alerts(broker.address, there, ALERTS)
        states = "SELECT sink, state FROM outbox GROUP BY ALL ORDER BY ALL"
        assert there.rows(states) == [("console", "pending"), (ALERTS, "sent")]
        assert len(contents(broker.address, ALERTS)) == there.rows("SELECT count(*) FROM alerts")[0][0] > 0


def test_an_alert_that_the_broker_does_not_take_stays_in_the_outbox(broker: Any, tmp_path: Path) -> None:
    with world(tmp_path, sinks=("alerts",)) as there:  # without topics
        there.offer(draft("funding_round", round="seed"), draft("visit", hours=1, page="/pricing", visitor="v"))
        publish_alerts(broker.address, there, max_block_ms=500)
        assert {state for (state,) in there.rows("SELECT state FROM outbox")} == {"pending"}
