"""People's answers at the receiver: Slack's clicks and signed links are checked, kept without a secret, and read."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.receiver.answer_doors import answer_doors
from sources.receiver.app import receiver_app
from sources.receiver.contract import Request
from sources.receiver.doors import Doors
from sources.receiver.interactivity import Interactivity
from sources.receiver.spool import Spool
from streams.answer_links import address_of, link_to, read_link
from streams.answers import Answer
from tests.sources.receiver.clicks import ACCOUNT, ALERT, SIGNING, action, form, payload, signed
from tests.sources.receiver.makers import NOW, Reply, call

KEY = b"k" * 32
PATH = "/slack/interactivity"


class Place:
    """A receiver of answers alone."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "spool.sqlite"
        self.spool = Spool(self.file)
        self.now = NOW
        self.doors = Doors({}, (), answer_doors([SIGNING], KEY))
        self.app = receiver_app(self.doors, self.spool, None, lambda: self.now)

    def ask(self, path: str, body: bytes = b"", **more: Any) -> Reply:
        return asyncio.run(call(self.app, path, body, **more))

    def click(self, *actions: dict[str, Any], **headers: str) -> Reply:
        body = form(payload(*actions))
        return self.ask(PATH, body, more={**signed(body), **headers})

    def answers(self) -> list[Answer]:
        kept = self.spool.rows(0, 100)
        return [each for _, request in kept for each in self.doors.adapters()[request.endpoint].parse(request).answers]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.spool.close()


def test_a_click_is_kept_answered_with_an_empty_200_and_read(place: Place) -> None:
    reply = place.click(action("good"))
    assert (reply.status, reply.body) == (200, b"")
    (found,) = place.answers()
    assert (found.said, found.alert, found.account, found.at, found.via) == ("good", ALERT, ACCOUNT, NOW, "slack")
    assert found.names == ("mara", "U1")


@pytest.mark.parametrize(
    ("clicked", "expected"),
    [
        (action("claim"), ("claim", None, None)),
        (action("not_a_fit", "too_small"), ("not_a_fit", "too_small", None)),
        (action("not_a_fit", "no such reason"), ("not_a_fit", "other", None)),
        (action("snooze", "90"), ("snooze", None, 90)),
        (action("snooze", "9000"), ("snooze", None, 7)),
    ],
)
def test_a_menu_says_why_or_how_long(place: Place, clicked: dict[str, Any], expected: tuple[Any, ...]) -> None:
    place.click(clicked)
    (found,) = place.answers()
    assert (found.said, found.because, found.days) == expected


def test_a_button_that_only_opens_a_link_is_taken_and_says_nothing(place: Place) -> None:
    assert place.click(action(action_id="open_crm")).status == 200
    assert place.click(action(block_id="somebody else's")).status == 200
    assert place.answers() == []


def test_the_same_click_sent_again_is_kept_once_and_another_is_another(place: Place) -> None:
    for stamp in ("1764000000.1", "1764000000.1", "1764000009.7"):
        assert place.click(action("good", stamp=stamp)).status == 200
    assert len({each.id for each in place.answers()}) == len(place.answers()) == 2


def test_neither_token_nor_the_address_for_replies_is_written(place: Place) -> None:
    place.click(action("good"))
    written = b"".join(each.read_bytes() for each in place.file.parent.iterdir())
    assert b"message_ts" in written
    assert b"legacy-verification-token" not in written
    assert b"secretpart" not in written


BODY = form(payload())


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY, NOW - timedelta(seconds=301)),
        signed(BODY, NOW + timedelta(seconds=301)),
        signed(BODY, secret="another"),
        signed(BODY + b"x"),
        signed(BODY) | {"x-slack-request-timestamp": "now"},
        signed(BODY) | {"x-slack-signature": "v0=\xe9"},
        {"x-slack-signature": signed(BODY)["x-slack-signature"]},
    ],
)
def test_who_does_not_prove_to_be_slack_within_five_minutes_is_refused(place: Place, headers: dict[str, str]) -> None:
    reply = place.ask(PATH, BODY, more=headers)
    assert (reply.status, reply.body) == (401, b"The request does not prove who sent it.\n")
    assert place.answers() == []


