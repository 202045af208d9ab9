"""What an outlet made of a batch, as records: each where it belongs, nothing lost, none larger than a topic takes."""

from datetime import UTC, datetime

from sources.outgoing import LARGEST_RAW, LARGEST_SIGNAL, outgoing
from streams.ports import Arrivals, DeadLetter, Erasure, Identity, Rejected, Unresolved
from streams.records import COMMAND, DeadLetterRecord, UnresolvedRecord, facts_of
from streams.sealing import Seal
from streams.signal import Signal
from streams.topics import COMMANDS, DEAD_LETTERS, LARGEST_DEAD, SIGNALS, TOPICS, UNRESOLVED
from streams.wire import partitioner, unpack
from tests.streams.worlds import signal

SEAL = Seal(bytes(range(32)))
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def sent(*arrivals):
    return outgoing(arrivals, lambda topic: partitioner(TOPICS[topic].partitions(4)), lambda: SEAL)


def objects(records, topic):
    return [each for record in records if record.topic == topic for each in unpack(record.value)]


def at(domain, title="x"):
    return signal("visit", title=title).model_copy(update={"account": domain, "id": f"{domain} {title}"[:64]})


def test_each_part_of_a_batch_goes_to_its_topic():
    resolved, nobodys = at("a.example"), Unresolved(at("nobody"), "no account has this name", ("b.example",))
    letter = DeadLetter("inbox", Rejected("a.jsonl line 7", "not JSON", b"\xff"), NOW)
    who, gone = Identity(("v1",), "a.example", "tracker", 0.9), Erasure("hash", ("v2",), "ann@a.example")
    records = sent(Arrivals([resolved], [nobodys], [letter], {resolved.id: {"name": "A"}}, [who], [gone]))
    (told,) = objects(records, SIGNALS)
    assert (Signal.model_validate(told), facts_of(told)) == (resolved, {"name": "A"})
    assert [UnresolvedRecord.model_validate(each).unresolved() for each in objects(records, UNRESOLVED)] == [nobodys]
    assert [DeadLetterRecord.model_validate(each).letter() for each in objects(records, DEAD_LETTERS)] == [letter]
    commands = [COMMAND.validate_python(each) for each in objects(records, COMMANDS)]
    assert (commands[0].identity(), commands[1].erasure(lambda: SEAL)) == (who, gone)
    assert not any(b"ann@" in record.value for record in records)


def test_what_a_visitor_of_nobody_did_travels_in_one_partition_in_its_order():
    visits = [signal("visit", visitor="v1", page=f"/{n}").model_copy(update={"account": None}) for n in range(9)]
    records = sent(*(Arrivals([], [Unresolved(each, "no name")]) for each in visits))
    (record,) = records
    assert record.key == b"v1"
    assert [each["signal"]["details"]["page"] for each in unpack(record.value)] == [f"/{n}" for n in range(9)]


def test_an_account_keeps_its_order_over_batches_and_travels_in_one_partition():
    batches = [Arrivals([at("a.example", "1"), at("b.example", "1")]), Arrivals([at("a.example", "2")])]
    titles = [each["id"] for each in objects(sent(*batches), SIGNALS) if each["account"] == "a.example"]
    assert titles == ["a.example 1", "a.example 2"]
    where = partitioner(4)
    for record in sent(*batches):
        assert {where(each["account"]) for each in unpack(record.value)} == {where(record.key.decode())}


def test_a_signal_that_no_record_holds_is_a_dead_letter_with_all_its_bytes():
    large = signal("visit", title="x" * LARGEST_SIGNAL).model_copy(update={"account": "a.example"})
    records = sent(Arrivals([large, at("a.example")]))
    assert [each["id"] for each in objects(records, SIGNALS)] == [at("a.example").id]
    (letter,) = [DeadLetterRecord.model_validate(each).letter() for each in objects(records, DEAD_LETTERS)]
    assert letter.source == large.source
    assert letter.rejected.cause.endswith(f"where a record holds {LARGEST_SIGNAL:,}")
    assert Signal.model_validate_json(letter.rejected.raw) == large


def test_a_dead_letter_holds_as_many_bytes_as_its_topic_takes_and_says_so():
    raw = bytes(range(256)) * (LARGEST_RAW // 256 + 1)
    records = sent(Arrivals([], dead=[DeadLetter("inbox", Rejected("a", "too large", raw), NOW)]))
    assert all(len(record.value) <= LARGEST_DEAD for record in records)
    (letter,) = [DeadLetterRecord.model_validate(each).letter() for each in objects(records, DEAD_LETTERS)]
    assert letter.rejected.raw == raw[:LARGEST_RAW]
    assert letter.rejected.cause == f"too large (kept: the first {LARGEST_RAW:,} of {len(raw):,} bytes)"


def test_nothing_makes_no_records():
    assert sent(Arrivals([])) == []
