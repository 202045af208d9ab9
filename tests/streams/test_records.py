"""What travels on the topics comes back as it was."""

from datetime import UTC, datetime

import orjson
import pytest

from icp.account import Account
from streams.directory import Entry
from streams.ports import DeadLetter, Erasure, Identity, Rejected, Unresolved
from streams.records import (
    COMMAND,
    AccountRecord,
    DeadLetterRecord,
    ErasureCommand,
    IdentityCommand,
    UnresolvedRecord,
    facts_of,
    signal_json,
)
from streams.sealing import Seal
from streams.signal import Signal
from streams.wire import unpack
from tests.streams.worlds import signal, standing

SEAL = Seal(bytes(range(32)))
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def over_the_wire(record):
    return unpack(record.model_dump_json().encode())[0]


def test_a_signal_comes_back_with_every_field_and_with_what_it_says_of_a_company_on_no_list():
    sent = signal("visit", page="/pricing", nothing=None, share=0.1, title="Ré “x”")
    given = unpack(signal_json(sent, {"industry": "Software"}))[0]
    assert (Signal.model_validate(given), facts_of(given)) == (sent, {"industry": "Software"})
    assert facts_of(unpack(signal_json(sent))[0]) is None
    assert facts_of(unpack(signal_json(sent, {}))[0]) == {}


def test_a_name_of_nobody_comes_back():
    sent = Unresolved(signal("visit"), "two accounts have this name", ("a.example", "b.example"))
    assert UnresolvedRecord.model_validate(over_the_wire(UnresolvedRecord.of(sent))).unresolved() == sent


@pytest.mark.parametrize("raw", [b"", b"\x00\xff{", "é".encode(), b"YWJj"])
def test_a_dead_letter_comes_back_byte_for_byte(raw):
    sent = DeadLetter("imports", Rejected("inbox/a.jsonl line 7", "not JSON", raw), NOW)
    assert DeadLetterRecord.model_validate(over_the_wire(DeadLetterRecord.of(sent))).letter() == sent


def test_commands_come_back_each_as_what_it_was():
    who = Identity(("v1", "v2"), "acme.example", "tracker", 0.9)
    gone = Erasure("hash", ("v3",), "ann@acme.example")
    assert COMMAND.validate_python(over_the_wire(IdentityCommand.of(who))).identity() == who
    assert COMMAND.validate_python(over_the_wire(ErasureCommand.of(gone, lambda: SEAL))).erasure(lambda: SEAL) == gone


def test_whom_to_forget_travels_sealed_and_is_not_shown_in_a_repr():
    sent = ErasureCommand.of(Erasure("hash", (), "ann@acme.example"), lambda: SEAL)
    assert "ann@" not in repr(sent)
    assert b"ann@" not in sent.model_dump_json().encode()
    assert COMMAND.validate_python(over_the_wire(sent)).erasure(lambda: None) == Erasure("hash")
    assert COMMAND.validate_python(over_the_wire(sent)).erasure(lambda: Seal(bytes(32))) == Erasure("hash")


def test_an_erasure_without_a_name_asks_for_no_key():
    def refuse():
        raise AssertionError("it asked")

    sent = ErasureCommand.of(Erasure("hash", ("v3",)), refuse)
    assert COMMAND.validate_python(over_the_wire(sent)).erasure(refuse) == Erasure("hash", ("v3",))


def test_a_foreign_producer_may_name_whom_to_forget_in_clear():
    told = {"v": 1, "command": "erasure", "person": "hash", "email": "ann@acme.example"}
    assert COMMAND.validate_python(told).erasure(lambda: None) == Erasure("hash", (), "ann@acme.example")


def test_an_account_is_found_by_its_names_and_stands_as_it_was_published():
    stands, account = standing(), Account(domain="acme.example", name="Acme", aliases=("ACM",), country="FR")
    told = stands._asdict()
    told.pop("discovered")
    record = AccountRecord(domain=account.domain, name="Acme", aliases=("ACM",), country="FR", **told)
    back = AccountRecord.model_validate_json(orjson.dumps(over_the_wire(record)))
    assert back.entry() == Entry("acme.example", "Acme", "acme.example", ("ACM",), (), "FR")
    assert back.standing() == stands


def test_a_discovered_account_stands_but_is_found_by_no_name():
    told = standing()._asdict() | {"discovered": True}
    told.pop("discovered")
    record = AccountRecord(domain="acme.example", name="Acme", status="discovered", **told)
    assert record.entry() is None
    assert record.standing().discovered
