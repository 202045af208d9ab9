"""The status page: who gets in, under which name, and that what strangers wrote stays text."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from fitsignal.errors import OperatorError
from fitsignal.page.html import page_html
from fitsignal.page.routes import StatusPage
from fitsignal.page.signin import SignIn

Row = dict[str, Any]
URL = "http://127.0.0.1:8787"
ROWS: list[Row] = [
    {
        "part": "alerts",
        "priority": "P1",
        "title": "Kelvora visited /pricing",
        "fit": "75 A",
        "intent": "70 hot",
        "when": "3 h ago",
        "url": "https://www.northwind.example/pricing",
    },
    {
        "part": "sources",
        "source": "wires",
        "type": "feed",
        "state": "ok",
        "last_ok": "2026-11-23T10:04:19.679659Z",
        "signals": 13,
        "error": None,
    },
    {"part": "sinks", "sink": "slack", "state": "sent", "deliveries": 11, "trouble": None},
    *(
        {"part": "the way", "step": step, "count": count}
        for step, count in {"signals": 1660, "unresolved": 0, "dead_letters": 0, "qualified": 17, "alerts": 11}.items()
    ),
    {"part": "the way", "step": "triggers", "count": 74},
    {"part": "at the gate", "verdict": "pass", "signals": 77, "accounts": 26},
]


class Browser:
    """Asks the page, in this process; keeps cookies as a browser does."""

    def __init__(self, page: StatusPage, url: str = URL) -> None:
        transport = httpx.ASGITransport(Starlette(routes=page.routes))
        self._client = httpx.AsyncClient(transport=transport, base_url=url)
        self.cookies = self._client.cookies

    def request(self, method: str, url: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._client.request(method, url, **more))

    def get(self, url: str, **more: Any) -> httpx.Response:
        return self.request("GET", url, **more)


def operate(name: str, params: Row) -> list[Row]:
    assert (name, params) == ("page", {})
    return ROWS


@pytest.fixture
def page() -> StatusPage:
    return StatusPage("Northwind", operate)


@pytest.fixture
def browser(page: StatusPage) -> Browser:
    return Browser(page)


def test_without_signing_in_the_page_says_how_and_nothing_of_the_workspace(browser: Browser) -> None:
    answer = browser.get("/")
    assert answer.status_code == 401
    assert "fitsignal status --link" in answer.text
    assert "Northwind" not in answer.text


def test_a_link_signs_in_and_the_page_shows_the_workspace(page: StatusPage, browser: Browser) -> None:
    entry = browser.get(page.link(URL))
    assert entry.status_code == 200
    assert 'content="0; url=/"' in entry.text
    shown = browser.get("/")
    assert shown.status_code == 200
    for text in ("Northwind", "Kelvora visited /pricing", "1,660", "All parts work", "wires"):
        assert text in shown.text


def test_the_cookie_is_for_this_server_s_pages_alone(page: StatusPage, browser: Browser) -> None:
    cookie = browser.get(page.link(URL)).headers["set-cookie"]
    assert cookie.startswith("fitsignal-8787=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


def test_a_link_works_once(page: StatusPage, browser: Browser) -> None:
    link = page.link(URL)
    browser.get(link)
    browser.cookies.clear()
    assert browser.get(link).status_code == 401
    assert browser.get("/").status_code == 401


def test_looking_at_a_link_beforehand_does_not_use_it_up(page: StatusPage, browser: Browser) -> None:
    link = page.link(URL)
    assert browser.request("HEAD", link).status_code == 401
    assert browser.get(link, headers={"sec-purpose": "prefetch;prerender"}).status_code == 401
    assert browser.get(link).status_code == 200


@pytest.mark.parametrize("session", ["", "x", "é", "a" * 10_000])
def test_a_made_up_session_or_token_does_not_get_in(browser: Browser, session: str) -> None:
    assert browser.get("/", headers={"cookie": f"fitsignal-8787={session}".encode()}).status_code == 401
    assert browser.get("/", params={"sign-in": session}).status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8787", 401),
        ("127.0.0.1:8787", 401),
        ("[::1]:8787", 401),
        ("192.168.1.7:8787", 401),
        ("hooks.northwind.example", 421),
        ("127.0.0.1.attacker.example", 421),
    ],
)
def test_the_page_goes_by_loopback_s_names_and_by_addresses_alone(browser: Browser, host: str, status: int) -> None:
    assert browser.get("/", headers={"host": host}).status_code == status


def test_the_page_goes_by_the_name_that_it_is_bound_to() -> None:
    page = StatusPage("N", operate, bind="signals.internal:8787")
    client = Browser(page, "http://Signals.internal:8787")
    assert client.get("/").status_code == 401


def test_every_answer_forbids_scripts_frames_caches_and_other_sites(page: StatusPage, browser: Browser) -> None:
    for answer in (browser.get("/"), browser.get(page.link(URL)), browser.get("/", headers={"host": "x.example"})):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in answer.headers


def test_the_page_takes_no_other_method(browser: Browser) -> None:
    assert [browser.request(method, "/").status_code for method in ("POST", "PUT", "OPTIONS")] == [405, 405, 405]


def test_why_the_workspace_cannot_be_read_is_told() -> None:
    def refuse(name: str, params: Row) -> list[Row]:
        raise OperatorError("the store is being opened")

    page = StatusPage("Northwind", refuse)
    browser = Browser(page)
    browser.get(page.link(URL))
    answer = browser.get("/")
    assert (answer.status_code, "the store is being opened" in answer.text) == (503, True)


def change(part: str, **values: Any) -> list[Row]:
    return [{**row, **values} if row["part"] == part else row for row in ROWS]


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (change("sources", state="failing", error="403"), "The source wires fails: 403"),
        (change("sinks", state="pending", trouble="no such channel"), "11 not sent to slack: no such channel"),
    ],
)
def test_what_fails_is_said_at_the_head_and_with_its_command(rows: list[Row], text: str) -> None:
    shown = page_html("N", rows)
    assert "1 failing" in shown
    assert text in shown
    assert "<code>fitsignal " in shown


def test_what_waits_for_a_person_is_no_failure() -> None:
    waits = [*ROWS, {"part": "sinks", "sink": "slack", "state": "ambiguous", "deliveries": 2, "trouble": None}]
    shown = page_html("N", waits)
    assert "All parts work" in shown
    assert "2 may or may not have reached slack" in shown


def test_the_receiver_is_shown_where_there_is_one() -> None:
    rows = [
        {
            "part": "receiver",
            "endpoint": "hooks/rb2b",
            "type": "rb2b",
            "accepted": 12_345,
            "refused": 3,
            "signals": 9,
            "last": None,
        },
        {"part": "spool", "waiting": 7, "bytes": 10_123, "oldest": "2026-11-23T10:04:00Z", "trouble": None},
        {"part": "skipped", "cause": "bot", "events": 8_012},
        {"part": "matched", "method": "email_domain", "events": 310},
    ]
    shown = page_html("N", [*ROWS, *rows])
    for text in ("hooks/rb2b", "12,345", "7 waiting, 10.1 kB", "8,012", "email domain"):
        assert text in shown
    assert "Receiver" not in page_html("N", ROWS)


hostile = st.text() | st.sampled_from(['"><script>alert(1)</script>', "' onload='x", "</style>", "&lt;b&gt;"])


@given(hostile, hostile, hostile)
def test_whatever_strangers_wrote_makes_no_markup(name: str, title: str, error: str) -> None:
    rows = [
        {**row, **({"title": title} if row["part"] == "alerts" else {}), **({"error": error, "state": "failing"})}
        for row in ROWS
    ]
    plain = re.sub(r">[^<]*", ">", page_html("N", ROWS))
    shown = page_html(name, rows)
    assert "<script" not in shown
    assert shown.count("</style>") == plain.count("</style>") == 1
    assert set(re.findall(r"<(\w+)", shown)) <= set(re.findall(r"<(\w+)", plain)) | {"code", "p"}


@given(st.lists(st.booleans(), max_size=40))
def test_each_token_begins_one_session(takes: list[bool]) -> None:
    sign_in = SignIn()
    sessions = [sign_in.begin(sign_in.link()) if take else sign_in.begin("made up") for take in takes]
    assert [session is not None for session in sessions] == takes
    assert all(sign_in.knows(session) for session in sessions if session)


def test_of_very_many_sessions_the_oldest_end() -> None:
    sign_in = SignIn()
    begin: Callable[[], str | None] = lambda: sign_in.begin(sign_in.link())  # noqa: E731
    first = begin()
    for _ in range(100):
        begin()
    assert first is not None
    assert not sign_in.knows(first)
