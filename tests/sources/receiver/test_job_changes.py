"""Whose job change is a champion's, and whose is a leader's."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from sources.receiver.adapters.job_change import champion_of
from sources.receiver.adapters.registry import build_adapter
from sources.receiver.contract import Event, Request
from sources.receiver.hook_options import AnyHook

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def told(type_: str, payload: Any, **more: Any) -> list[Event]:
    options = TypeAdapter(AnyHook).validate_python({"name": "t", "type": type_, "secret": "s", **more})
    body = json.dumps(payload).encode()
    return list(build_adapter(options).parse(Request("hooks/t", "POST", "/", "", {}, body, "", NOW)).events)


MOVE = {
    "fullName": "Noor Haddad",
    "organization": {"domain": "larkfield.example"},
    "previousOrganization": {"domain": "www.oldmill.example"},
    "organizationChangeDate": "2026-11-10",
}


def test_who_left_a_customer_is_a_champion_at_the_new_company() -> None:
    (event,) = told("common-room", {"payload": MOVE})
    assert champion_of(event, {"oldmill.example"}.__contains__).kind == "champion_move"
    assert champion_of(event, {"larkfield.example"}.__contains__) is event
    assert event.details["previous_domain"] == "oldmill.example"


def test_a_visit_is_never_a_champions_move() -> None:
    visit = Event(details={"previous_domain": "oldmill.example"})
    assert champion_of(visit, lambda domain: True) is visit


@pytest.mark.parametrize(
    ("changed", "kinds"),
    [
        ({}, ["leadership_hire"]),
        ({"segments": [{"name": "Past users"}]}, ["champion_move"]),
        ({"url": "https://ours.example/pricing"}, ["leadership_hire", "visit"]),
        ({"organizationChangeDate": None}, ["leadership_hire"]),
        ({"organizationChangeDate": "2026-05-01"}, ["visit"]),
        ({"previousOrganization": None}, ["visit"]),
        ({"previousOrganization": {"domain": "mail.larkfield.example"}}, ["visit"]),
    ],
)
def test_what_a_contact_of_common_room_tells(changed: dict[str, Any], kinds: list[str]) -> None:
    assert [event.kind for event in told("common-room", {"payload": {**MOVE, **changed}})] == kinds


def test_the_same_move_told_again_has_the_same_name_whenever_it_is_told() -> None:
    first, again = (told("common-room", {"payload": {**MOVE, "tags": tags}})[0] for tags in (["a"], ["b"]))
    assert first.native == again.native


def test_an_endpoint_may_tell_of_champions_only() -> None:
    assert [event.kind for event in told("common-room", {"payload": MOVE}, champions=True)] == ["champion_move"]


FLAT = {"contact_name": "Ines Costa", "newCompanyDomain": "b.example", "pastCompanyDomain": "telmar.example"}
NESTED = {
    "person": {"firstName": "Ines", "lastName": "Costa"},
    "current_company": {"website": "https://b.example"},
    "past_company": {"website": "telmar.example"},
}
INSIDE = {"Name": "Ines Costa", "Company Domain": "b.example", "Old Company Domain": "telmar.example"}


@pytest.mark.parametrize("payload", [FLAT, {"data": NESTED}, {"prospect": INSIDE}])
def test_usergems_fields_are_known_by_many_names(payload: dict[str, Any]) -> None:
    (event,) = told("usergems", payload)
    assert (event.kind, event.domain) == ("leadership_hire", "b.example")
    assert (event.details["person"], event.details["previous_domain"]) == ("Ines Costa", "telmar.example")
