"""The outlet beside a broker: nothing is acknowledged before the broker has it, nothing is lost while it is away."""

import contextlib
from concurrent.futures import wait
from datetime import UTC, datetime

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from sinks.cluster import Cluster
from sources.broker import KafkaOutlet
from streams.ports import Batch, Erasure, Identity, OutletError, Receipt, Rejected
from streams.records import PUBLISHED, AccountRecord, PublishedRecord
from streams.signal import Company, SignalDraft
from streams.topics import ACCOUNTS, COMMANDS, DEAD_LETTERS, SIGNALS, UNRESOLVED
from streams.wire import unpack
from tests.streams.worlds import shipped_policy, standing

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PATIENCE = 60


def options_of(broker):
    return {"bootstrap_servers": broker.address, "request_timeout_ms": 3_000, "reconnect_backoff_max_ms": 500}


@pytest.fixture
def cluster(own_broker):
    """The broker with its topics."""
    Cluster(options_of(own_broker), shipped_policy(), partitions=3).make()
    return own_broker


@pytest.fixture
def outlet(cluster):
    """An outlet that resolves against two published accounts."""
    publish(cluster, account("quillmar.example", "Quillmar"), account("velsund.example", "Velsund"))
    with contextlib.closing(KafkaOutlet(options_of(cluster), lambda: NOW)) as made:
        yield made


def account(domain, name):
    told = standing()._asdict()
    told.pop("discovered")
    return AccountRecord(domain=domain, name=name, **told)


def publish(broker, *accounts, done=True):
    """Accounts as the owner of the store publishes them; `done`: these are all."""
    with contextlib.closing(KafkaProducer(**options_of(broker))) as producer:
        for each in accounts:
            producer.send(ACCOUNTS, key=each.domain.encode(), value=each.model_dump_json().encode())
        producer.flush()
        if done:
            mark = PublishedRecord(published=len(accounts)).model_dump_json().encode()
            producer.send(ACCOUNTS, key=PUBLISHED.encode(), value=mark).get(timeout=PATIENCE)


def read(broker, topic):
    """Every object of a topic."""
    with contextlib.closing(KafkaConsumer(**options_of(broker), group_id=None)) as consumer:
        parts = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        consumer.assign(parts)
        consumer.seek_to_beginning(*parts)
        ends, found = consumer.end_offsets(parts), []
        while any(consumer.position(part) < end for part, end in ends.items()):
            for records in consumer.poll(timeout_ms=500).values():
                found += [each for record in records for each in unpack(record.value)]
    return found


def drafts(*names, native="1"):
    return [SignalDraft(kind="funding_round", company=Company(name=name), native=f"{name} {native}") for name in names]


def batch(*names, native="1", **more):
    return Batch("wire", "feed", drafts(*names, native=native), **more)


def test_what_is_acknowledged_is_on_the_topics_each_part_where_it_belongs(cluster, outlet):
    rejected = Rejected("feed item 3", "no title", b"\x00raw")
    who, gone = Identity(("v1",), "quillmar.example", "tracker", 0.9), Erasure("hash", ("v2",))
    kept = outlet.accept(
        batch("Quillmar", "Nobody Knows", rejected=[rejected], identities=[who], erasures=[gone])
    ).result(PATIENCE)
    assert kept == Receipt(stored=1, unresolved=1, dead=1)
    (signal,) = read(cluster, SIGNALS)
    assert (signal["account"], signal["observed_at"]) == ("quillmar.example", "2026-11-22T09:30:00Z")
    assert [each["signal"]["company"]["name"] for each in read(cluster, UNRESOLVED)] == ["Nobody Knows"]
    assert [each["cause"] for each in read(cluster, DEAD_LETTERS)] == ["no title"]
    assert [each["command"] for each in read(cluster, COMMANDS)] == ["identity", "erasure"]


def test_an_empty_batch_is_kept_at_once(outlet):
    assert outlet.accept(batch()).result(PATIENCE) == Receipt()


