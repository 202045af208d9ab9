"""Signals of ours go on as they came; whatever is told otherwise is read whole, and nothing else is taken for ours."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.fit_table import FitTable
from streams.joining import Place, join_record
from streams.own import Own, own_parts
from streams.records import AccountRecord, DeadLetterRecord
from streams.signal import Signal
from streams.topics import DEAD_LETTERS, QUALIFIED, SIGNALS

PLACE = Place(SIGNALS, 0, 7, 1_795_000_000_000)


def body(number: int = 0, **fields: Any) -> bytes:
    given = {
        "id": f"20261122-0000-0000-0000-{number:012x}",
        "kind": "visit",
        "company": {"domain": "acme.example"},
        "account": "acme.example",
        "source": "website",
        "observed_at": "2026-11-22T09:30:00Z",
        "occurred_at": "2026-11-22T09:00:00Z",
        "details": {"page": "/pricing"},
    }
    return Signal.model_validate({**given, **fields}).model_dump_json().encode()


def array(*bodies: bytes) -> bytes:
    return b"[" + b",".join(bodies) + b"]"


def table() -> FitTable:
    fits = FitTable()
    told = {"known": 0.8, "known_mandatory": 3, "profile": "main", "fit_version": "f1"}
    fits.put(AccountRecord(domain="acme.example", name="Acme", verdict="pass", fit=80.0, tier="A", **told))
    return fits


def joined(value: bytes) -> list[tuple[str, dict[str, Any]]]:
    return [(sent.topic, orjson.loads(sent.body)) for sent in join_record(value, PLACE, table())]


def with_facts(facts: dict[str, Any]) -> bytes:
    return body()[:-1] + b',"facts":' + orjson.dumps(facts) + b"}"


OURS: dict[str, bytes] = {
    "one": body(),
    "an array of one": array(body()),
    "an array": array(body(), body(1), body(2)),
    "words that look like the next one": array(body(details={"page": ',{"v":1,"id":"x"'}), body(1)),
    "other scripts": body(details={"page": "/prix/été/価格"}),
    "facts": with_facts({"name": "Acme"}),
}
FOREIGN: dict[str, bytes] = {
    "an id of its own": body(id="native-7"),
    "a field less": body().replace(b'"seeded":false,', b""),
    "a field more": body()[:-1] + b',"extra":1}',
    "a field more within": body().replace(b'"company":{', b'"company":{"size":NaN,'),
    "no account": body(account=None),
    "a table within its details": body(details={"page": {"path": "/"}}),
    "no number": body().replace(b'"page":"/pricing"', b'"page":NaN'),
    "half a character": body().replace(b"/pricing", b"\\ud800"),
    "a time out of range": body().replace(b"2026-11-22T09:00:00Z", b"0001-01-01T00:00:00+12:00"),
    "another version": body().replace(b'"v":1', b'"v":2'),
    "an array that is cut off": array(body(), body(1))[:-1],
    "an array that goes on": array(body()) + b"]",
    "nothing": b"",
    "an empty array": b"[]",
}


@pytest.mark.parametrize("value", OURS.values(), ids=OURS)
def test_what_is_ours_goes_on_with_its_bytes(value: bytes) -> None:
    found = [each for each in own_parts(value) if isinstance(each, Own)]
    assert found == own_parts(value) != []
    assert array(*(each.body for each in found)).strip(b"[]") == value.strip(b"[]")
    sent = list(join_record(value, PLACE, table()))
    assert [each.topic for each in sent] == [QUALIFIED] * len(found)
    assert all(each.body in one.body for each, one in zip(found, sent, strict=True))


@pytest.mark.parametrize("value", FOREIGN.values(), ids=FOREIGN)
def test_what_is_not_wholly_ours_is_not_taken_for_it(value: bytes) -> None:
    found = own_parts(value)
    assert not found


def test_the_order_of_fields_does_not_matter_where_one_travels_alone() -> None:
    [(topic, found)] = joined(orjson.dumps({"kind": "visit", **orjson.loads(body())}))
    assert topic == QUALIFIED
    assert found["signal"]["details"] == {"page": "/pricing"}


def test_of_an_account_that_is_not_in_the_fit_table_the_signal_is_settled_as_any_other() -> None:
    [(topic, found)] = joined(body(account="www.acme.example"))
    assert (topic, found["signal"]["account"]) == (QUALIFIED, "acme.example")


BROKEN = body(9).replace(b'"confidence":1.0,"seeded"', b'"confidence":7,"seeded"')
STRANGER = b'{ "kind":"visit","v":1,"id":"native-7","account":"acme.example","observed_at":"2026-11-22T09:30:00Z" }'
AMONG: dict[str, tuple[bytes, list[bytes]]] = {
    "the first": (array(BROKEN, body(), body(1)), [BROKEN]),
    "the last": (array(body(), body(1), BROKEN), [BROKEN]),
    "between": (array(body(), BROKEN, body(1)), [BROKEN]),
    "several in a row": (array(body(), BROKEN, b'{"v":1}', b"7", body(1)), [BROKEN, b'{"v":1}', b"7"]),
    "beside a stranger": (array(body(), STRANGER, b"null", STRANGER, body(1)), [b"null"]),
    "an array": (array(body(), b"[[],{}]", body(1)), [b"[[],{}]"]),
    "with blanks around": (array(body(), b"\n" + BROKEN + b" ", body(1)), [BROKEN]),
    "that looks like one of ours": (
        array(body(), b'{"v":2,"x":[7,' + body(3) + b"]}", body(1)),
        [b'{"v":2,"x":[7,' + body(3) + b"]}"],
    ),
    "more than are looked for": (array(body(), *[BROKEN] * 60, body(1)), [BROKEN] * 60),
}


@pytest.mark.parametrize(("value", "broken"), AMONG.values(), ids=AMONG)
def test_what_breaks_the_contract_is_a_dead_letter_by_its_bytes_and_its_neighbours_go_on(
    value: bytes, broken: list[bytes]
) -> None:
    sent = list(join_record(value, PLACE, table()))
    letters = [DeadLetterRecord.model_validate_json(each.body) for each in sent if each.topic == DEAD_LETTERS]
    assert [each.raw for each in letters] == broken
    objects = orjson.loads(value)
    gone = [orjson.loads(each) for each in broken]
    assert len(sent) == len(objects)
    assert [each.where.rpartition("object ")[2] for each in letters] == [
        f"{number} of {len(objects)}" for number, each in enumerate(objects, 1) if each in gone
    ]
    ids = [orjson.loads(each.body)["signal"]["id"] for each in sent if each.topic == QUALIFIED]
    assert (ids[0], ids[-1]) == (orjson.loads(body())["id"], orjson.loads(body(1))["id"])


def test_the_neighbours_of_a_broken_one_keep_their_bytes() -> None:
    found = own_parts(array(body(), BROKEN, body(1)))
    assert found == [Own("acme.example", body()), BROKEN, Own("acme.example", body(1))]


@pytest.mark.parametrize("junk", [b"", b" ", b"{", b"}", b'"', b"],[", b"nope"])
@pytest.mark.parametrize("place", range(3))
def test_an_array_that_is_no_json_is_one_dead_letter_whole(junk: bytes, place: int) -> None:
    bodies = [body(), body(1)]
    bodies.insert(place, junk)
    value = array(*bodies)
    (sent,) = join_record(value, PLACE, table())
    assert DeadLetterRecord.model_validate_json(sent.body).raw == value


texts = st.text(max_size=12)
values = st.one_of(texts, st.integers(), st.floats(), st.booleans(), st.none(), st.lists(texts, max_size=2))
CHANGES: list[Callable[[bytes], bytes]] = [
    lambda given: given,
    lambda given: given.replace(b"Z", b"+02:00"),
    lambda given: given.replace(b'"seeded":false', b'"seeded":"no"'),
    lambda given: given.replace(b",", b" , "),
    lambda given: given[:-1] + b',"extra":1e999}',
]


@given(
    st.lists(st.tuples(st.dictionaries(texts, values, max_size=3), st.sampled_from(CHANGES)), min_size=1, max_size=4)
)
def test_what_goes_on_is_read_as_what_came(told: list[tuple[dict[str, Any], Callable[[bytes], bytes]]]) -> None:
    bodies = []
    for number, (details, change) in enumerate(told):
        try:
            made = orjson.dumps({**orjson.loads(body(number)), "details": details})
        except TypeError:  # whole numbers over 64 bits, and characters that no encoding holds
            made = body(number)
        bodies.append(change(made))
    wanted = [Signal.model_validate_json(each) for each in bodies]
    found = [signal for topic, signal in joined(array(*bodies)) if topic == QUALIFIED]
    assert [Signal.model_validate(each["signal"]) for each in found] == wanted
