"""Records on the wire: keys fall where Kafka puts them, objects come back as they were, strangers get a sentence."""

from collections import defaultdict

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import DefaultPartitioner
from kafka.partitioner.default import murmur2 as kafkas_murmur2

from streams.wire import WireError, murmur2, pack, partitioner, unpack

KEYS = st.text(min_size=1, max_size=20)
OBJECTS = st.lists(st.tuples(KEYS, st.integers(0, 10**6)), max_size=60)


class Cluster:
    """What Kafka's partitioner asks of a cluster with one topic of so many partitions."""

    def __init__(self, count):
        self.partitions = set(range(count))

    def topics(self):
        return {"topic"}

    def partitions_for_topic(self, _):
        return self.partitions

    available_partitions_for_topic = partitions_for_topic


def body_of(key, number):
    return orjson.dumps({"v": 1, "key": key, "number": number})


@given(st.binary(max_size=64))
def test_the_hash_of_any_key_is_kafkas(key):
    assert murmur2(key) == kafkas_murmur2(key)


@given(KEYS, st.integers(1, 64))
def test_a_key_falls_into_the_partition_that_kafkas_default_partitioner_gives_it(key, count):
    encoded = key.encode()
    kafkas = DefaultPartitioner().partition("topic", key, encoded, None, None, Cluster(count))
    assert partitioner(count)(key) == kafkas


@given(OBJECTS, st.integers(1, 6), st.integers(2, 400))
def test_what_is_packed_comes_back_in_order_each_in_its_partition(objects, partitions, full):
    where = partitioner(partitions)
    found = defaultdict(list)
    for key, value in pack(((key, body_of(key, number)) for key, number in objects), where, full):
        told = unpack(value)
        assert key.decode() == told[0]["key"]
        assert len({where(each["key"]) for each in told}) == 1
        assert len(told) == 1 or len(value) <= full
        found[where(key.decode())] += [(each["key"], each["number"]) for each in told]
    expected = defaultdict(list)
    for key, number in objects:
        expected[where(key)].append((key, number))
    assert found == expected


def test_one_object_travels_as_itself_and_two_of_a_partition_as_an_array():
    one, two = body_of("a.example", 1), body_of("a.example", 2)
    assert list(pack([("a.example", one)], partitioner(4))) == [(b"a.example", one)]
    assert list(pack([("a.example", one), ("a.example", two)], partitioner(4))) == [
        (b"a.example", b"[" + one + b"," + two + b"]")
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "a record without a value"),
        (b"", "not JSON"),
        (b"\xff\x00", "not JSON"),
        (b"[]", "an empty array"),
        (b"7", "found int, expected an object"),
        (b"{}", 'found no version, expected "v": 1'),
        (b'{"v":2}', 'found version 2, expected "v": 1'),
        (b'{"v":true}', "found version True"),
        (b'{"v":null}', "found version None"),
        (b'[{"v":1},{"v":9}]', "object 2 of 2: found version 9"),
        (b'[{"v":1},[]]', "object 2 of 2: found list"),
    ],
)
def test_a_value_that_is_none_of_ours_is_refused_with_a_sentence(value, said):
    with pytest.raises(WireError, match="^" + said.replace("[", r"\[")):
        unpack(value)
