"""A record of a topic may go back as soon as it keeps its contract, and not before."""

import orjson
import pytest

from sinks.again import AGAIN, still_broken
from streams.ports import Identity, Unresolved
from streams.records import IdentityCommand, UnresolvedRecord, signal_json
from streams.topics import COMMANDS, DEAD_LETTERS, QUALIFIED, SIGNALS, SILENT, UNRESOLVED
from tests.streams.worlds import signal

SIGNAL = orjson.loads(signal_json(signal("visit")))
JOINED = orjson.dumps({"v": 1, "signal": SIGNAL})
WHO = IdentityCommand.of(Identity(("v1",), "a.example", "tracker", 0.9)).model_dump_json().encode()
NOBODYS = UnresolvedRecord.of(Unresolved(signal("visit"), "no name")).model_dump_json().encode()


@pytest.mark.parametrize(
    ("topic", "raw"),
    [
        (SIGNALS, orjson.dumps(SIGNAL)),
        (SIGNALS, orjson.dumps([SIGNAL, SIGNAL])),
        (QUALIFIED, JOINED),
        (SILENT, JOINED),
        (UNRESOLVED, NOBODYS),
        (COMMANDS, WHO),
    ],
)
def test_what_keeps_its_contract_may_go_back(topic: str, raw: bytes) -> None:
    assert still_broken(topic, raw) == ""


@pytest.mark.parametrize(
    ("topic", "raw", "why"),
    [
        (SIGNALS, b"not JSON", "not JSON"),
        (SIGNALS, orjson.dumps(SIGNAL | {"kind": "rumour"}), "kind: "),
        (SIGNALS, orjson.dumps([SIGNAL, {"v": 1}]), "id: "),
        (QUALIFIED, b'{"v":1,"signal":7}', "signal: expected an object"),
        (COMMANDS, b'{"v":1,"command":"dance"}', "input tag 'dance'"),
    ],
)
def test_what_is_broken_still_says_why(topic: str, raw: bytes, why: str) -> None:
    assert why in still_broken(topic, raw)


def test_a_dead_letter_that_was_broken_itself_does_not_go_back() -> None:
    assert DEAD_LETTERS not in AGAIN
