"""Who it was not: programs, own people, previews; counted by cause, never drafted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sources.receiver.contract import Event
from sources.receiver.who.agents import cause_of

WEBKIT = "(KHTML, like Gecko)"
BROWSERS = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 {WEBKIT} Chrome/141.0.0.0 Safari/537.36 Edg/141.0",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 {WEBKIT} Version/18.0 Safari/604.1",
    f"Mozilla/5.0 (Linux; Android 9; CUBOT X18) AppleWebKit/537.36 {WEBKIT} Chrome/131.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/480]",
]


@pytest.mark.parametrize("agent", BROWSERS)
def test_a_browser_is_a_browser(agent: str) -> None:
    assert cause_of(agent) is None


@pytest.mark.parametrize(
    ("agent", "cause"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/141.0.0.0 Safari/537.36", "bot"),
        ("Mozilla/5.0 (Macintosh) PhantomJS/2.1.1", "bot"),
        ("python-requests/2.32", "bot"),
        ("curl/8.9", "bot"),
        ("NewThingBot/0.1 (+https://thing.example/bot)", "bot"),
        ("Acme-Crawler", "bot"),
        ("Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "monitor"),
        ("Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)", "monitor"),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "preview"),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "preview"),
        ("WhatsApp/2.24", "preview"),
        ("", "bot"),
        ("   ", "bot"),
    ],
)
def test_a_programs_name_says_which_sort_it_is(agent: str, cause: str) -> None:
    assert cause_of(agent) == cause


def skipped(found: Any) -> dict[str, int]:
    assert not found.drafts
    return dict(found.skipped)


def test_a_browser_that_sends_itself_is_judged_by_its_own_request(ask: Any) -> None:
    page = Event(url="https://www.ours.example/", domain="acme.example", direct=True)
    assert skipped(ask(page, page, headers={"user-agent": "curl/8"})) == {"bot": 2}
    assert skipped(ask(page, headers={"user-agent": ""})) == {"bot": 1}
    assert skipped(ask(page, headers={"dnt": "1"})) == {"private": 1}
    assert skipped(ask(page, headers={"sec-gpc": "1"})) == {"private": 1}
    assert skipped(ask(page, headers={"sec-purpose": "prefetch;prerender"})) == {"preview": 1}
    assert skipped(ask(page, headers={"sec-ch-ua": '"HeadlessChrome";v="141"'})) == {"bot": 1}
    assert len(ask(page, headers={"dnt": "0"}).drafts) == 1


def test_what_a_server_brings_is_judged_by_its_visitor_alone(opened: Callable[..., Any]) -> None:
    ask = opened(offices=["198.51.100.0/24"], views_per_minute=2)
    page = Event(domain="acme.example", visitor="v1", agent=BROWSERS[0], ip="203.0.113.9")
    headers = {"user-agent": "curl/8", "dnt": "1", "sec-purpose": "prefetch"}
    assert len(ask(*[page] * 50, headers=headers, client="198.51.100.7").drafts) == 50
    assert skipped(ask(Event(agent="Googlebot/2.1"))) == {"bot": 1}
    assert skipped(ask(Event(ip="198.51.100.3"))) == {"office": 1}
    assert len(ask(Event(agent=None)).drafts) == 1


def test_own_offices_and_staff_are_no_visitors(opened: Callable[..., Any]) -> None:
    ask = opened(offices=["192.0.2.0/24", "2001:db8:5::/48"], staff=["partner.example", "bo@free.example"])
    assert skipped(ask(Event(ip="192.0.2.9"), Event(ip="::ffff:192.0.2.9"), Event(ip="[2001:db8:5::1]:8"))) == {
        "office": 3
    }
    assert skipped(ask(Event(email="a@ours.example"), Event(email="a@partner.example"))) == {"staff": 2}
    assert skipped(ask(Event(email="Bo@free.example"), Event(domain="www.ours.example"))) == {"staff": 2}
    assert len(ask(Event(email="al@free.example"), Event(ip="192.0.3.9")).drafts) == 2


def test_staff_is_known_again_without_its_address(ask: Any) -> None:
    ask(Event(act="identify", kind=None, visitor="v1", user="u1", domain="ours.example"))
    assert skipped(ask(Event(visitor="v1"), Event(user="u1"))) == {"staff": 2}


def test_previews_of_the_site_are_no_visits(opened: Callable[..., Any]) -> None:
    staging = [
        Event(url=f"https://{host}/x") for host in ("staging.ours.example", "pr-1.vercel.app", "preview.ours.example")
    ]
    assert skipped(opened()(*staging)) == {"staging": 3}
    ask = opened(own_hosts=["*.ours.example", "ours.vercel.app"])
    assert len(ask(Event(url="https://ours.vercel.app/"), Event(url="https://www.ours.example/"), Event()).drafts) == 3
    assert skipped(ask(Event(url="https://copy.example/"), Event(url="http://localhost:3000/"))) == {"staging": 2}


def test_ones_own_monitors_can_be_named_and_driven_browsers_say_so(opened: Callable[..., Any]) -> None:
    ask = opened(ignore_agents=["Acme Probe"])
    assert skipped(ask(Event(agent=f"{BROWSERS[0]} acme probe/1"))) == {"monitor": 1}
    assert skipped(ask(Event(direct=True, details={"automated": True}))) == {"bot": 1}


def test_other_kinds_are_not_judged_by_who_brings_them(ask: Any) -> None:
    assert (
        len(
            ask(
                Event(kind="funding_round", domain="acme.example", agent="curl/8", url="https://staging.x.example/")
            ).drafts
        )
        == 1
    )


def test_who_is_too_fast_is_a_program_until_it_is_slow_again(opened: Callable[..., Any]) -> None:
    ask = opened(views_per_minute=5, same_page_per_minute=100)
    views = [Event(visitor="v1", direct=True, url=f"https://ours.example/{i}") for i in range(7)]
    found = ask(*views)
    assert (len(found.drafts), dict(found.skipped)) == (5, {"too_fast": 2})
    assert len(ask(Event(visitor="v2", direct=True)).drafts) == 1
    ask.at += timedelta(minutes=30)
    assert skipped(ask(views[0])) == {"too_fast": 1}
    ask.at += timedelta(hours=2)
    assert len(ask(views[0]).drafts) == 1


def test_the_same_page_again_and_again_is_a_program(opened: Callable[..., Any]) -> None:
    ask = opened(views_per_minute=100, same_page_per_minute=3)
    same = Event(visitor="v1", direct=True, url="https://ours.example/a")
    assert dict(ask(*[same] * 5).skipped) == {"too_fast": 2}


def test_a_request_that_is_read_again_counts_once(opened: Callable[..., Any]) -> None:
    ask = opened(views_per_minute=5)
    views = [Event(visitor="v1", direct=True, url=f"https://ours.example/{i}") for i in range(4)]
    first = ask(*views)
    for _ in range(5):
        assert ask.again(*views).drafts == first.drafts


def test_without_an_id_address_and_browser_stand_for_the_visitor(opened: Callable[..., Any]) -> None:
    ask = opened(views_per_minute=3)
    page = Event(direct=True, url="https://ours.example/")
    hashes = {ask(page, client=client).drafts[0].details["visitor"] for client in ("203.0.113.1", "203.0.113.2")}
    assert len(hashes) == 2
    found = ask(*[page] * 5, client="203.0.113.1")
    assert dict(found.skipped) == {"too_fast": 3}
