"""Values lie: whatever a payload holds, an adapter gives events or rejections, in bounded time, and never raises."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sources.receiver.adapters.registry import build_adapter
from sources.receiver.contract import Adapter, Event, Parsed, Request
from sources.receiver.hook_options import AnyHook
from streams.signal import SignalDraft

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
RECORDED = Path(__file__).parent / "recorded"
CASES = [each for path in sorted(RECORDED.glob("*/*.json")) if "options" in (each := json.loads(path.read_text()))]
BODIES = [case for case in CASES if case["body"].lstrip().startswith(("{", "["))]
TYPES = sorted({case["options"]["type"] for case in CASES})


def hook(type_: str, **more: Any) -> Adapter:
    secret = "whsec_c2VjcmV0" if type_ == "standard-webhooks" else "s3cret"
    return build_adapter(TypeAdapter(AnyHook).validate_python({"name": "t", "type": type_, "secret": secret, **more}))


ADAPTERS = {type_: hook(type_) for type_ in TYPES}


def read(adapter: Adapter, body: bytes, **headers: str) -> Parsed:
    request = Request("hooks/t", "POST", "/hooks/t", "", headers, body, "203.0.113.9", NOW)
    adapter.key(request)
    parsed = adapter.parse(request)
    assert parsed.events or parsed.rejected or adapter.type in ("rudderstack", "segment", "posthog")
    for event in parsed.events:
        assert_sound(event)
    for each in parsed.rejected:
        assert each.cause
        assert each.where
    return parsed


def assert_sound(event: Event) -> None:
    """What the next room makes of an event: a draft, and JSON."""
    assert (event.kind is None) is (event.act != "event")
    assert 0 <= event.confidence <= 1
    assert event.at is None or event.at.utcoffset() is not None
    orjson.dumps([dict(event.details), dict(event.traits), event.url, event.title, event.company, event.visitor])
    if event.kind:
        company = {"name": event.company, "domain": event.domain}
        evidence = {"url": event.url, "title": event.title}
        said = {"details": dict(event.details), "country": event.country, "email": event.email}
        SignalDraft.model_validate(
            {"kind": event.kind, "company": company, "evidence": evidence, **said, "native": event.native}
        )


LEAVES = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20)),
    st.sampled_from(
        ["null", "\x00", "a@b.example", "https://x.example/\ud7ff", "2026-13-45", "1e999", "9" * 400, "[", ""]
    ),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside a document."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(document))
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return copy


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_any_value_in_any_place_of_a_payload_gives_sound_events_or_a_rejection(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(BODIES))
    document = json.loads(case["body"].replace(",}", "}"))
    for path in data.draw(st.lists(st.sampled_from(list(places(document))), min_size=1, max_size=3)):
        try:
            document = changed(document, path, data.draw(VALUES))
        except (KeyError, IndexError, TypeError):  # what lay there went with an earlier change
            continue
    adapter = build_adapter(TypeAdapter(AnyHook).validate_python(case["options"]))
    read(adapter, json.dumps(document).encode())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TYPES), VALUES | st.lists(VALUES))
def test_any_json_gives_sound_events_or_a_rejection(type_: str, document: Any) -> None:
    read(ADAPTERS[type_], json.dumps(document).encode())


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(TYPES),
    st.binary(max_size=200),
    st.sampled_from(["application/json", "application/x-www-form-urlencoded"]),
)
def test_any_bytes_give_sound_events_or_a_rejection(type_: str, body: bytes, content: str) -> None:
    read(ADAPTERS[type_], body, **{"content-type": content})


HOSTILE = {
    "nothing": b"",
    "space": b" \n",
    "not JSON": b"visitor=1&x=%zz",
    "half a document": b'{"type":"page","properties":{"url":"https://ours.exam',
    "not UTF-8": b'{"Company Name":"\xff\xfe"}',
    "deep lists": b"[" * 200_000,
    "deep tables": b'{"data":' * 100_000 + b"1" + b"}" * 100_000,
    "deep inside": b'{"company":' + b"[" * 900 + b"]" * 900 + b"}",
    "deep details": b'{"company":"Acme","details":' + b'{"a":' * 900 + b"1" + b"}" * 901,
    "quotes": b'"\\"' * 100_000,
    "open quotes": b'{"a":"' + b'\\"' * 200_000,
    "commas": b"[" + b"," * 300_000,
    "comma and space": b"[1," + b" " * 300_000 + b"x",
    "a long number": b'{"timestamp":' + b"9" * 100_000 + b"}",
    "a long text": b'{"email":"' + b"a@" * 200_000 + b'","Business Email":"' + b"a.b@" * 100_000 + b'"}',
    "a long path": b'{"company":{"domain":"' + b"a." * 200_000 + b'example"}}',
    "many keys": orjson.dumps({f"key {n}": {"company": n} for n in range(20_000)}),
    "many pages": orjson.dumps({"company": {"name": "A"}, "session": {"session_id": "1", "pages": ["/x"] * 20_000}}),
}


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize("body", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_body_is_read_or_rejected_whole(type_: str, body: bytes) -> None:
    parsed = read(ADAPTERS[type_], body)
    assert len(parsed.events) <= 4000
    assert all(each.raw for each in parsed.rejected) or not body


@pytest.mark.parametrize("type_", TYPES)
def test_of_4_001_events_4_000_are_read_and_the_other_is_kept_with_the_reason(type_: str) -> None:
    case = next(case for case in BODIES if case["options"]["type"] == type_ and len(case["events"]) == 1)
    one = json.loads(case["body"].replace(",}", "}"))
    adapter = build_adapter(TypeAdapter(AnyHook).validate_python(case["options"]))
    parsed = read(adapter, orjson.dumps([one] * 4001))
    (rest,) = parsed.rejected
    assert len(parsed.events) == 4000
    assert rest.where == "events from 4001 on"
    assert rest.cause == "the request holds 4,001 events; 4,000 were read, these are the others"
    assert len(read(adapter, rest.raw).events) == 1


def test_the_bytes_of_what_is_no_event_are_as_they_came() -> None:
    body = b'[ {"type":"page","messageId":"1"}, {"type" : "video", "n": 1.0} ,7]'
    told = [(each.where, each.raw) for each in read(ADAPTERS["segment"], body).rejected]
    assert told == [("event 2", b'{"type" : "video", "n": 1.0}'), ("event 3", b"7")]


def test_half_of_a_character_a_trailing_comma_and_nan_are_mended() -> None:
    body = b'{"Company Name":"Acme \\ud83d","Website":"acme.example","Employee Count":NaN,"Tags":"a,]",}'
    (event,) = read(ADAPTERS["rb2b"], body).events
    assert (event.company, event.domain, event.details) == ("Acme ?", "acme.example", {"tags": "a,]"})


def test_the_payloads_of_segments_own_documentation_are_read(shared_data: Path) -> None:
    payloads = [
        each["payload"] for each in json.loads((shared_data / "trackers/segment_spec_payloads.json").read_text())
    ]
    calls = [each for each in payloads if each.get("type")]
    parsed = read(ADAPTERS["segment"], orjson.dumps(calls))
    assert len(parsed.events) == len(calls) > 5
    assert not parsed.rejected
