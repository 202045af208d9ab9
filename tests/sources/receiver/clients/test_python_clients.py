"""The real Python clients, only host and key changed: each believes that all was delivered, and all is there once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
FAULTS = {
    "a good line": [],
    "a busy receiver": ["busy"],
    "a connection that breaks": ["cut"],
    "an answer that is lost": ["lost"],
    "an answer that never comes": ["stuck"],
    "one after the other": ["lost", "busy"],
}


def _context(page: str) -> dict[str, Any]:
    return {"ip": "203.0.113.7", "userAgent": AGENT, "page": {"url": page, "referrer": "https://news.example/a"}}


def _calls(client: Any, pages: list[str]) -> None:
    for number, page in enumerate(pages):
        client.page(f"u{number}", "Docs", "Pricing", {"url": page}, context=_context(page))
    client.identify("u1", {"email": "jo@northpier.example"})
    client.group("u1", "northpier.example", {"name": "Northpier Größe ☃", "employees": 120})
    client.track("u2", "Demo Requested", {"company": "Northpier"})
    client.screen("u3", "App", "Home")
    client.alias("a1", "u1")


def send_segment(site: Any, pages: list[str], **options: Any) -> list[Any]:
    from segment.analytics.client import Client

    return _send(Client, site, pages, options)


def send_rudderstack(site: Any, pages: list[str], **options: Any) -> list[Any]:
    from rudderstack.analytics.client import Client

    return _send(Client, site, pages, options)


def _send(make: Any, site: Any, pages: list[str], options: dict[str, Any]) -> list[Any]:
    failed: list[Any] = []
    client = make(site.key, host=site.url, on_error=lambda error, batch: failed.append(error), timeout=2, **options)
    _calls(client, pages)
    client.flush()
    client.join()
    return failed


def send_posthog(site: Any, pages: list[str], **options: Any) -> list[Any]:
    from posthog import Posthog

    failed: list[Any] = []
    client = Posthog(site.key, host=site.url, on_error=lambda error, batch: failed.append(error), timeout=2, **options)
    for number, page in enumerate(pages):
        told = {"$current_url": page, "$ip": "203.0.113.7", "$raw_user_agent": AGENT, "$referrer": "$direct"}
        client.capture("$pageview", distinct_id=f"u{number}", properties=told)
    client.capture("demo requested", distinct_id="u2", properties={"company": "Northpier"})
    client.set(distinct_id="u1", properties={"email": "jo@northpier.example"})
    client.group_identify("company", "northpier.example", {"name": "Northpier", "employees": 120})
    client.alias("a1", "u1")
    client.shutdown()
    return failed


def send_snowplow(site: Any, pages: list[str], **options: Any) -> list[Any]:
    from snowplow_tracker import Emitter, PageView, SelfDescribingJson, StructuredEvent, Subject, Tracker

    sent, failed = threading.Semaphore(0), []  # type: ignore[var-annotated]

    def on_success(events: list[Any]) -> None:
        sent.release(len(events))

    emitter = Emitter(
        site.host,
        protocol="http",
        on_success=on_success,
        on_failure=lambda count, events: failed.append(count),
        max_retry_delay_seconds=1,
        request_timeout=2,
        **options,
    )
    tracker = Tracker("ours", emitter, app_id="website")
    user = [SelfDescribingJson("iglu:com.ours/user/jsonschema/1-0-0", {"email": "jo@northpier.example"})]
    for number, page in enumerate(pages):
        subject = Subject().set_user_id(f"u{number}").set_ip_address("203.0.113.7").set_useragent(AGENT)
        tracker.track(PageView(page_url=page, page_title="Preise – Ours", context=user, event_subject=subject))
    tracker.track(StructuredEvent("form", "submit", label="demo"))
    tracker.flush()
    for _ in range(len(pages) + 1):
        assert sent.acquire(timeout=60)
    return [] if failed == [] or site.line.faults == [] else failed


CLIENTS: dict[str, tuple[Callable[..., list[Any]], dict[str, Any]]] = {
    "segment": (send_segment, {}),
    "segment, gzip": (send_segment, {"gzip": True}),
    "rudderstack": (send_rudderstack, {"gzip": False}),
    "rudderstack, gzip": (send_rudderstack, {}),
    "posthog": (send_posthog, {}),
    "posthog, gzip": (send_posthog, {"gzip": True}),
    "posthog, newer protocol": (send_posthog, {"capture_mode": "v1"}),
    "posthog, newer protocol, deflate": (send_posthog, {"capture_mode": "v1", "capture_compression": "deflate"}),
    "snowplow": (send_snowplow, {"method": "post", "batch_size": 20}),
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize(("send", "options"), CLIENTS.values(), ids=CLIENTS.keys())
def test_a_client_believes_that_all_was_delivered_and_all_is_there_once(
    send: Callable[..., list[Any]], options: dict[str, Any], faults: list[str], site: Any, pages: list[str]
) -> None:
    site.line.faults[:] = faults
    assert send(site, pages, **options) == []
    assert site.line.faults == []
    assert site.line.refused == []
    assert site.urls() == pages
    assert "form_submitted" in site.kinds()


def test_snowplow_sends_by_get_too(site: Any, pages: list[str]) -> None:
    assert send_snowplow(site, pages, method="get") == []
    assert site.urls() == pages


@pytest.mark.parametrize("send", [send_segment, send_rudderstack, send_posthog])
def test_a_client_with_another_key_is_told_so_and_nothing_is_kept(send: Callable[..., list[Any]], site: Any) -> None:
    site.key = "wk_of_somebody_else"
    assert send(site, ["https://www.ours.example/a"]) != []
    assert set(site.line.refused) == {401}
    assert site.kept() == []
