"""The join worker on a real broker: what goes in comes out once or more, in its partition, and nothing stops it."""

import contextlib
import signal as signals
from base64 import b64decode

import orjson
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from streams.topics import ACCOUNTS, DEAD_LETTERS, QUALIFIED, SIGNALS, SILENT, UNRESOLVED
from streams.wire import pack, partitioner
from tests.kafka.joins import (
    OUT,
    PARTITIONS,
    account,
    committed,
    ended,
    ids,
    make_topics,
    put,
    put_accounts,
    reading,
    said_by,
    signal,
    until,
    worker,
)

DOMAINS = [f"a{number}.example" for number in range(40)]


def test_each_signal_goes_its_way_with_its_key_into_its_partition_in_order(broker):
    make_topics(broker.address)
    put_accounts(broker.address, *(account(name, "pass" if n % 2 else "out") for n, name in enumerate(DOMAINS)))
    given = [signal(number, DOMAINS[number % 40]) for number in range(400)]
    arrays = pack(((each["account"], orjson.dumps(each)) for each in given[:200]), partitioner(PARTITIONS), 3_000)
    put(broker.address, *((key.decode(), value) for key, value in arrays))
    put(broker.address, *((each["account"], each) for each in given[200:]))
    with worker(broker.address), reading(broker.address, QUALIFIED, SILENT) as (qualified, silent):
        passed, quiet = qualified.objects(200), silent.objects(200)
    for each in [*qualified.records, *silent.records]:
        assert partitioner(PARTITIONS)(each.key.decode()) == each.partition
    for found, odd in ((passed, 1), (quiet, 0)):
        for name in DOMAINS[odd::2]:
            mine = [each["id"] for each in given if each["account"] == name]
            assert ids([each for each in found if each["signal"]["account"] == name]) == mine


def test_bad_input_is_dead_lettered_or_accepted_and_the_next_signal_goes_on(broker):
    make_topics(broker.address, **{SIGNALS: {"max.message.bytes": "12000000"}})
    put_accounts(broker.address, account("acme.example"))
    large = b'{"v":1,"details":"' + b"x" * 10_000_000
    broken = [b"not JSON", None, {"v": 2}, signal(1, "acme.example", kind="rumour"), large]
    put(broker.address, *(("acme.example", each) for each in broken), partition=0)
    put(broker.address, (None, signal(2, "acme.example")), ("acme.example", signal(3, "acme.example", crm="x")))
    put(broker.address, ("acme.example", signal(4, "acme.example")), partition=1)
    put(broker.address, ("acme.example", signal(5, "acme.example")), partition=2)
    with worker(broker.address), reading(broker.address, QUALIFIED, DEAD_LETTERS) as (qualified, dead):
        assert sorted(ids(qualified.objects(4))) == sorted(signal(n, None)["id"] for n in (2, 3, 4, 5))
        letters = dead.objects(5)
    home = partitioner(PARTITIONS)("acme.example")
    assert {each.partition for each in qualified.records} == {home}
    assert [(each["topic"], each["partition"], each["offset"]) for each in letters] == [
        (SIGNALS, 0, offset) for offset in range(5)
    ]
    raw = [b64decode(each["raw"]) for each in letters]
    assert raw == [b"not JSON", b"", b'{"v":2}', orjson.dumps(broken[3]), large]
    assert [each["cause"][:8] for each in letters] == ["not JSON", "a record", "expected", "kind: no", "not JSON"]


def test_it_joins_with_all_accounts_that_were_there_and_follows_what_changes(broker):
    make_topics(broker.address)
    put_accounts(broker.address, *(account(f"b{number}.example") for number in range(3_000)))
    put(broker.address, *((f"b{n}.example", signal(n, f"b{n}.example")) for n in range(3_000)))
    with worker(broker.address), reading(broker.address, QUALIFIED, SILENT) as (qualified, silent):
        assert {each["fit"] for each in qualified.objects(3_000)} == {80.0}
        put_accounts(broker.address, account("b0.example", "customer", status="customer", fit=55.0))
        put(broker.address, ("b1.example", None), ("b2.example", b"no account"), topic=ACCOUNTS)

        def asked(number, domain):
            put(broker.address, (domain, signal(number, domain)))
            return len(qualified.objects()) + len(silent.objects())

        until(lambda n: asked(10_000 + n, "b0.example") and silent.objects())
        assert silent.objects()[-1]["fit"] == 55.0
        until(lambda n: asked(20_000 + n, "b1.example") and qualified.objects()[-1]["fit"] == 0.0)
        assert qualified.objects()[-1]["signal"]["facts"] == {}


