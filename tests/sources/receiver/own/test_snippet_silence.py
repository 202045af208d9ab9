"""In a real browser: where the snippet says nothing, and how it gets through where a way is barred."""

from typing import Any

import pytest

SILENT = {
    "Do Not Track": "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})",
    "Global Privacy Control": "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})",
}
NO_BEACON = {
    "refuses": "navigator.sendBeacon = () => false",
    "throws": "navigator.sendBeacon = () => { throw new TypeError('blocked') }",
    "is not there": "Object.defineProperty(Navigator.prototype, 'sendBeacon', {value: undefined})",
}
NO_FETCH = {
    "fails": "window.fetch = () => Promise.reject(new TypeError('blocked'))",
    "throws": "window.fetch = () => { throw new TypeError('blocked') }",
    "is not there": "window.fetch = undefined",
}


def heard_after(receiver: Any, site: Any, tab: Any, snippet: Any) -> list[str]:
    """The pages of which anything was told by the time that a plain visit to /end was."""
    visit = tab()
    visit.go(site.page("/end", snippet()))
    visit.leave()
    return [event.url.rpartition("/")[2] for event in receiver.events(1)]


@pytest.mark.parametrize("before", SILENT.values(), ids=SILENT)
def test_who_does_not_want_to_be_tracked_is_not(receiver: Any, site: Any, tab: Any, snippet: Any, before: str) -> None:
    visit = tab(before=before)
    visit.go(
        site.page("/", f"{snippet()}<form data-fitsignal=demo action=/thanks><input type=email value=a@b.example>")
    )
    site.page("/thanks", "")
    visit.run("history.pushState({}, '', '/pricing')")
    with visit.page.expect_navigation():
        visit.run("document.forms[0].requestSubmit()")
    assert heard_after(receiver, site, tab, snippet) == ["end"]
    assert not visit.said


def test_nothing_is_kept_in_the_browser_unless_the_site_opts_in(
    receiver: Any, site: Any, tab: Any, snippet: Any
) -> None:
    keeps = "JSON.stringify([document.cookie, Object.keys(localStorage), Object.keys(sessionStorage)])"
    visit = tab()
    visit.go(site.page("/a", snippet()))
    assert visit.run(keeps) == '["",[],[]]'
    for path in ("/b", "/c"):
        visit.go(site.page(path, snippet("data-remember")))
    assert visit.run(keeps) == '["",["fitsignal"],[]]'
    visit.leave()
    first, *known = [event.visitor for event in receiver.events(3)]
    assert first is None
    assert known == [known[0]] * 2 != [None] * 2
    assert not visit.page.context.cookies()


def test_a_snippet_that_stands_there_twice_tells_once(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    visit = tab()
    visit.go(site.page("/twice", snippet() + snippet("async") + snippet()))
    visit.leave()
    receiver.events(1)
    assert heard_after(receiver, site, tab, snippet) == ["twice", "end"]


def test_a_page_in_a_frame_is_no_visit(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    site.page("/inner", snippet())
    visit = tab()
    visit.go(site.page("/outer", f"<iframe src=/inner></iframe><iframe src='{site.url}/inner'></iframe>"))
    visit.leave()
    assert heard_after(receiver, site, tab, snippet) == ["end"]


def test_without_a_key_nothing_is_told(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    visit = tab()
    visit.go(site.page("/", f'<script src="{receiver.url}/t.js"></script>'))
    visit.leave()
    assert heard_after(receiver, site, tab, snippet) == ["end"]
    assert not visit.said


@pytest.mark.parametrize(
    "tag", ['<script src="{}/t.js?k=wk_site"></script>', '<script async src="{}/t.js?k=wk_site"></script>']
)
def test_the_key_may_stand_in_the_address(receiver: Any, site: Any, tab: Any, tag: str) -> None:
    visit = tab()
    visit.go(site.page("/", tag.format(receiver.url)))
    visit.leave()
    assert len(receiver.events(1)) == 1


@pytest.mark.parametrize("beacon", NO_BEACON.values(), ids=NO_BEACON)
def test_where_the_beacon_does_not_go_fetch_does(receiver: Any, site: Any, tab: Any, snippet: Any, beacon: str) -> None:
    visit = tab(before=beacon)
    visit.go(site.page("/", snippet()))
    visit.leave()
    (request,) = receiver.requests(1)
    assert (request.method, request.path) == ("POST", "/t")
    assert len(receiver.events(0)) == 1


@pytest.mark.parametrize("fetch", NO_FETCH.values(), ids=NO_FETCH)
def test_where_fetch_does_not_go_either_the_pixel_does(
    receiver: Any, site: Any, tab: Any, snippet: Any, fetch: str
) -> None:
    visit = tab(before=f"{NO_BEACON['refuses']}; {fetch}; delete window.fetchLater")
    visit.go(site.page("/pricing", snippet()))
    visit.run("history.pushState({}, '', '/ahead')")
    (request,) = receiver.requests(1)
    (event,) = receiver.events(0)
    assert (request.method, request.path, event.url) == ("GET", "/p.gif", f"{site.url}/pricing")
    assert event.title == "Page /pricing"


def test_a_strict_policy_of_contents_is_kept(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    host = receiver.url
    sources = f"script-src {host}; connect-src {host}; img-src {host} data:"
    policy = f"default-src 'none'; {sources}; require-trusted-types-for 'script'"
    visit = tab()
    visit.go(site.page("/", snippet(), Content_Security_Policy=policy))
    visit.leave()
    assert len(receiver.events(1)) == 1
    assert not visit.said


def test_isolated_pages_may_load_it(receiver: Any, site: Any, tab: Any, snippet: Any) -> None:
    headers = {"Cross_Origin_Embedder_Policy": "require-corp", "Cross_Origin_Opener_Policy": "same-origin"}
    visit = tab()
    visit.go(site.page("/", f"{snippet()}<img src='{receiver.url}/p.gif?k=wk_site'>", **headers))
    visit.leave()
    assert sorted(request.path for request in receiver.requests(2)) == ["/p.gif", "/t"]
    assert not visit.said


def test_while_the_receiver_is_down_the_page_goes_on_and_nothing_is_thrown(
    receiver: Any, site: Any, tab: Any, snippet: Any
) -> None:
    visit = tab()
    visit.go(site.page("/", snippet()))
    receiver.stop()
    visit.run("history.pushState({}, '', '/a')")
    visit.run("history.pushState({}, '', '/b')")
    assert visit.run("location.pathname") == "/b"
    visit.leave()
    # The browser's own line; no script can keep it from saying that an address could not be reached.
    assert set(visit.said) <= {"Failed to load resource: net::ERR_CONNECTION_REFUSED"}


def test_where_scripts_are_off_the_pixel_tells_the_page(receiver: Any, site: Any, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    image = f"<noscript><img src='{receiver.url}/p.gif?k=wk_site' referrerpolicy=no-referrer-when-downgrade></noscript>"
    page.goto(site.page("/pricing", image))
    (event,) = receiver.events(1)
    context.close()
    assert (event.url, event.details) == (f"{site.url}/pricing", {})
