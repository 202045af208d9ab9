"""Each tracker's recorded requests, beside the events that they tell."""

import json
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from sources.receiver.adapters.registry import build_adapter
from sources.receiver.contract import Adapter, Event, Refused, Request
from sources.receiver.hook_options import AnyHook

RECORDED = sorted((Path(__file__).parent / "recorded").glob("*/*.json"))
HOOKS = [path for path in RECORDED if "options" in json.loads(path.read_text())]
PLAIN = Event()


def adapter_of(case: dict[str, Any]) -> Adapter:
    return build_adapter(TypeAdapter(AnyHook).validate_python(case["options"]))


def request_of(case: dict[str, Any], **changed: Any) -> Request:
    told = {"path": case["path"], "query": case["query"], "headers": case["headers"], "body": case["body"].encode()}
    when = datetime.fromisoformat(case["now"])
    return Request(endpoint="hooks/t", method="POST", client="203.0.113.9", received_at=when, **{**told, **changed})


def brief(event: Event) -> dict[str, Any]:
    """An event without what is as it always is."""
    said = {field.name: getattr(event, field.name) for field in fields(Event)}
    return {name: _json(value) for name, value in said.items() if value != getattr(PLAIN, name)}


def _json(value: Any) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", HOOKS, ids=name_of)
def test_a_recorded_request_tells_its_events_and_keeps_the_bytes_of_the_rest(path: Path) -> None:
    case = json.loads(path.read_text())
    parsed = adapter_of(case).parse(request_of(case))
    assert [brief(event) for event in parsed.events] == case["events"]
    told = [{"where": each.where, "cause": each.cause, "raw": each.raw.decode()} for each in parsed.rejected]
    assert told == case["rejected"]


@pytest.mark.parametrize("path", HOOKS, ids=name_of)
def test_a_recorded_request_is_taken_and_without_its_proof_refused(path: Path) -> None:
    case = json.loads(path.read_text())
    adapter, now = adapter_of(case), datetime.fromisoformat(case["now"])
    adapter.check(request_of(case), now)
    with pytest.raises(Refused) as refused:
        adapter.check(request_of(case, headers={}, path="/hooks/t", query=""), now)
    assert (refused.value.status, refused.value.sentence) == (401, "The request does not prove who sent it.")


def test_every_type_is_recorded() -> None:
    assert {json.loads(path.read_text())["options"]["type"] for path in HOOKS} == {
        *("generic", "standard-webhooks", "segment", "rudderstack", "posthog", "rb2b", "snitcher", "warmly"),
        *("happierleads", "common-room", "usergems", "clearbit"),
    }


@pytest.mark.parametrize("path", HOOKS, ids=name_of)
def test_no_detail_and_no_trait_holds_an_address_of_a_person(path: Path) -> None:
    case = json.loads(path.read_text())
    for event in adapter_of(case).parse(request_of(case)).events:
        assert "@" not in json.dumps([dict(event.details), dict(event.traits)])
