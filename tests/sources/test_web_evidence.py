"""Tools by home page and DNS: what is a trace, what is taught, what is a change, and who is left alone."""

import asyncio
import json
import re
from datetime import timedelta
from typing import Any

import dns.asyncresolver
import dns.resolver
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.account import Account
from sources import build_source
from sources.evidence.change import changed
from sources.evidence.tools import tools, tools_in
from sources.evidence.traces import dns_traces, page_traces
from tests.sources.name_server import name_server

HOME = """<!doctype html><html><head><title>Veltrane</title><meta name="Generator" content="HubSpot">
<script async src="//js.hs-scripts.com/4711.js"></script>
<script>(function(){var s=document.createElement('script');
s.src="https:\\/\\/widget.intercom.io\\/widget\\/abc";})()</script>
<link rel="preconnect" href="https://cdn.segment.com"><link rel="canonical" href="https://www.pipedrive.com/">
</head><body><a href="https://www.salesforce.com/">our partner</a> <img src="https://images.ctfassets.net/a.png">
We compared https://js.driftt.com with others.</body></html>"""
NAMES = {
    ("veltrane.example", "MX"): ["10 aspmx.l.google.com.", "20 alt1.aspmx.l.google.com."],
    ("veltrane.example", "TXT"): [
        '"v=spf1 include:_spf.google.com include:mail.zendesk.com ~all"',
        '"docusign=1b0a6754" "-49b1"',
        '"not a tool"',
    ],
}


def page(html: str = HOME, status: str = "200 OK", cookies: tuple[str, ...] = ()) -> bytes:
    body = html.encode()
    lines = [f"HTTP/1.1 {status}", "content-type: text/html", "connection: close", f"content-length: {len(body)}"]
    lines += [f"set-cookie: {name}=secret; Path=/" for name in cookies]
    return "\r\n".join([*lines, "", ""]).encode() + body


def seen(html: str, *cookies: str) -> list[str]:
    return tools_in(page_traces(html, "https://veltrane.example/", cookies))


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (HOME, ["Contentful", "HubSpot", "Intercom", "Segment"]),
        ('<script src="https://js.hs-scripts.com/1.js">', ["HubSpot"]),
        ('<script src="https://js.hs-scripts.com.evil.example/1.js">', []),
        ('<script src="https://evil.example/js.hs-scripts.com/1.js">', []),
        ('<script src="https://www.googletagmanager.com/gtm.js?id=GTM-1">', ["Google Tag Manager"]),
        ('<script src="https://www.googletagmanager.com/gtag/js?id=G-1">', ["Google Analytics"]),
        ('<meta name="generator" content="WordPress 6.7">', ["WordPress"]),
        ('<meta name="description" content="WordPress 6.7">', []),
        ("<a href='https://www.hubspot.com'>HubSpot</a><p>We use Salesforce and Intercom.</p>", []),
        ('<link rel="canonical" href="https://cdn.shopify.com/">', []),
        ('<script src="https://[broken/">', []),
        ("", []),
        ("\x00\ufffd<<<script><![bad[<!", []),
    ],
)
def test_what_a_page_loads_is_a_trace_and_what_it_speaks_of_is_none(html: str, found: list[str]) -> None:
    assert sorted(seen(html)) == found


def test_cookies_tell_by_their_names() -> None:
    assert seen("", "__cf_bm", "PHPSESSID", "_shopify_y") == ["Shopify", "Cloudflare"]


def test_dns_tells_by_mail_servers_spf_and_verifications() -> None:
    texts = ["v=spf1 include:_spf.google.com include:mail.zendesk.com redirect=spf.mailjet.com ~all", "docusign=1b0a"]
    assert tools_in(dns_traces(["ASPMX.L.GOOGLE.COM."], texts)) == [
        "DocuSign",
        "Mailjet",
        "Zendesk",
        "Google Workspace",
    ]
    assert tools_in(dns_traces(["mx.notgoogle.com."], ["include:mail.zendesk.com", "I like docusign="])) == []