def test_five_minutes_are_still_in_time(place: Place) -> None:
    assert place.ask(PATH, BODY, more=signed(BODY, NOW - timedelta(seconds=300))).status == 200


def test_slacks_own_example_of_a_signature_holds() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&"
        b"channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&"
        b"response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
        b"trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    sent = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    at = NOW.fromtimestamp(1531420618, NOW.tzinfo)
    headers = {"x-slack-request-timestamp": "1531420618", "x-slack-signature": sent}
    request = Request("slack/interactivity", "POST", PATH, "", headers, body, "", at)
    Interactivity(["8f742231b10e8888abcd99yyyzzz85a5"]).check(request, at)


def test_only_a_post_is_taken(place: Place) -> None:
    assert place.ask(PATH, method="GET").status == 405


WITHOUT_MESSAGE = {key: value for key, value in payload().items() if key not in ("message", "container")}


@pytest.mark.parametrize(
    ("body", "answers"),
    [
        (form({"type": "view_submission", "user": {"id": "U1"}, "view": {"state": {"values": {}}}}), 0),
        (form({"type": "view_closed", "user": {"id": "U1"}}), 0),
        (form({"type": "shortcut", "callback_id": "x"}), 0),
        (form(WITHOUT_MESSAGE), 1),
        (form(payload()) + b"&payload=%7B%7D", 1),
        (form(payload(junk="x" * 900_000)), 1),
        (form(payload(*(action(stamp=str(n)) for n in range(300)))), 300),
        (urlencode({"payload": '{"actions":' + "[" * 99_999 + "]" * 99_999 + "}"}).encode(), 0),
        (b"ssl_check=1&token=x", 0),
        (b"payload=%zz%ff", 0),
        (b"", 0),
    ],
)
def test_whatever_slack_signs_is_answered_200_and_says_what_it_says(place: Place, body: bytes, answers: int) -> None:
    assert place.ask(PATH, body, more=signed(body)).status == 200
    assert len(place.answers()) == answers


def test_what_no_click_needs_is_refused_for_its_size(place: Place) -> None:
    body = form(payload(junk="x" * 30_000_000))
    assert place.ask(PATH, body, more=signed(body)).status == 413


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE"])
def test_looking_at_a_link_in_any_way_answers_nothing(place: Place, method: str) -> None:
    path, asked = address()
    query = urlencode(asked | {"said": "good"}).encode()
    assert place.ask(path, method=method, query=query).status == 405
    assert place.ask(path, method="GET", query=query).status == 200
    assert place.ask(path, method="POST", query=query).status == 403
    assert place.answers() == []


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda t: urlencode({"payload": t}).encode())))
def test_whatever_slack_sends_is_read_without_a_failure(body: bytes) -> None:
    request = Request("slack/interactivity", "POST", PATH, "", {}, body, "", NOW)
    reads = Interactivity([SIGNING])
    reads.key(request)
    assert not reads.parse(reads.kept(request)).answers


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "value", "action_id"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["user", "container", "actions", "type"]), JSON), JSON)
def test_a_payload_of_any_shape_is_read_without_a_failure(told: dict[str, Any], inner: Any) -> None:
    for each in (
        told,
        payload() | told,
        payload(action(selected_option=inner, block_id=inner)),
        payload(action() | told),
    ):
        request = Request("slack/interactivity", "POST", PATH, "", {}, form(each), "", NOW)
        reads = Interactivity([SIGNING])
        reads.parse(reads.kept(request))
        reads.key(request)


def address(who: str | None = "mara@northwind.example", **changes: Any) -> tuple[str, dict[str, str]]:
    """Path and parameters of a link."""
    parts = urlsplit(address_of(link_to(ALERT, ACCOUNT, who, NOW), "https://in.example/", KEY))
    return parts.path, {
        key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()
    } | changes


