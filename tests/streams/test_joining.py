"""Records of signals are joined one object at a time: each goes exactly one way, and nothing in them raises."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.fit_table import FitTable
from streams.joining import MOST_RAW, Place, join_record, records_of
from streams.qualified import QualifiedSignal
from streams.records import AccountRecord, DeadLetterRecord, UnresolvedRecord, facts_of
from streams.topics import DEAD_LETTERS, LARGEST, QUALIFIED, SIGNALS, SILENT, UNRESOLVED
from streams.wire import partitioner, unpack

PLACE = Place(SIGNALS, 3, 41, 1_795_000_000_000)
ID = "20261122-44f0-57ee-cfbf-0b93e8925714"


def account(domain, verdict="pass", **fields):
    fit = {"fit": 80.0, "tier": "A", "known": 0.8, "known_mandatory": 3, "profile": "main", "fit_version": "f1"}
    return AccountRecord(domain=domain, verdict=verdict, **{**fit, **fields})


def table():
    made = FitTable()
    made.put(account("acme.example", name="Acme", domains=("acme.test",)))
    made.put(account("out.example", "out", name="Outerwear", fit=10.0, tier="out"))
    made.put(account("client.example", "customer", name="Client", status="customer"))
    made.put(account("maybe.example", "possible", name="Maybe"))
    made.put(account("twin-one.example", name="Twin Peaks Cafe"))
    made.put(account("twin-two.example", name="Twin Peaks Cafe"))
    return made


def signal(**fields):
    said = {"v": 1, "id": ID, "kind": "visit", "account": "acme.example", "observed_at": "2026-11-22T09:30:00Z"}
    return {name: value for name, value in {**said, **fields}.items() if value is not None}


def joined(value):
    raw = value if value is None or isinstance(value, bytes) else orjson.dumps(value)
    return list(join_record(raw, PLACE, table()))


def ways(value):
    return [(each.topic, each.key) for each in joined(value)]


def only(value, contract):
    (sent,) = joined(value)
    return contract.model_validate_json(sent.body)


@pytest.mark.parametrize(
    ("domain", "topic", "verdict"),
    [
        ("acme.example", QUALIFIED, "pass"),
        ("maybe.example", QUALIFIED, "possible"),
        ("out.example", SILENT, "out"),
        ("client.example", SILENT, "customer"),
    ],
)
def test_the_gate_says_which_way_a_signal_goes(domain, topic, verdict):
    assert ways(signal(account=domain)) == [(topic, domain)]
    assert only(signal(account=domain), QualifiedSignal).verdict == verdict


def test_what_goes_on_is_the_signal_with_its_accounts_fit():
    details = {"page": "/pricing", "n": 3}
    found = only(signal(details=details, confidence=0.9), QualifiedSignal)
    assert (found.fit, found.tier, found.known, found.profile, found.fit_version) == (80.0, "A", 0.8, "main", "f1")
    assert (found.signal.id, found.signal.details, found.signal.confidence) == (ID, details, 0.9)


def test_each_object_of_an_array_goes_its_own_way_in_order_and_dead_letters_come_last():
    array = [signal(), signal(account="out.example"), {"v": 2}, signal(account=None), signal()]
    assert [way for way, _ in ways(array)] == [QUALIFIED, SILENT, UNRESOLVED, QUALIFIED, DEAD_LETTERS]


def test_what_a_foreign_producer_says_beside_the_contract_is_dropped():
    (sent,) = joined(signal(crm="x", company={"name": "Acme", "size": 3}))
    body = orjson.loads(sent.body)["signal"]
    assert "crm" not in body
    assert body["company"] == {"name": "Acme", "domain": None}


@pytest.mark.parametrize(
    ("said", "account", "method"),
    [
        ({"account": "WWW.Acme.example"}, "acme.example", "none"),
        ({"account": None, "company": {"domain": "https://acme.example/about"}}, "acme.example", "domain"),
        ({"account": None, "company": {"domain": "acme.test"}}, "acme.example", "domain"),
        ({"account": "acme.test"}, "acme.example", "none"),
        ({"account": None, "company": {"name": "Acme Inc."}}, "acme.example", "exact"),
    ],
)
def test_a_signal_without_its_account_is_resolved_as_an_outlet_would(said, account, method):
    found = only(signal(**said), QualifiedSignal).signal
    assert (found.account, found.resolution.method) == (account, method)


@pytest.mark.parametrize(
    "said",
    [
        {"account": None},
        {"account": None, "company": {"name": "Nobody We Know"}},
        {"account": None, "company": {"name": "Twin Peaks Cafe"}},
        {"account": "gmail.com"},
    ],
)
def test_what_names_nobody_is_unresolved_with_its_reason(said):
    found = only(signal(**said), UnresolvedRecord)
    assert found.signal.account is None
    assert found.reason


def test_a_company_on_no_list_goes_on_as_possible_with_what_was_said_of_it():
    (sent,) = joined(signal(account=None, company={"name": "Newcomer", "domain": "new.example"}))
    assert (sent.topic, sent.key) == (QUALIFIED, "new.example")
    body = orjson.loads(sent.body)
    assert (body["verdict"], facts_of(body["signal"])) == ("possible", {"name": "Newcomer"})


def test_facts_that_came_with_a_signal_go_on_with_it():
    (sent,) = joined(signal(account="new.example", facts={"industry": "Software", "employees": 40}))
    assert facts_of(orjson.loads(sent.body)["signal"]) == {"industry": "Software", "employees": 40}


def test_an_id_of_another_shape_is_a_native_one_and_names_the_same_signal_each_time():
    first, again, other = (only(signal(id=name), QualifiedSignal).signal.id for name in ("a-1", "a-1", "a-2"))
    assert first == again != other
    assert only(signal(id=ID.upper()), QualifiedSignal).signal.id == ID


def test_details_are_plain_values_as_any_outlet_makes_them():
    raw = orjson.dumps(signal(details={"n": 0})).replace(b'"n":0', b'"n":123456789012345678901234567890')
    assert only(raw, QualifiedSignal).signal.details == {"n": "123456789012345678901234567890"}


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        (None, "a record without a value: this topic has no tombstones"),
        (b"", "not JSON"),
        (b"nope", "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b"[]", "an empty array"),
        (b"3", "found int, expected an object or an array of objects"),
        (b'"text"', "found str, expected an object or an array of objects"),
        ({}, 'expected "v": 1, found none'),
        (signal(v=2), "expected \"v\": 1, found version '2'"),
        (signal(kind="rumour"), "kind: not a kind of event"),
        (signal(observed_at=None), "observed_at: field required"),
        (signal(id=None), "id: field required"),
        (signal(confidence=1.5), "confidence: input should be less than or equal to 1"),
        (signal(observed_at="0001-01-01T00:00:00+23:00"), "observed_at: the time is out of range"),
        (b"[" * 5000 + b"]" * 5000, "not JSON"),
    ],
)
def test_what_breaks_the_contract_is_a_dead_letter_with_cause_bytes_and_place(value, cause):
    raw = value if value is None or isinstance(value, bytes) else orjson.dumps(value)
    letter = only(value, DeadLetterRecord)
    assert letter.cause.startswith(cause)
    assert letter.raw == (raw or b"")
    assert (letter.topic, letter.partition, letter.offset) == (SIGNALS, 3, 41)
    assert letter.where == "fitsignal.signals.v1, partition 3, offset 41"


@pytest.mark.parametrize("gap", [b"", b" ", b"\n\t "])
def test_a_broken_object_of_an_array_is_kept_by_its_own_bytes(gap):
    broken = b'{"v": 1,' + gap + b'"id":"caf\\u00e9", "kind":"visit"}'
    good = orjson.dumps(signal())
    value = b"[" + gap + (b"," + gap).join([good, broken, good]) + b"]"
    letter = DeadLetterRecord.model_validate_json(joined(value)[-1].body)
    assert letter.raw == broken
    assert letter.where.endswith("offset 41, object 2 of 3")


def test_causes_do_not_repeat_what_may_be_personal():
    assert "secret" not in only(signal(confidence="secret", kind="secret"), DeadLetterRecord).cause


def test_a_signal_too_large_to_go_on_is_a_dead_letter():
    value = orjson.dumps(signal(details={"text": "x" * LARGEST}))
    letter = only(value, DeadLetterRecord)
    assert letter.raw == value
    assert "travel in a record" in letter.cause


def test_of_a_record_too_large_for_a_dead_letter_the_beginning_is_kept():
    letter = only(b"x" * (MOST_RAW + 1), DeadLetterRecord)
    assert len(letter.raw) == MOST_RAW
    assert f"of its {MOST_RAW + 1:,} bytes the first {MOST_RAW:,} are kept" in letter.cause


def test_records_hold_objects_of_one_partition_in_their_order():
    partition_of = partitioner(4)
    array = [signal(account=name, id=f"n-{n}") for n in range(20) for name in ("acme.example", "maybe.example")]
    sent = joined(array)
    made = list(records_of(sent, {QUALIFIED: partition_of}))
    for _, partition, key, value in made:
        objects = unpack(value)
        assert {partition_of(each["signal"]["account"]) for each in objects} == {partition}
        assert partition_of(key.decode()) == partition
    bodies = [each for _, _, _, value in made for each in unpack(value)]
    for name in ("acme.example", "maybe.example"):
        own = [orjson.loads(each.body) for each in sent if each.key == name]
        assert [each for each in bodies if each["signal"]["account"] == name] == own


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECT = st.fixed_dictionaries(
    {"v": st.just(1) | JSON, "id": st.text(max_size=70) | JSON, "kind": st.sampled_from(["visit", "rumour"]) | JSON},
    optional={
        "observed_at": st.datetimes().map(str) | JSON,
        "account": st.sampled_from(["acme.example", "new.example"]) | JSON,
        "company": st.fixed_dictionaries({"domain": JSON, "name": JSON}) | JSON,
        "details": st.dictionaries(st.text(), JSON, max_size=3) | JSON,
        "facts": JSON,
    },
)


@given(st.binary())
def test_no_bytes_raise(value):
    assert all(each.topic == DEAD_LETTERS for each in joined(value))


@given(st.lists(OBJECT | JSON, min_size=1, max_size=4))
def test_every_object_goes_exactly_one_way_and_reads_back(objects):
    contracts = {QUALIFIED: QualifiedSignal, SILENT: QualifiedSignal, UNRESOLVED: UnresolvedRecord}
    try:
        raw = orjson.dumps(objects)
    except TypeError:  # text that no encoding holds
        return
    sent = list(join_record(raw, PLACE, table()))
    assert len(sent) == len(objects)
    for each in sent:
        contracts.get(each.topic, DeadLetterRecord).model_validate_json(each.body)
    assert sent == list(join_record(raw, PLACE, table()))


@given(OBJECT | JSON)
def test_an_object_goes_the_same_way_alone_and_among_others(found):
    try:
        alone, among = orjson.dumps(found), orjson.dumps([signal(), found, signal()])
    except TypeError:
        return
    if isinstance(found, list):
        return
    (one,), others = join_record(alone, PLACE, table()), list(join_record(among, PLACE, table()))
    other = others[-1] if one.topic == DEAD_LETTERS else others[1]
    assert one.topic == other.topic
    assert one.topic == DEAD_LETTERS or one == other