def test_the_table_is_large_and_each_of_its_hosts_could_be_one() -> None:
    assert len(tools()) >= 150
    hosts = [text.split("/")[0] for tool in tools().values() for text in (*tool.scripts, *tool.mx, *tool.spf)]
    assert [text for text in hosts if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+", text)] == []
    every = [text for tool in tools().values() for text in (*tool.cookies, *tool.generator, *tool.txt)]
    assert [text for text in every if len(text) < 3] == []


@given(st.text(max_size=400), st.lists(st.text(max_size=30), max_size=5))
def test_no_page_breaks_the_reading(html: str, cookies: list[str]) -> None:
    seen(html, *cookies)
    tools_in(dns_traces(cookies, [html]))


def test_the_first_look_changes_nothing_and_a_tool_is_gone_when_it_was_missed_twice() -> None:
    first = changed({}, ["A", "B"], whole=True)
    second = changed(first.state(), ["A", "C"], whole=True)
    third = changed(second.state(), ["A", "C"], whole=True)
    assert (first.tools, first.added, first.removed) == (["A", "B"], [], [])
    assert (second.tools, second.added, second.removed) == (["A", "B", "C"], ["C"], [])
    assert (third.tools, third.added, third.removed) == (["A", "C"], [], ["B"])
    assert changed(first.state(), ["A", "B"], whole=True).missed == []


def test_a_look_that_saw_only_a_part_misses_nothing() -> None:
    first = changed({}, ["A", "B"], whole=True)
    missed = changed(first.state(), ["A"], whole=True)
    part = changed(missed.state(), ["A"], whole=False)
    assert (part.tools, part.removed, part.missed) == (["A", "B"], [], ["B"])


ACCOUNTS = [
    Account(domain="veltrane.example", name="Veltrane"),
    Account(domain="rival.example", name="Rival", status="competitor"),
]


def web(bench: Any, base: str, server: str, **more: Any) -> Any:
    table = {"type": "web", "nameservers": [server], "address": f"{base}/{{domain}}/", **more}
    return build_source(table, bench.workspace, bench.policy, lambda: ACCOUNTS)


def looked(bench: Any, serve: Any, *routes: dict[str, Any], names: Any = NAMES, broken: bool = False) -> Any:
    """One look at all accounts for each of the routes."""

    async def scenario() -> list[Any]:
        given: dict[str, Any] = {}
        async with serve(given) as base, name_server(names, broken=broken) as server:
            summaries = []
            for each in routes:
                given.clear()
                given.update(each)
                summaries.append(await bench.runner(web(bench, base, server)).run_once())
            return summaries

    return asyncio.run(scenario())


def lessons(bench: Any) -> list[tuple[str, Any]]:
    return [
        (each.domain, sorted(each.facts["technologies_seen"]))
        for batch in bench.outlet.batches
        for each in batch.lessons
    ]


def test_the_first_look_teaches_and_emits_nothing(bench: Any, serve: Any) -> None:
    (summary,) = looked(bench, serve, {"/veltrane.example/": page(cookies=("__cf_bm",))})
    assert summary.errors == {}
    assert bench.outlet.drafts == []
    found = ["Cloudflare", "Contentful", "DocuSign", "Google Workspace", "HubSpot", "Intercom", "Segment", "Zendesk"]
    assert lessons(bench) == [("veltrane.example", found)]


def test_a_tool_that_comes_is_a_change_and_one_that_goes_when_it_was_missed_twice(bench: Any, serve: Any) -> None:
    other = '<script src="https://js.qualified.com/q.js"></script>'
    looked(bench, serve, *({"/veltrane.example/": page(html)} for html in (HOME, other, other)))
    told = [(draft["details"]["technology"], draft["details"]["change"]) for draft in bench.outlet.drafts]
    assert told[0] == ("Qualified", "added")
    assert {name for name, change in told[1:] if change == "removed"} == {
        "HubSpot",
        "Intercom",
        "Segment",
        "Contentful",
    }
    assert len({draft["native"] for draft in bench.outlet.drafts}) == len(told)


@pytest.mark.parametrize(
    ("routes", "sees"),
    [
        ({"/veltrane.example/": page(), "/robots.txt": page("User-agent: *\nDisallow: /")}, False),
        ({"/veltrane.example/": page(), "/robots.txt": page("User-agent: fitsignal\nDisallow: /")}, False),
        ({"/veltrane.example/": page(), "/robots.txt": page("User-agent: *\nDisallow: /admin")}, True),
        ({"/veltrane.example/": page(), "/robots.txt": page("", "403 Forbidden")}, True),
        ({"/veltrane.example/": page(), "/robots.txt": page("", "429 Too Many Requests")}, False),
        ({"/veltrane.example/": page(), "/robots.txt": page("", "500 Oh")}, False),
        ({"/veltrane.example/": page("", "503 Busy")}, False),
        ({}, False),
    ],
)
def test_a_page_that_is_not_for_us_leaves_what_dns_says(bench: Any, serve: Any, routes: Any, sees: bool) -> None:
    (summary,) = looked(bench, serve, routes)
    ((_, found),) = lessons(bench)
    assert summary.errors == {}
    assert ("HubSpot" in found) is sees
    assert "Google Workspace" in found


def test_where_page_and_names_both_fail_it_is_an_error_and_nothing_is_forgotten(bench: Any, serve: Any) -> None:
    looked(bench, serve, {"/veltrane.example/": page()})
    (summary,) = looked(bench, serve, {}, broken=True)
    assert "veltrane.example gave nothing" in summary.errors["web"]
    assert "the name service did not answer" in summary.errors["web"]
    looked(bench, serve, {"/veltrane.example/": page()})
    assert bench.outlet.drafts == []


def test_a_domain_without_records_is_no_error(bench: Any, serve: Any) -> None:
    (summary,) = looked(bench, serve, {"/veltrane.example/": page()}, names={})
    assert summary.errors == {}
    assert lessons(bench) == [("veltrane.example", ["Contentful", "HubSpot", "Intercom", "Segment"])]


@pytest.mark.parametrize("body", ["", "[]", "3", "{broken", '{"mx": 5}'])
def test_a_recorded_look_that_is_none_is_a_sentence(bench: Any, body: str) -> None:
    (bench.workspace / "a.example.json").write_text(body)
    summary = bench.poll(bench.source(type="web", domains=["a.example"], path="{domain}.json"))
    assert summary.errors == {"web": "a.example.json is no recorded look: expected JSON with html, cookies, mx and txt"}


def test_recorded_looks_teach_and_tell_changes_as_live_ones_do(bench: Any) -> None:
    for tool in ("js.hs-scripts.com", "js.qualified.com"):
        look = {"html": f'<script src="https://{tool}/a.js">', "mx": ["aspmx.l.google.com"], "txt": []}
        (bench.workspace / "a.example.json").write_text(json.dumps(look))
        bench.poll(bench.source(type="web", domains=["a.example"], path="{domain}.json"))
    assert lessons(bench) == [
        ("a.example", ["Google Workspace", "HubSpot"]),
        ("a.example", ["Google Workspace", "HubSpot", "Qualified"]),
    ]
    assert [draft["details"] for draft in bench.outlet.drafts] == [{"technology": "Qualified", "change": "added"}]


def test_accounts_are_looked_at_once_a_month_the_first_time_spread_and_rivals_never(bench: Any) -> None:
    accounts = [Account(domain=f"c{n}.example", name=f"C{n}") for n in range(4)] + ACCOUNTS[1:]
    source = build_source({"type": "web", "within": "4d"}, bench.workspace, bench.policy, lambda: accounts)
    assert [part.name for part in source.parts] == [f"web/c{n}.example" for n in range(4)]
    assert [part.delay for part in source.parts] == [timedelta(days=n) for n in range(4)]
    assert {part.options.every for part in source.parts} == {timedelta(days=30)}
    assert [part.host for part in source.parts] == [f"c{n}.example" for n in range(4)]


def test_a_machine_without_name_servers_leaves_what_the_page_shows(
    bench: Any, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_named(*_: Any, **__: Any) -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.asyncresolver, "Resolver", none_named)

    async def scenario() -> Any:
        async with serve({"/norrvik.example/": page()}) as base:
            source = bench.source(type="web", address=f"{base}/{{domain}}/", domains=["norrvik.example"])
            return await bench.runner(source).run_once()

    assert asyncio.run(scenario()).errors == {}
    assert [domain for domain, _ in lessons(bench)] == ["norrvik.example"]


@pytest.mark.parametrize("text", ["resolver", "192.0.2.1:99999", "192.0.2.1:0", "", "[::1]:x"])
def test_a_name_server_is_an_address(text: str, bench: Any) -> None:
    with pytest.raises(ValueError, match="expected an address such as"):
        bench.source(type="web", nameservers=[text])


@pytest.mark.parametrize("text", ["192.0.2.1", "192.0.2.1:5353", "::1", "[::1]:5353"])
def test_name_servers_are_told_with_or_without_a_port(text: str, bench: Any) -> None:
    assert bench.source(type="web", nameservers=[text]).options.nameservers == (text,)