def test_it_joins_nothing_before_all_accounts_are_published(broker):
    make_topics(broker.address)
    named = signal(1, None, company={"name": "Quillmar", "domain": None})
    put(broker.address, ("x", named))
    with worker(broker.address) as process, reading(broker.address, QUALIFIED, UNRESOLVED) as (qualified, unresolved):
        until(lambda _: "it waits until the owner of the store has published the accounts" in said_by(process))
        put_accounts(broker.address, account("quillmar.example", name="Quillmar"))
        (found,) = qualified.objects(1)
        assert found["signal"]["account"] == "quillmar.example"
        assert unresolved.objects() == []


def test_a_signal_of_nobody_is_unresolved(broker):
    make_topics(broker.address)
    put_accounts(broker.address)
    put(broker.address, ("x", signal(1, None, company={"name": "Nobody We Know", "domain": None})))
    with worker(broker.address), reading(broker.address, UNRESOLVED) as (unresolved,):
        (found,) = unresolved.objects(1)
    assert found["signal"]["company"]["name"] == "Nobody We Know"
    assert found["reason"]


def test_it_stops_cleanly_with_everything_it_took_committed(broker):
    make_topics(broker.address)
    put_accounts(broker.address, *map(account, DOMAINS))
    put(broker.address, *((DOMAINS[n % 40], signal(n, DOMAINS[n % 40])) for n in range(2_000)))
    with worker(broker.address) as process, reading(broker.address, QUALIFIED) as (qualified,):
        qualified.objects(200)
        process.send_signal(signals.SIGTERM)
        code, _ = ended(process, 10)
        done = len(qualified.objects())
    assert code == 0
    assert committed(broker.address) == done
    with worker(broker.address), reading(broker.address, QUALIFIED) as (qualified,):
        assert sorted(ids(qualified.objects(2_000))) == sorted(signal(n, None)["id"] for n in range(2_000))


def test_a_delivery_that_fails_ends_the_worker_and_loses_nothing(broker):
    make_topics(broker.address, **{SILENT: {"max.message.bytes": "300"}})
    put_accounts(broker.address, account("acme.example"), account("out.example", "out"))
    put(broker.address, ("out.example", signal(1, "out.example")), ("acme.example", signal(2, "acme.example")))
    with worker(broker.address) as process:
        code, said = ended(process)
    assert code == 1
    assert "the join ended: " in said
    assert SILENT in said or "larger" in said.lower() or "MessageSizeTooLarge" in said
    wider = ConfigResource(ConfigResourceType.TOPIC, SILENT, {"max.message.bytes": "1048576"})
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=broker.address)) as admin:
        admin.alter_configs([wider])
    with worker(broker.address), reading(broker.address, SILENT, QUALIFIED) as (silent, qualified):
        assert ids(silent.objects(1)) == [signal(1, None)["id"]]
        assert set(ids(qualified.objects(1))) == {signal(2, None)["id"]}


def test_a_killed_worker_loses_nothing(broker):
    make_topics(broker.address)
    put_accounts(broker.address, *map(account, DOMAINS))
    put(broker.address, *((DOMAINS[n % 40], signal(n, DOMAINS[n % 40])) for n in range(6_000)))
    wanted = {signal(n, None)["id"] for n in range(6_000)}
    with reading(broker.address, QUALIFIED) as (qualified,):
        for seen in (500, 2_000, 4_000):
            with worker(broker.address):
                qualified.objects(seen)
        with worker(broker.address):
            until(lambda _: set(ids(qualified.objects())) == wanted)


def test_it_goes_on_after_the_broker_was_killed_and_started_again(own_broker):
    make_topics(own_broker.address)
    put_accounts(own_broker.address, *map(account, DOMAINS))
    with worker(own_broker.address) as process, reading(own_broker.address, QUALIFIED) as (qualified,):
        put(own_broker.address, (DOMAINS[0], signal(1, DOMAINS[0])))
        qualified.objects(1)
        own_broker.kill()
        own_broker.start()
        put(own_broker.address, (DOMAINS[0], signal(2, DOMAINS[0])))
        with contextlib.ExitStack() as last:

            def again(_):
                nonlocal process
                if process.poll() is not None:
                    assert process.returncode == 1
                    process = last.enter_context(worker(own_broker.address))
                return set(ids(qualified.objects())) == {signal(n, None)["id"] for n in (1, 2)}

            until(again)


def test_without_its_topics_it_says_what_is_missing(broker):
    with worker(broker.address) as process:
        code, said = ended(process)
    assert code == 1
    assert all(topic in said for topic in (SIGNALS, ACCOUNTS, *OUT))
    assert "start the sinks first" in said


def test_a_broker_that_cannot_be_reached_is_told():
    with worker("127.0.0.1:1") as process:
        code, said = ended(process)
    assert code == 1
    assert "the broker at 127.0.0.1:1 cannot be used" in said
    assert "Traceback" not in said
