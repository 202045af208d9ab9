"""What clients ask before and beside their events, and what they are answered."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sources.receiver.clients.door import Answer, refusal
from sources.receiver.clients.registry import client_doors
from sources.receiver.contract import Refused, Request

KEY = "wk_of_the_site"
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DOORS = {door.name: door for door in client_doors({"website": KEY})}


def ask(name: str, method: str, path: str, *, query: str = "", body: bytes = b"", **headers: str) -> Answer:
    named = {header.replace("_", "-"): value for header, value in headers.items()}
    route = DOORS[name].route(method, path)
    assert route is not None
    return route.answer(Request(name, method, path, query, named, body, "203.0.113.50", NOW))


def told(answer: Answer) -> Any:
    assert (answer.status, answer.type) == (200, "application/json")
    return json.loads(answer.body)


KEPT = [
    *(("segment", f"/v1/{call}") for call in ("page", "screen", "identify", "group", "track", "alias", "batch")),
    *(("segment", f"/v1/{letter}") for letter in "psigtab"),
    ("segment", "/beacon/v1/batch"),
    *(("posthog", path) for path in ("/capture/", "/batch/", "/e/", "/e", "/i/v0/e/", "/i/v1/analytics/events")),
    *(("posthog", path) for path in ("/engage/", "/track/")),
    *(("snowplow", path) for path in ("/com.snowplowanalytics.snowplow/tp2", "/com.acme/track")),
]


@pytest.mark.parametrize(("name", "path"), KEPT)
def test_an_accepted_post_is_answered_200_with_a_json_object(name: str, path: str) -> None:
    route = DOORS[name].route("POST", path)
    assert route is not None
    assert route.kept
    assert isinstance(told(ask(name, "POST", path, body=b"{}")), dict)


def test_families_do_not_take_each_others_paths() -> None:
    for name, path in KEPT:
        assert [door.name for door in DOORS.values() if door.at(path)] == [name]


def test_an_accepted_get_of_snowplow_is_answered_with_a_dot() -> None:
    answer = ask("snowplow", "GET", "/i")
    assert (answer.status, answer.type, answer.body[:6]) == (200, "image/gif", b"GIF89a")


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/nothing", "/hooks/a", "/api/x", "/i/v9", "/metrics", "/a/b"])
def test_other_paths_are_no_familys(path: str) -> None:
    assert [door.name for door in DOORS.values() if door.at(path)] == []


def test_without_snowplow_its_paths_are_nobodys() -> None:
    doors = client_doors({"website": KEY}, snowplow=False)
    assert "snowplow" not in [door.name for door in doors]
    assert not any(door.at("/i") for door in doors)


LOOPBACK, HOST, ORIGIN = "127.0.0.1:8787", "t.ours.example", "https://www.ours.example"


@pytest.mark.parametrize(
    ("headers", "where"),
    [
        ({"host": LOOPBACK}, {"apiHost": f"{LOOPBACK}/v1", "protocol": "http"}),
        ({"host": LOOPBACK, "origin": ORIGIN}, {"apiHost": f"{LOOPBACK}/v1", "protocol": "http"}),
        ({"host": HOST, "origin": ORIGIN}, {"apiHost": f"{HOST}/v1", "protocol": "https"}),
        ({"host": HOST, "x_forwarded_proto": "https"}, {"apiHost": f"{HOST}/v1", "protocol": "https"}),
        ({"host": "a b<script>"}, {}),
    ],
)
def test_segments_settings_send_the_browser_where_it_asked(headers: dict[str, str], where: dict[str, str]) -> None:
    settings = told(ask("segment", "GET", f"/v1/projects/{KEY}/settings", **headers))
    segment = settings["integrations"]["Segment.io"]
    assert segment["apiKey"] == KEY
    assert {name: segment[name] for name in ("apiHost", "protocol") if name in segment} == where


def test_rudderstacks_source_is_switched_on_and_has_no_destinations() -> None:
    source = told(ask("segment", "GET", "/sourceConfig/", query=f"p=npm&writeKey={KEY}"))["source"]
    assert (source["enabled"], source["writeKey"], source["destinations"]) == (True, KEY, [])


def test_posthogs_settings_switch_nothing_on() -> None:
    settings = told(ask("posthog", "GET", f"/array/{KEY}/config"))
    off = ("sessionRecording", "surveys", "heatmaps", "capturePerformance", "hasFeatureFlags")
    assert [settings[name] for name in off] == [False] * 5
    script = ask("posthog", "GET", f"/array/{KEY}/config.js")
    assert script.type == "application/javascript"
    assert f'["{KEY}"]'.encode() in script.body


@pytest.mark.parametrize("path", ["/flags/", "/decide/", "/flags"])
def test_posthogs_flags_are_none(path: str) -> None:
    answer = told(ask("posthog", "POST", path, query="v=2", body=f'{{"token": "{KEY}"}}'.encode()))
    assert (answer["flags"], answer["featureFlags"], answer["errorsWhileComputingFlags"]) == ({}, {}, False)


def test_recordings_are_answered_and_not_kept() -> None:
    route = DOORS["posthog"].route("POST", "/s/")
    assert route is not None
    assert not route.kept
    assert told(ask("posthog", "POST", "/s/", body=b"\x1f\x8bno key at all")) == {"status": 1}


def test_the_newer_protocol_of_posthog_is_told_of_each_event() -> None:
    body = b'{"batch": [{"uuid": "a", "event": "x"}, {"uuid": "b", "event": "$ping"}]}'
    answer = told(ask("posthog", "POST", "/i/v1/analytics/events", body=body))
    assert answer == {"results": {"a": {"result": "ok"}, "b": {"result": "ok"}}}


@pytest.mark.parametrize(
    ("name", "method", "path"),
    [
        ("segment", "GET", "/v1/projects/another/settings"),
        ("segment", "GET", "/sourceConfig"),
        ("posthog", "GET", "/array/another/config.js"),
        ("posthog", "POST", "/flags/"),
    ],
)
def test_settings_are_told_to_nobody_without_a_key(name: str, method: str, path: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(name, method, path)
    answer = refusal(refused.value)
    assert (answer.status, json.loads(answer.body)) == (
        401,
        {"code": "unknown_key", "message": "This write key is not known here."},
    )


@pytest.mark.parametrize("path", ["/static/array.js", f"/array/{KEY}/array.js"])
def test_no_visitor_is_sent_to_a_vendor_for_a_script_unless_configured(path: str) -> None:
    def answer(posthog_js: str | None = None) -> Answer:
        doors = client_doors({"website": KEY}, posthog_js=posthog_js)
        route = next(door for door in doors if door.name == "posthog").route("GET", path)
        assert route is not None
        return route.answer(Request("posthog", "GET", path, "", {}, b"", "203.0.113.50", NOW))

    plain = answer()
    assert (plain.status, plain.type, "location" in plain.headers) == (200, "application/javascript", False)
    assert b"posthog_js" in plain.body
    sent = answer("https://ours.example/array.js")
    assert (sent.status, sent.headers["location"]) == (302, "https://ours.example/array.js")
