"""What holds for any bytes and any clock."""

import base64
import gzip
import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sources.receiver.clients.bodies import MOST, Unreadable, value_of
from sources.receiver.clients.clock import SLOW, TRUSTED, happened
from sources.receiver.clients.names import custom, form_of, is_form
from sources.receiver.clients.registry import client_doors
from sources.receiver.contract import Refused, Request
from streams.signal import SignalDraft

KEY = "wk_of_the_site"
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DOORS = {door.name: door for door in client_doors({"website": KEY})}
PATHS = {"segment": "/v1/batch", "posthog": "/batch/", "snowplow": "/com.snowplowanalytics.snowplow/tp2"}
NAMES = [
    *("type", "event", "messageId", "anonymousId", "userId", "timestamp", "sentAt", "properties", "context", "traits"),
    *("url", "page", "referrer", "email", "company", "groupId", "uuid", "distinct_id", "$set", "$groups"),
    *("e", "eid", "cx", "co", "ue_px", "ue_pr", "dtm", "stm", "tv", "duid", "schema", "data", "offset", "batch"),
]
WORDS = ["page", "track", "identify", "group", "delete", "$pageview", "$identify", "pv", "se", "ue", "\x00", "\ud800"]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=20,
)
events = st.dictionaries(st.sampled_from(NAMES), values, max_size=12)
families = st.sampled_from(sorted(PATHS))


def request(name: str, body: bytes, query: str = "", **headers: str) -> Request:
    return Request(name, "POST", PATHS[name], query, headers, body, "203.0.113.50", NOW)


def packed(value: Any) -> list[bytes]:
    plain = json.dumps(value).encode()
    letters = base64.urlsafe_b64encode(plain)
    forms = (b"data=" + letters.rstrip(b"="), b"data=" + base64.b64encode(plain).replace(b"+", b"%2B"))
    return [plain, gzip.compress(plain), zlib.compress(plain), letters, letters.rstrip(b"="), *forms]


@given(families, st.binary(max_size=300))
def test_any_bytes_are_read_without_an_error(name: str, body: bytes) -> None:
    parsed = DOORS[name].adapter.parse(request(name, body))
    assert all(each.cause and each.where for each in parsed.rejected)
    DOORS[name].adapter.key(request(name, body))


@given(families, st.lists(events, max_size=4))
def test_any_event_is_read_or_rejected_and_what_is_read_is_a_signal(name: str, items: list[dict[str, Any]]) -> None:
    body = json.dumps({"batch": items, "data": items}).encode()
    parsed = DOORS[name].adapter.parse(request(name, body))
    assert len(parsed.events) + len(parsed.rejected) <= len(items)
    for event in parsed.events:
        assert (event.kind is None) == (event.act != "event")
        assert event.at is None or event.at <= NOW
        if event.kind:
            SignalDraft(kind=event.kind, occurred_at=event.at, details=dict(event.details), traits=dict(event.traits))
            json.dumps([event.url, event.title, dict(event.details), dict(event.traits)], ensure_ascii=False).encode()


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5)), st.integers(0, 6))
def test_a_body_is_the_same_however_it_is_packed(value: dict[str, str], way: int) -> None:
    assert value_of(packed(value)[way]) == value


@pytest.mark.parametrize(
    "body", [b"", b"  ", b"\x1f\x8b\x08broken", gzip.compress(b"{}", mtime=0)[:-4], b"a=b", b"{", b"[" * 99999]
)
def test_what_is_no_json_in_any_packing_says_so(body: bytes) -> None:
    with pytest.raises(Unreadable):
        value_of(body)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * 30_000_000)
    with pytest.raises(Unreadable, match="unpacks to more than 20000000 bytes"):
        value_of(bomb)


def test_a_request_is_read_up_to_its_bound_and_the_rest_is_kept() -> None:
    items = [{"type": "page", "messageId": f"{number}"} for number in range(MOST + 1)]
    parsed = DOORS["segment"].adapter.parse(request("segment", json.dumps({"batch": items}).encode()))
    assert len(parsed.events) == MOST
    assert [json.loads(each.raw) for each in parsed.rejected] == [items[MOST:]]


@given(families, st.binary(max_size=80), st.text(max_size=30), st.text(max_size=30))
def test_nobody_comes_in_without_a_key(name: str, body: bytes, query: str, word: str) -> None:
    if name == "snowplow":
        return
    with pytest.raises(Refused):
        DOORS[name].adapter.check(request(name, body, query, authorization=f"Basic {word}"), NOW)


