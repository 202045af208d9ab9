"""Whatever lands on the topics, every role goes on: it is a dead letter with its place and bytes, or it counts."""

import contextlib
import os
import signal
from typing import Any

import orjson
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from streams.topics import ACCOUNTS, ALERTS, COMMANDS, DEAD_LETTERS, QUALIFIED, SIGNALS, SILENT, UNRESOLVED
from streams.wire import partitioner
from tests.kafka import joins
from tests.kafka.broker import Broker
from tests.kafka.owners import put
from tests.kafka.running import Running

AT, OTHER = "kelvora.example", "elsewhere.example"
HOME = partitioner(6)(AT)
AWAY = (HOME + 1) % 6
LARGE = b'{"v":1,"details":"' + b"x" * 10_000_000
SEEN = "SELECT account FROM signals WHERE source = 'crm'"
DEAD = """
    SELECT source, place, if(octet_length(raw) < 9999, decode(raw), octet_length(raw)::VARCHAR) AS raw FROM dead_letters
    WHERE source LIKE 'fitsignal.%'
"""


def given(number: int, **fields: Any) -> dict[str, Any]:
    """A signal of a foreign producer."""
    return joins.signal(number, AT, source="crm", **fields)


UNKNOWN = given(1, kind="rumour")
ERASURE = {"v": 1, "command": "erasure", "person": "p", "sealed": "with another key"}
BROKEN: dict[str, tuple[bytes | None, ...]] = {
    SIGNALS: (b"not JSON", None, b'{"v":2}', orjson.dumps(UNKNOWN), LARGE),
    QUALIFIED: (b"{", None, b'{"v":1,"signal":{}}'),
    SILENT: (b"[]", b"null"),
    UNRESOLVED: (b'{"v":1}', None),
    COMMANDS: (b"not JSON", None, b'{"v":1,"command":"dance"}', b'{"v":1,"command":"erasure"}', orjson.dumps(ERASURE)),
    DEAD_LETTERS: (b"junk", None, b'{"v":1,"source":"x","where":"","cause":"","raw":"!","observed_at":0}'),
}
"""What keeps no contract, by the topic where it lies."""
MIXED = {
    SIGNALS: [given(10), 7, given(11), {"v": 1}],
    QUALIFIED: [{"v": 1, "signal": given(12)}, {"v": 9}],
}
"""Arrays whose every second object is broken."""
UNREAD = [
    (ACCOUNTS, AT.encode(), b"no account"),
    (ACCOUNTS, b"\xff", None),
    (ACCOUNTS, b"b.example", b'{"v":1}'),
    (ACCOUNTS, b"*", b"junk"),
    (ALERTS, b"x", b"junk"),
    (ALERTS, b"x", None),
]
"""What nobody makes anything of: it is skipped."""
Letter = tuple[str, str, str]


def allow_large(address: str) -> None:
    """Somebody has let the topic take larger records."""
    wider = ConfigResource(ConfigResourceType.TOPIC, SIGNALS, {"max.message.bytes": "20000000"})
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=address)) as admin:
        admin.alter_configs([wider])


def litter(address: str) -> list[Letter]:
    """Put all of it there, under the key of one account in another's partition; the letters that have to come of it."""
    letters: list[Letter] = []
    with joins.producing(address) as producer:
        for topic, values in BROKEN.items():
            for value in values:
                at = producer.send(topic, value, AT.encode(), partition=0 if topic == COMMANDS else AWAY).get(30)
                letters.append((topic, _place(at), _told(value)))
        for topic, objects in MIXED.items():
            at = producer.send(topic, orjson.dumps(objects), AT.encode(), partition=AWAY).get(30)
            where, of = _place(at), f" of {len(objects)}" if topic == SIGNALS else ""
            for number, each in enumerate(objects[1::2], 1):
                part = f"{',' if of else ''} object {2 * number}{of}"
                letters.append((topic, where + part, _told(orjson.dumps(each))))
    put(address, UNREAD)
    return sorted(letters)


def _place(at: Any) -> str:
    if at.topic == SIGNALS:
        return f"{at.topic}, partition {at.partition}, offset {at.offset}"
    return f"partition {at.partition} offset {at.offset}"


def _told(raw: bytes | None) -> str:
    return str(len(raw)) if raw and len(raw) > 9_999 else (raw or b"").decode()


def test_whatever_lands_on_the_topics_each_role_goes_on_and_all_of_it_is_accounted_for(
    running: Running, broker: Broker
) -> None:
    running.until(lambda: running.answers("/health/ready") and len(running.roles()) == 4)
    before = running.roles()
    allow_large(broker.address)
    letters = litter(broker.address)
    put(broker.address, [(SIGNALS, None, orjson.dumps(given(13))), (SIGNALS, OTHER.encode(), orjson.dumps(given(14)))])
    put(broker.address, [(SIGNALS, AT.encode(), orjson.dumps(given(15, crm={"stage": 3})))], partition=AWAY)
    running.until(lambda: len(running.ask(SEEN) or ()) == 6)
    running.until(lambda: len(running.ask(DEAD) or ()) >= len(letters))
    assert sorted((row["source"], row["place"], row["raw"]) for row in running.ask(DEAD)) == letters
    assert {row["account"] for row in running.ask(SEEN)} == {AT}
    assert running.roles() == before, "no role has ended"
    for number in before.values():
        os.kill(number, signal.SIGKILL)
    running.until(lambda: set(running.roles().values()).isdisjoint(before.values()) and len(running.roles()) == 4)
    put(broker.address, [(SIGNALS, AT.encode(), orjson.dumps(given(16)))])
    running.until(lambda: len(running.ask(SEEN) or ()) == 7)
    assert len(running.ask(DEAD)) == len(letters)
