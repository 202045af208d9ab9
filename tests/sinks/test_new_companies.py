"""Companies that nobody had on a list, as trackers tell of them, stand in the digest's new companies if they fit."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from fitsignal.defaults import default_digest
from sinks.digest import Digest, build
from sinks.digest_reader import gather
from sinks.reader import Reader
from sources.receiver.adapters.registry import build_adapter
from sources.receiver.clients.segment import SegmentClients
from sources.receiver.contract import Parsed, Request
from sources.receiver.hook_options import AnyHook
from sources.receiver.reading import Reading
from sources.receiver.who.attribution import attribute
from sources.receiver.who.options import WhoOptions
from sources.receiver.who.world import World as Visitors
from streams.answers import Answer
from streams.ports import Batch
from tests.laws.desks import World, world
from tests.streams.worlds import NOW

AT = NOW.isoformat().replace("+00:00", "Z")
RB2B = {
    "LinkedIn URL": "https://www.linkedin.com/company/noralis-example",
    "Company Name": "Noralis",
    "Website": "https://www.noralis.example",
    "Industry": "Software",
    "Employee Count": "120",
    "Estimate Revenue": "$22M rev",
    "City": "Lyon",
    "Seen At": NOW.strftime("%Y-%m-%dT%H:%M:%S.00+00.00"),
    "Captured URL": "https://ours.example/pricing?utm_source=x",
    "is_repeat_visit": False,
}
FIRM = {"name": "Noralis", "domain": "noralis.example", "industry": "Software"}
SNITCHER = {
    "event": "company.identified",
    "timestamp": AT,
    "company": {**FIRM, "uuid": "org_1", "employee_range": "51-200", "location": {"city": "Lyon", "country": "France"}},
    "session": {"uuid": "sess_1", "started_at": AT, "pages_viewed": 3, "referrer": "search.example"},
}
SNITCHER_NESTED = {
    "event": "visitor.identified",
    "timestamp": AT,
    "visitor": {
        "company": {**FIRM, "employees": "51-200"},
        "session": {"pages_viewed": 3, "duration": 90, "landing_page": "https://ours.example/pricing"},
    },
}
GROUP = {
    "type": "group",
    "messageId": "m-1",
    "anonymousId": "anon-1",
    "groupId": "noralis.example",
    "timestamp": AT,
    "traits": {"name": "Noralis", "website": "https://noralis.example", "industry": "Software", "employees": 120},
}
ON_A_PAGE = {"context": {"page": {"url": "https://ours.example/docs/start", "path": "/docs/start"}}}
OF_A_SERVER = {"context": {"library": {"name": "analytics-node", "version": "2.1.0"}}}


def hook(type_: str, body: Mapping[str, Any]) -> tuple[Any, Request]:
    options = TypeAdapter(AnyHook).validate_python({"name": "t", "type": type_, "secret": "s3cret-of-acme"})
    path = "/hooks/t/s3cret-of-acme"
    return build_adapter(options), request("hooks/t", path, body)


def client(body: Mapping[str, Any]) -> tuple[Any, Request]:
    return SegmentClients(frozenset({"wk"})), request("segment", "/v1/group", body)


def request(endpoint: str, path: str, body: Mapping[str, Any]) -> Request:
    agent = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
    told = json.dumps(body).encode()
    return Request(endpoint, "POST", path, "", {"content-type": "application/json", **agent}, told, "203.0.113.9", NOW)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, now=NOW) as store:
        yield store


def take(made: World, folder: Path, *sent: tuple[Any, Request]) -> None:
    """The way of requests from the drain to the desk."""
    visitors = Visitors.open(folder, WhoOptions())
    try:
        for number, (adapter, told) in enumerate(sent):
            made.apply(*Reading({told.endpoint: adapter}, partial(_asked, visitors)).batches([(number, told)]))
    finally:
        visitors.close()


def _asked(visitors: Visitors, told: Request, parsed: Parsed, type_: str) -> Any:
    return attribute(told, parsed, visitors, type_)


def digest(made: World) -> Digest:
    window = NOW - timedelta(hours=12), NOW + timedelta(hours=12)
    return build(gather(Reader(made.store, made.policy, made.profiles), *window, UTC), made.policy, default_digest())


def new_companies(made: World) -> dict[str, str]:
    """Domain and name of each row of the section."""
    sections = [each for each in digest(made).sections if each.name == "new_companies"]
    return {row.domain: row.name for each in sections for row in each.rows}


SENT = {
    "an RB2B payload": lambda: hook("rb2b", RB2B),
    "a Snitcher payload": lambda: hook("snitcher", SNITCHER),
    "a Snitcher payload that nests": lambda: hook("snitcher", SNITCHER_NESTED),
    "a group payload of a page": lambda: client({**GROUP, **ON_A_PAGE}),
    "a group payload of a server": lambda: client({**GROUP, **OF_A_SERVER}),
    "a group payload of a destination": lambda: hook("segment", {**GROUP, **ON_A_PAGE}),
}


@pytest.mark.parametrize("name", SENT)
def test_an_unlisted_company_that_fits_is_among_the_new_ones(made: World, tmp_path: Path, name: str) -> None:
    take(made, tmp_path, SENT[name]())
    assert new_companies(made) == {"noralis.example": "Noralis"}
    assert made.rows("SELECT count(*) FROM alerts JOIN accounts ON domain = account WHERE status <> 'discovered'") == [
        (0,)
    ]


def test_who_claims_a_new_company_puts_it_among_the_prospects_for_good(made: World, tmp_path: Path) -> None:
    take(made, tmp_path, SENT["an RB2B payload"]())
    said = Answer("20261124-0000-0000-0000-000000000001", "claim", NOW, "noralis.example", names=("Mara",))
    made.apply(Batch("slack", "slack", answers=[said]))
    assert new_companies(made) == {}
    made.restart()
    assert made.rows("SELECT status, owner FROM accounts WHERE domain = 'noralis.example'") == [("prospect", "Mara")]
    take(made, tmp_path, hook("rb2b", {**RB2B, "Captured URL": "https://ours.example/pricing"}))
    assert [section.name for section in digest(made).sections if section.rows] == ["visitors"]


def test_a_company_that_does_not_fit_is_not(made: World, tmp_path: Path) -> None:
    take(made, tmp_path, hook("rb2b", {**RB2B, "Employee Count": "4", "Industry": "Restaurants"}))
    assert new_companies(made) == {}


def test_who_came_for_a_job_or_to_log_in_earns_nothing(made: World, tmp_path: Path) -> None:
    pages = ("https://ours.example/careers/sdr", "https://ours.example/login?next=/app")
    sent = [hook("rb2b", {**RB2B, "Captured URL": page}) for page in pages]
    take(made, tmp_path, *sent)
    assert made.rows("SELECT sum(points), count(*) FROM triggers") == [(0, 1)]
    assert new_companies(made) == {}


def test_what_an_anonymous_visitor_did_before_counts_once_its_company_is_told(made: World, tmp_path: Path) -> None:
    page = {
        "type": "page",
        "anonymousId": "anon-1",
        "timestamp": AT,
        "properties": {"url": "https://ours.example/demo"},
    }
    take(made, tmp_path, client({**page, "messageId": "p-1"}), client({**GROUP, **ON_A_PAGE}))
    assert made.rows("SELECT account, count(*) FROM signals GROUP BY ALL") == [("noralis.example", 2)]
    assert made.rows("SELECT count(*) FROM unresolved") == [(0,)]
    take(made, tmp_path, client({**page, "messageId": "p-1"}), client({**GROUP, **ON_A_PAGE}))
    assert made.rows("SELECT count(*) FROM signals") == [(2,)]