@pytest.mark.parametrize("word", [f"Basic {KEY}:", f"Basic {KEY}"])
@pytest.mark.parametrize("padded", [True, False])
def test_a_key_comes_in_as_the_user_of_basic(word: str, padded: bool) -> None:
    scheme, _, user = word.partition(" ")
    letters = base64.b64encode(user.encode()).decode()
    header = f"{scheme} {letters if padded else letters.rstrip('=')}"
    DOORS["segment"].adapter.check(request("segment", b"{}", authorization=header), NOW)


@given(st.lists(st.uuids().map(str), min_size=1, max_size=5, unique=True), st.integers(0, 90_000))
def test_a_batch_that_is_sent_again_has_the_same_key_and_the_same_events(ids: list[str], later: int) -> None:
    def sent(after: int) -> Request:
        batch = [{"type": "page", "messageId": each, "timestamp": "2026-11-20T09:00:00Z"} for each in ids]
        at = (NOW + timedelta(milliseconds=after)).isoformat()
        return request("segment", json.dumps({"batch": batch, "sentAt": at}).encode())

    adapter = DOORS["segment"].adapter
    assert adapter.key(sent(0)) == adapter.key(sent(later % 50_000))
    assert adapter.parse(sent(0)) == adapter.parse(sent(later % 50_000))


def test_a_batch_without_ids_has_no_key() -> None:
    assert DOORS["segment"].adapter.key(request("segment", b'{"batch": [{"type": "page"}]}')) is None


def test_a_get_that_cannot_be_read_keeps_its_query() -> None:
    asked = Request("posthog", "GET", "/e/", "data=%7Bbroken", {}, b"", "", NOW)
    assert [each.raw for each in DOORS["posthog"].adapter.parse(asked).rejected] == [b"data=%7Bbroken"]


spans = st.timedeltas(-timedelta(days=40), timedelta(days=40))


@given(spans, spans)
def test_no_event_happened_after_it_came(at: timedelta, sent: timedelta) -> None:
    found = happened(NOW + at, NOW + sent, NOW)
    assert found is not None
    assert found <= NOW


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
@example(NOW, datetime.max.replace(tzinfo=UTC))
def test_no_clock_is_too_wrong_to_be_read(at: datetime, sent: datetime) -> None:
    found = happened(at, sent, NOW)
    assert found is not None
    assert found <= NOW


@given(st.timedeltas(timedelta(0), timedelta(days=30)), st.timedeltas(-SLOW, timedelta(days=4000)))
def test_a_clock_that_is_wrong_is_set_right_to_a_minute(ago: timedelta, fast: timedelta) -> None:
    found = happened(NOW - ago + fast, NOW + fast, NOW)
    assert found is not None
    assert abs(found - (NOW - ago)) <= TRUSTED


@given(st.timedeltas(SLOW + timedelta(seconds=1), timedelta(days=4000)))
def test_a_request_that_was_held_up_for_long_keeps_its_time(late: timedelta) -> None:
    assert happened(NOW - late, NOW - late, NOW) == NOW - late


def test_a_sent_time_before_the_device_time_moves_nothing() -> None:
    at = NOW - timedelta(milliseconds=300)
    assert happened(at, NOW - timedelta(seconds=1), NOW) == at


FORMS = {
    "Demo Requested": "demo", "demo_requested": "demo", "bookDemo": "demo", "Meeting Booked": "demo",
    "Signed Up": "trial", "user_signed_up": "trial", "Trial Started": "trial", "Account Created": "trial",
    "Contact Us": "contact", "contact-form-submitted": "contact", "Quote Requested": "contact",
    "Whitepaper Downloaded": "download", "Webinar Registered": "webinar", "Newsletter Signup": "newsletter",
    "Form Submitted": None, "generate_lead": None, "submit_form": None,
}  # fmt: skip
NO_FORMS = [
    "Demo Page Viewed", "Request Demo Clicked", "Signup Started", "Sign Up Failed", "Trial Ended", "Form Field Changed",
    "Demo Video Played", "Signed In", "Order Completed", "Checkout Started", "Form Abandoned", "Contact Updated",
    "Unsubscribed", "Demo Booking Cancelled", "Contact Created", "", "表单",
]  # fmt: skip


@pytest.mark.parametrize(("name", "form"), FORMS.items())
def test_a_deed_at_a_form_is_a_form(name: str, form: str | None) -> None:
    assert (is_form(name), form_of(name)) == (True, form)


@pytest.mark.parametrize("name", NO_FORMS)
def test_less_than_a_deed_is_none(name: str) -> None:
    assert not is_form(name)


@given(st.text(max_size=300))
def test_any_name_makes_a_kind_of_the_users_own(name: str) -> None:
    SignalDraft(kind=custom(name))