def test_nothing_is_resolved_before_the_accounts_are_published(cluster):
    with contextlib.closing(KafkaOutlet(options_of(cluster), lambda: NOW)) as outlet:
        kept = outlet.accept(batch("Quillmar", "Velsund"))
        publish(cluster, account("quillmar.example", "Quillmar"), done=False)
        assert not wait([kept], timeout=3).done
        publish(cluster, account("velsund.example", "Velsund"))
        assert kept.result(PATIENCE) == Receipt(stored=2)


def test_a_workspace_without_accounts_waits_for_none(cluster):
    with contextlib.closing(KafkaOutlet(options_of(cluster), lambda: NOW, expected=False)) as outlet:
        assert outlet.accept(batch("Quillmar")).result(PATIENCE) == Receipt(unresolved=1)


def test_an_account_that_comes_and_goes_is_known_while_it_is_there(cluster, outlet):
    outlet.accept(batch("Quillmar")).result(PATIENCE)
    publish(cluster, account("tarnovo.example", "Tarnovo"))
    number = 0
    while outlet.accept(batch("Tarnovo", native=str(number))).result(PATIENCE).stored == 0:
        number += 1
    with contextlib.closing(KafkaProducer(**options_of(cluster))) as producer:
        producer.send(ACCOUNTS, key=b"tarnovo.example", value=None).get(timeout=PATIENCE)
    while outlet.accept(batch("Tarnovo", native=str(number))).result(PATIENCE).unresolved == 0:
        number += 1
    assert outlet.accept(batch("Velsund")).result(PATIENCE) == Receipt(stored=1)


def test_while_the_broker_is_paused_nothing_is_acknowledged_and_after_it_all_is_there(cluster, outlet, monkeypatch):
    monkeypatch.setattr("sources.broker.SILENT", 1.0)
    outlet.accept(batch("Quillmar", native="before")).result(PATIENCE)
    cluster.pause()
    try:
        kept = [outlet.accept(batch("Quillmar", "Velsund", native=f"{number:04}")) for number in range(300)]
        assert not wait(kept, timeout=5).done  # longer than a request may take
        assert outlet.trouble.endswith("what was found waits")
    finally:
        cluster.resume()
    assert {each.result(PATIENCE) for each in kept} == {Receipt(stored=2)}
    assert outlet.trouble == ""
    names = {signal["id"] for signal in read(cluster, SIGNALS)}
    assert len(names) == 601


def test_a_broker_that_is_killed_and_comes_back_loses_nothing(cluster, outlet):
    kept = [outlet.accept(batch("Quillmar", "Velsund", native=f"{number:04}")) for number in range(100)]
    cluster.kill()
    kept += [outlet.accept(batch("Quillmar", "Velsund", native=f"{number:04}")) for number in range(100, 200)]
    cluster.start()
    assert {each.result(PATIENCE) for each in kept} == {Receipt(stored=2)}
    assert len({signal["id"] for signal in read(cluster, SIGNALS)}) == 400


def test_no_more_is_under_way_than_there_is_room_for(cluster):
    publish(cluster, account("quillmar.example", "Quillmar"))
    with contextlib.closing(KafkaOutlet(options_of(cluster), lambda: NOW, ahead=1)) as outlet:
        kept = [outlet.accept(batch("Quillmar", native=str(number))) for number in range(50)]
        assert {each.result(PATIENCE) for each in kept} == {Receipt(stored=1)}


def test_closing_while_the_broker_is_away_fails_what_is_open_and_what_comes_after(cluster, outlet):
    outlet.accept(batch("Quillmar", native="before")).result(PATIENCE)
    cluster.pause()
    try:
        kept = outlet.accept(batch("Quillmar"))
        outlet.close(patience=0.5)
        with pytest.raises(OutletError, match="offer the batch again after the next start"):
            kept.result(0)
        with pytest.raises(OutletError, match="offer the batch again after the next start"):
            outlet.accept(batch("Quillmar")).result(0)
    finally:
        cluster.resume()
