"""Our own snippet's messages: what is read in them, and what is refused."""

import gzip
import json
import runpy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.receiver.contract import Event, Refused, Request
from sources.receiver.own.doors import own_doors
from sources.receiver.own.own import CAP, Own

NOON = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]
RECORDED = json.loads((Path(__file__).parent / "recorded" / "own.json").read_text("utf-8"))
OWN = Own(frozenset({"wk_site"}))
(DOOR,) = own_doors({"site": "wk_site"})


def request(method: str = "POST", body: bytes = b"", query: str = "", **headers: str) -> Request:
    path = "/t" if method == "POST" else "/p.gif"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request("own", method, path, query, named, body, "198.51.100.7", NOON)


def recorded(case: dict[str, Any]) -> Request:
    return Request("own", case["method"], "/t", case["query"], case["headers"], case["body"].encode(), "", NOON)


def event(told: dict[str, Any]) -> Event:
    return Event(**{**told, "at": datetime.fromisoformat(told["at"]) if "at" in told else None})


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["name"])
def test_a_recorded_message_is_read_as_recorded(case: dict[str, Any]) -> None:
    kept = recorded(case)
    OWN.check(kept, NOON)
    parsed = OWN.parse(kept)
    assert list(parsed.events) == [event(told) for told in case["events"]]
    assert [each.cause for each in parsed.rejected] == case["rejected"]
    assert OWN.key(kept) == case["key"]


REFUSED = {
    "no key": (request(body=b'{"u":"https://northwind.example/"}'), 401),
    "another key": (request(body=b'{"k":"wk_other"}'), 401),
    "a key that is no text": (request(body=b'{"k":["wk_site"]}'), 401),
    "no JSON": (request(body=b"\xff\xfe\x00"), 401),
    "a list": (request(body=b'["wk_site"]'), 401),
    "deep JSON": (request(body=b'{"k":' + b"[" * 8000), 401),
    "a query without a key": (request("GET", query="u=https://northwind.example/"), 401),
    "a query of too many fields": (request("GET", query="k=wk_site&" + "a=1&" * 100), 401),
    "too large a body": (request(body=b" " * CAP + b'{"k":"wk_site"}'), 413),
    "too large a query": (request("GET", query="k=wk_site&n=" + "a" * CAP), 413),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_has_no_known_key_or_is_too_large_is_refused(case: tuple[Request, int]) -> None:
    sent, status = case
    with pytest.raises(Refused) as refused:
        OWN.check(sent, NOON)
    assert refused.value.status == status
    assert "wk_" not in refused.value.sentence


def test_an_empty_key_in_the_configuration_lets_nobody_in() -> None:
    (door,) = own_doors({"site": ""})
    with pytest.raises(Refused):
        door.adapter.check(request(body=b"{}"), NOON)


def test_an_age_or_a_dwell_that_cannot_be_true_is_not_there() -> None:
    body = {"k": "wk_site", "u": "https://northwind.example/", "d": 1e12, "a": 1e300}
    (found,) = OWN.parse(request(body=json.dumps(body).encode())).events
    assert (found.at, found.details) == (None, {})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.just("https://a.example/"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
MESSAGES = st.dictionaries(st.sampled_from("ktiunrdavfew"), VALUES).map(lambda told: json.dumps(told).encode())


@given(MESSAGES | st.binary(max_size=300), st.booleans(), st.text(max_size=200))
def test_whatever_is_sent_is_read_without_an_error_into_at_most_one_event(body: bytes, get: bool, query: str) -> None:
    sent = request("GET" if get else "POST", body, query)
    parsed = OWN.parse(sent)
    assert len(parsed.events) + len(parsed.rejected) == 1
    for found in parsed.events:
        told = [found.url, found.title, found.referrer, found.email, found.visitor, found.native, *found.details]
        assert all("\0" not in each and each.encode() for each in told if each is not None)
        assert 0 <= found.details.get("dwell", 0) <= 86_400
        assert found.at is None or found.at <= NOON
    key = OWN.key(sent)
    assert key is None or [found.native for found in parsed.events] in ([key], [])


@given(MESSAGES)
def test_who_is_behind_an_event_is_for_the_sending_browser_to_tell(body: bytes) -> None:
    for found in OWN.parse(request(body=body, dnt="1")).events:
        assert (found.direct, found.ip, found.agent, found.user, found.company) == (True, None, None, None, None)


def answer(method: str, path: str, **headers: str) -> Any:
    route = DOOR.route(method, path)
    assert route is not None
    return route.answer(request(method, b"", "", **headers))


def test_the_snippet_is_small_and_cached_and_asked_again_at_no_cost() -> None:
    plain, packed = answer("GET", "/t.js"), answer("GET", "/t.js", accept_encoding="br, gzip")
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < 2000
    assert plain.headers["cache-control"].startswith("public, max-age=")
    assert packed.headers["vary"] == "accept-encoding"
    again = answer("GET", "/t.js", if_none_match=plain.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert answer("GET", "/t.js", if_none_match='"older"').status == 200
    assert answer("GET", "/t.js", accept_encoding="gzip;q=0").body == plain.body


def test_the_pixel_is_an_image_that_no_cache_keeps() -> None:
    pixel = answer("GET", "/p.gif")
    assert (pixel.status, pixel.type, pixel.headers["cache-control"]) == (200, "image/gif", "no-store")
    assert pixel.body.startswith(b"GIF89a")


def test_what_is_served_is_what_is_read_in_the_source() -> None:
    pytest.importorskip("rjsmin", reason="rjsmin is not installed: t.min.js cannot be compared with t.js")
    module = runpy.run_path(str(ROOT / "scripts" / "minify.py"))
    folder = ROOT / "sources" / "receiver" / "own"
    assert module["minified"]((folder / "t.js").read_text("utf-8")) == (folder / "t.min.js").read_text("utf-8")


@pytest.mark.parametrize(("method", "path"), [("PUT", "/t"), ("POST", "/t.js"), ("POST", "/p.gif"), ("GET", "/t/x")])
def test_nothing_else_is_answered(method: str, path: str) -> None:
    assert DOOR.route(method, path) is None