def shown(place: Place) -> tuple[str, dict[str, str]]:
    """The page's path, and the hidden fields of its form."""
    path, asked = address()
    reply = place.ask(path, method="GET", query=urlencode(asked).encode())
    assert reply.status == 200
    return path, dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', reply.body.decode()))


def test_opening_a_link_answers_nothing_and_what_is_sent_from_its_page_does(place: Place) -> None:
    path, hidden = shown(place)
    assert place.answers() == []
    body = urlencode({**hidden, "name": "Mara", "said": "not_a_fit", "because": "customer", "days": "30"}).encode()
    replies = [place.ask(path, body) for _ in range(2)]
    assert [each.status for each in replies] == [200, 200]
    assert "Not a fit (already a customer)" in replies[0].body.decode()
    (found,) = place.answers()
    assert (found.said, found.because, found.days) == ("not_a_fit", "customer", None)
    assert (found.alert, found.account, found.names, found.via) == (ALERT, ACCOUNT, ("Mara",), "link")
    assert hidden["s"].encode() not in place.file.read_bytes()


def test_the_page_is_for_nobody_else_and_runs_nothing(place: Place) -> None:
    path, asked = address("<script>alert(1)</script>")
    reply = place.ask(path, method="GET", query=urlencode(asked).encode())
    text = reply.body.decode()
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert (reply.headers["cache-control"], reply.headers["referrer-policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize(
    "changed", [{"d": "bravo.example"}, {"w": "bo@northwind.example"}, {"e": "9999999999"}, {"s": "x"}]
)
def test_a_link_that_was_changed_neither_asks_nor_answers(place: Place, changed: dict[str, str]) -> None:
    path, asked = address(**changed)
    assert place.ask(path, method="GET", query=urlencode(asked).encode()).status == 403
    assert place.ask(path, urlencode(asked | {"said": "good"}).encode()).status == 403
    assert place.answers() == []


def test_two_accounts_answered_at_one_instant_are_two_answers_and_one_twice_is_one(place: Place) -> None:
    for account in (ACCOUNT, "bravo.example", ACCOUNT):
        parts = urlsplit(address_of(link_to(None, account, None, NOW), "https://in.example", KEY))
        body = f"{parts.query}&said=good&n=1".encode()
        assert place.ask(parts.path, body).status == 200
    assert [(each.account, each.alert) for each in place.answers()] == [(ACCOUNT, None), ("bravo.example", None)]


def test_a_link_of_an_account_passes_for_none_of_an_alert(place: Place) -> None:
    parts = urlsplit(address_of(link_to(None, ACCOUNT, None, NOW), "https://in.example", KEY))
    for path in (f"/a/{ALERT}", "/a/", "/a/accounts"):
        assert place.ask(path, f"{parts.query}&said=good".encode()).status == 403
    assert place.answers() == []


def test_a_link_of_another_alert_or_of_last_month_answers_nothing(place: Place) -> None:
    path, asked = address()
    body = urlencode(asked | {"said": "good"}).encode()
    assert place.ask(path.replace("cdef", "cdee"), body).status == 403
    place.now = NOW + timedelta(days=30, seconds=1)
    assert place.ask(path, body).status == 403


def test_what_is_no_answer_is_told_so(place: Place) -> None:
    path, asked = address()
    assert place.ask(path, urlencode(asked).encode()).status == 400
    assert place.ask(path, b"\xff" * 20).status == 403


@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=50))
def test_a_link_tells_what_it_was_made_of_and_no_part_passes_for_another(account: str, who: str, other: str) -> None:
    link = link_to(ALERT, account, who, NOW)
    parts = parse_qs(
        urlsplit(address_of(link, "https://in.example", KEY)).query, keep_blank_values=True, errors="surrogatepass"
    )
    fields = {key: values[0] for key, values in parts.items()}
    assert read_link(ALERT, fields, KEY, NOW) == link
    assert read_link(ALERT, fields, b"another key", NOW) is None
    if other != who:
        assert read_link(ALERT, fields | {"w": other}, KEY, NOW) is None
