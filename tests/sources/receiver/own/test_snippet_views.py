"""In a real browser: a view is told once, with the time that it was seen."""

from collections.abc import Callable
from typing import Any

import pytest


def dwells(events: list[Any]) -> list[tuple[str, float]]:
    return [(event.url.rpartition("/")[2], event.details["dwell"]) for event in events]


def test_a_page_that_is_left_is_a_visit_with_its_dwell(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    visit = tab(still=True)
    visit.go(site.page("/pricing", snippet()) + "?plan=team#top")
    visit.page.clock.run_for(12_000)
    assert receiver.none()
    visit.leave()
    (event,) = receiver.events(1)
    assert (event.kind, event.title, event.details["dwell"]) == ("visit", "Page /pricing", 12.0)
    assert event.url == f"{site.url}/pricing?plan=team"
    assert (event.direct, event.visitor, event.email, event.ip) == (True, None, None, None)
    assert not visit.said


def test_a_closed_tab_is_a_visit_that_began_before(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    visit = tab(still=True)
    visit.go(site.page("/", snippet()))
    visit.page.clock.run_for(7_000)
    visit.page.close(run_before_unload=True)
    (request,) = receiver.requests(1)
    visit = tab(still=True)
    visit.go(site.page("/", snippet()))
    visit.page.clock.run_for(7_000)
    visit.leave()
    first, second = receiver.events(1)
    assert [first.details["dwell"], second.details["dwell"]] == [7.0, 7.0]
    assert (request.received_at - first.at).total_seconds() == 7.0
    assert first.native != second.native


def test_only_the_time_that_a_page_is_seen_counts(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    visit = tab(still=True)
    visit.go(site.page("/pricing", snippet()))
    visit.page.clock.run_for(3_000)
    visit.hide()
    assert dwells(receiver.events(1)) == [("pricing", 3.0)]
    visit.page.clock.run_for(600_000)
    visit.hide(False)
    visit.page.clock.run_for(4_000)
    visit.leave()
    assert dwells(receiver.events(1)) == [("pricing", 3.0), ("pricing", 7.0)]


def test_a_glance_back_and_a_page_that_was_never_seen_are_no_visits(
    receiver: Any, site: Any, tab: Any, snippet: Any
) -> None:
    visit = tab(still=True)
    visit.go(site.page("/a", snippet()))
    visit.page.clock.run_for(3_000)
    visit.hide()
    visit.hide(False)
    visit.page.clock.run_for(500)
    visit.hide()
    unseen = tab(still=True, before="Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    unseen.go(site.page("/unseen", snippet()))
    unseen.page.clock.run_for(3_000)
    unseen.leave()
    visit.hide(False)
    visit.page.clock.run_for(1_000)
    visit.leave()
    assert dwells(receiver.events(2)) == [("a", 3.0), ("a", 4.5)]


def test_a_page_that_is_read_for_long_is_told_meanwhile_and_not_again(
    receiver: Any, site: Any, tab: Any, snippet: Any
) -> None:
    visit = tab(still=True)
    visit.go(site.page("/blog", snippet('data-beat="30"')))
    visit.page.clock.run_for(30_000)
    assert dwells(receiver.events(1)) == [("blog", 30.0)]
    visit.page.clock.run_for(300_000)
    visit.hide()
    visit.hide(False)
    visit.page.clock.run_for(60_000)
    visit.go(site.page("/next", snippet()))
    visit.page.clock.run_for(1_000)
    visit.leave()
    assert dwells(receiver.events(1)) == [("blog", 30.0), ("next", 1.0)]


def test_who_comes_back_after_half_an_hour_visits_again(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    visit = tab(still=True)
    visit.go(site.page("/", snippet('data-beat="10"')))
    visit.page.clock.run_for(10_000)
    visit.hide()
    visit.page.clock.fast_forward(1_801_000)
    visit.hide(False)
    visit.page.clock.run_for(2_000)
    visit.leave()
    first, second = receiver.events(2)
    assert [first.details["dwell"], second.details["dwell"]] == [10.0, 2.0]


@pytest.mark.parametrize("call", ["pushState", "replaceState"])
def test_a_page_of_a_single_page_application_is_a_page(
    receiver: Any, site: Any, tab: Any, snippet: Any, call: str
) -> None:
    visit = tab(still=True)
    visit.go(site.page("/home", snippet()))
    visit.page.clock.run_for(2_000)
    visit.run(f"history.{call}({{}}, '', '/pricing'); document.title = 'Prices'")
    visit.page.clock.run_for(3_000)
    visit.run("history.replaceState({}, '', '/pricing?seats=5#table')")
    visit.page.clock.run_for(1_000)
    visit.leave()
    home, pricing = receiver.events(2)
    assert (home.url, home.title, home.details["dwell"]) == (f"{site.url}/home", "Page /home", 2.0)
    assert (pricing.url, pricing.title, pricing.details["dwell"]) == (f"{site.url}/pricing?seats=5", "Prices", 4.0)
    assert pricing.referrer == home.url
    assert not visit.said


def test_going_back_in_a_single_page_application_is_a_page_too(
    receiver: Any, site: Any, tab: Any, snippet: Any
) -> None:
    visit = tab()
    visit.go(site.page("/home", snippet()))
    visit.run("history.pushState({}, '', '/docs')")
    visit.run("new Promise(done => { addEventListener('popstate', done, {once: true}); history.back() }).then(() => 1)")
    visit.leave()
    assert [event.url.rpartition("/")[2] for event in receiver.events(3)] == ["home", "docs", "home"]


@pytest.mark.parametrize(("more", "urls"), [("", ["/app"]), ("data-hash", ["/app#/a", "/app#/b"])])
def test_what_follows_the_hash_is_a_page_only_where_the_site_says_so(
    receiver: Any, site: Any, tab: Any, snippet: Any, more: str, urls: list[str]
) -> None:
    visit = tab()
    visit.go(site.page("/app", snippet(more)) + "#/a")
    visit.run("new Promise(done => { addEventListener('hashchange', done); location.hash = '#/b' }).then(() => 1)")
    visit.leave()
    assert [event.url for event in receiver.events(len(urls))] == [site.url + url for url in urls]


def test_a_page_that_comes_back_out_of_the_cache_of_left_pages_is_a_visit_again(
    receiver: Any, site: Any, tab: Any, snippet: Any
) -> None:
    visit = tab(before="addEventListener('pageshow', event => { window.persisted = event.persisted })")
    visit.go(site.page("/pricing", snippet()))
    visit.go(site.page("/docs", snippet()))
    visit.page.go_back(wait_until="commit")
    if not visit.run("window.persisted"):
        pytest.skip("this browser has not kept the page that was left")
    visit.leave()
    events = receiver.events(3)
    assert [event.url.rpartition("/")[2] for event in events] == ["pricing", "docs", "pricing"]
    assert len({event.native for event in events}) == 3


def test_a_page_that_dies_is_told_by_the_browser(
    receiver: Any, site: Any, tab: Callable[..., Any], snippet: Any
) -> None:
    visit = tab()
    visit.go(site.page("/pricing", snippet()))
    if visit.run("typeof fetchLater") != "function":
        pytest.skip("this browser has no fetchLater")
    with pytest.raises(Exception, match="crash"):
        visit.go("chrome://crash")
    (event,) = receiver.events(1)
    assert (event.url, event.kind) == (f"{site.url}/pricing", "visit")
