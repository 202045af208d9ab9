"""The tests' own broker does what the tests need of it: it keeps what it acknowledged, through a kill and a pause."""

import contextlib

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer

TOPIC = "test.kept"


def made(address):
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=address)) as admin:
        admin.create_topics({TOPIC: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)


def read(address):
    consumer = KafkaConsumer(TOPIC, bootstrap_servers=address, auto_offset_reset="earliest", consumer_timeout_ms=10_000)
    with contextlib.closing(consumer):
        return next(consumer).value


def test_what_it_acknowledged_is_there_after_a_kill(own_broker):
    made(own_broker.address)
    with contextlib.closing(KafkaProducer(bootstrap_servers=own_broker.address)) as producer:
        producer.send(TOPIC, b"kept").get(timeout=30)
    own_broker.kill()
    own_broker.start()
    assert read(own_broker.address) == b"kept"


def test_it_answers_after_a_pause_what_it_was_sent_before(own_broker):
    made(own_broker.address)
    with contextlib.closing(KafkaProducer(bootstrap_servers=own_broker.address)) as producer:
        producer.partitions_for(TOPIC)
        own_broker.pause()
        sent = producer.send(TOPIC, b"kept")
        assert not sent.is_done
        own_broker.resume()
        sent.get(timeout=30)
    assert read(own_broker.address) == b"kept"


def test_each_test_finds_it_without_topics(broker):
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=broker.address)) as admin:
        assert [topic for topic in admin.list_topics() if not topic.startswith("__")] == []
