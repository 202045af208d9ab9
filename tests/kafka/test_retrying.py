"""Dead letters that were mended go back the way they came, and are counted once."""

import orjson

from streams.ports import DeadLetter, Rejected
from streams.records import DeadLetterRecord
from streams.topics import DEAD_LETTERS, QUALIFIED, SIGNALS
from tests.kafka import joins
from tests.kafka.broker import Broker
from tests.kafka.owners import put
from tests.kafka.running import Running
from tests.streams.worlds import NOW

AT = "kelvora.example"
ON_THE_TOPIC = joins.signal(1, AT, source="crm")
JOINED = {"v": 1, "signal": joins.signal(2, AT, source="crm")}
LINE = {"kind": "visit", "id": "3", "company": {"domain": AT}, "occurred_at": "2026-11-22T09:00:00Z"}
LETTERS = (
    (SIGNALS, orjson.dumps(ON_THE_TOPIC)),
    (QUALIFIED, orjson.dumps(JOINED)),
    ("crm", orjson.dumps(LINE)),
    (SIGNALS, b'{"v":1,"kind":"rumour"}'),
    ("crm", b"not JSON"),
)
"""As they lie there once the program that could not read the first three has been mended."""
SEEN = "SELECT id::VARCHAR AS id, account FROM signals WHERE source = 'crm' ORDER BY ALL"
LEFT = f"""
    SELECT id::VARCHAR AS id, decode(raw) AS raw FROM dead_letters
    WHERE source IN ('crm', '{SIGNALS}', '{QUALIFIED}') ORDER BY raw
"""


def bury(address: str) -> None:
    """Put them among the dead letters, as join and sources do."""
    for number, (source, raw) in enumerate(LETTERS):
        letter = DeadLetterRecord.of(DeadLetter(source, Rejected(f"place {number}", "not understood", raw), NOW))
        put(address, [(DEAD_LETTERS, source.encode(), letter.model_dump_json().encode())])


def retried(running: Running) -> list[str]:
    """All are offered again once all are there; what became of each."""
    running.until(lambda: len(running.ask(LEFT) or ()) == len(LETTERS))
    ids = [row["id"] for row in running.ask(LEFT)]
    return sorted(row["outcome"] for row in running.command("deadletters", "retry", *ids, "--json"))


def test_mended_records_go_back_to_where_they_lay_and_are_counted_once(running: Running, broker: Broker) -> None:
    running.until(lambda: running.answers("/health/ready"))
    for _ in range(2):  # a worker that was killed between sending and committing buries them twice
        bury(broker.address)
        assert retried(running) == ["accepted"] * 3 + ["still broken"] * 2
        running.until(lambda: len(running.ask(SEEN) or ()) == 3)
        stored = {row["id"] for row in running.ask(SEEN)}
        assert {ON_THE_TOPIC["id"], joins.signal(2, AT)["id"]} < stored
        assert [row["raw"] for row in running.ask(LEFT)] == ["not JSON", '{"v":1,"kind":"rumour"}']
