"""Recorded requests of clients, beside the events that they tell."""

import base64
import json
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sources.receiver.clients.door import ClientDoor
from sources.receiver.clients.registry import client_doors
from sources.receiver.contract import Event, Refused, Request

KEY = "wk_of_the_site"
RECORDED = sorted((Path(__file__).parent.parent / "recorded" / "clients").glob("*.json"))
PLAIN = Event()


def load(path: Path) -> tuple[dict[str, Any], ClientDoor, Request]:
    case = json.loads(path.read_text())
    door = next(door for door in client_doors({"website": KEY}) if door.name == case["family"])
    body = case["body"].encode() if "body" in case else base64.b64decode(case["packed"])
    when = datetime.fromisoformat(case["now"])
    told = (case["family"], case["method"], case["path"], case["query"], case["headers"], body, "203.0.113.50", when)
    return case, door, Request(*told)


def brief(event: Event) -> dict[str, Any]:
    """An event without what is as it always is."""
    said = {field.name: getattr(event, field.name) for field in fields(Event)}
    return {name: plain(value) for name, value in said.items() if value != getattr(PLAIN, name)}


def plain(value: Any) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


each_recording = pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)


@each_recording
def test_a_recorded_request_tells_its_events_and_keeps_the_bytes_of_the_rest(path: Path) -> None:
    case, door, request = load(path)
    parsed = door.adapter.parse(request)
    assert [brief(event) for event in parsed.events] == case["events"]
    told = [{"where": each.where, "cause": each.cause, "raw": each.raw.decode()} for each in parsed.rejected]
    assert told == case["rejected"]


@each_recording
def test_a_recorded_request_finds_its_door_and_is_taken(path: Path) -> None:
    _, door, request = load(path)
    route = door.route(request.method, request.path)
    assert route is not None
    assert route.kept
    door.adapter.check(request, request.received_at)
    assert route.answer(request).status == 200


@each_recording
def test_a_rejected_part_is_a_body_of_its_own_that_can_be_read_again(path: Path) -> None:
    _, door, request = load(path)
    for part in door.adapter.parse(request).rejected:
        again = door.adapter.parse(replace(request, body=part.raw, path="/v1/batch"))
        assert [(each.raw, bool(each.cause)) for each in again.rejected] == [(part.raw, True)]
        assert len(again.events) == 0


@each_recording
def test_the_same_request_by_another_key_is_refused(path: Path) -> None:
    case, _, request = load(path)
    door = next(door for door in client_doors({"website": "another"}) if door.name == case["family"])
    if door.name == "snowplow":
        assert door.adapter.check(request, request.received_at) is None  # these trackers have no key
        return
    with pytest.raises(Refused) as refused:
        door.adapter.check(request, request.received_at)
    assert (refused.value.status, refused.value.sentence) == (401, "This write key is not known here.")
