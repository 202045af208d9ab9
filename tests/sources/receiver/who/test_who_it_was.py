"""Whose visit it was, how that is known and how sure it is; and what of it is kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet  # type: ignore[import-untyped]

from icp.domains import email_domain
from sources.receiver.contract import Event
from sources.receiver.who.hashing import daily, daily_of, hashing_key, lasting
from streams.ids import signal_id
from streams.signal import Company, Resolution, SignalDraft

PAGE = "https://www.ours.example/pricing?utm_source=news&utm_campaign=spring&plan=team"


def only(found: Any) -> SignalDraft:
    assert (len(found.drafts), dict(found.skipped), list(found.rejected)) == (1, {}, [])
    draft: SignalDraft = found.drafts[0]
    assert SignalDraft.model_validate(draft.model_dump()) == draft
    return draft


def test_a_trackers_company_is_the_trackers_word(ask: Any) -> None:
    draft = only(ask(Event(url=PAGE, company="Acme Inc", domain="https://www.acme.example/about", native="n1")))
    assert draft.company == Company(name="Acme Inc", domain="acme.example")
    assert draft.match == Resolution(method="tracker", confidence=0.95)
    assert draft.native == "n1"


def test_a_company_name_alone_is_less_sure(ask: Any) -> None:
    draft = only(ask(Event(company="Acme Inc")))
    assert (draft.company, draft.match) == (Company(name="Acme Inc"), Resolution(method="tracker", confidence=0.94))


def test_an_email_address_names_the_company_and_is_not_kept(ask: Any) -> None:
    draft = only(ask(Event(url=PAGE, email="Jane Doe <Jane.Doe@Mail.Acme.example>")))
    assert (draft.company, draft.match, draft.email) == (Company(), None, "@acme.example")
    assert email_domain(draft.email) == "acme.example"
    assert "jane" not in repr(draft.model_dump()).lower()


@pytest.mark.parametrize(
    "email", ["a@gmail.com", "a@mailinator.com", "a@sub.mailinator.com", "a@comcast.net", "rubbish"]
)
def test_free_disposable_and_providers_mail_says_nothing(ask: Any, email: str) -> None:
    draft = only(ask(Event(url=PAGE, email=email, visitor="v1")))
    assert (draft.company, draft.match, draft.email) == (Company(), None, None)


@pytest.mark.parametrize("domain", ["gmail.com", "linkedin.com/company/acme", "comcast.net", "127.0.0.1", "acme"])
def test_a_domain_that_is_nobodys_is_not_believed(ask: Any, domain: str) -> None:
    draft = only(ask(Event(company="Acme Inc", domain=domain)))
    assert draft.company == Company(name="Acme Inc")


def test_an_id_that_is_an_email_address_is_one(ask: Any) -> None:
    assert only(ask(Event(user="jane@acme.example"))).email == "@acme.example"
    assert only(ask(Event(visitor="jane@acme.example"))).email == "@acme.example"


def test_the_details_tell_the_page_and_nobody(ask: Any, tmp_path: Path) -> None:
    told = {"dwell": 12.5, "form": "demo", "email": "jane@acme.example", "first_name": "Jane", "ip": "203.0.113.7",
            "note": "jane@acme.example", "deep": {"phone": "1", "plan": "team"}, "visitor": "v-raw"}  # fmt: skip
    event = Event(url=PAGE, title="Pricing", referrer="https://news.example/?m=jane%40acme.example", details=told,
                  visitor="v-raw", ip="203.0.113.7", email="jane@acme.example")  # fmt: skip
    draft = only(ask(event))
    assert draft.evidence.url == PAGE
    assert draft.evidence.title == "Pricing"
    visitor = lasting(hashing_key(tmp_path / ".fitsignal"), "v-raw")
    assert draft.details == {
        "page": "/pricing", "dwell": 12.5, "form": "demo", "note": "redacted", "deep": {"plan": "team"},
        "utm": {"source": "news", "campaign": "spring"}, "referrer": "https://news.example/?m=redacted",
        "visitor": daily_of(ask.world.key, visitor, ask.at.date()),
    }  # fmt: skip


def test_the_hash_of_a_visitor_changes_daily_and_is_that_of_the_visits_day(ask: Any, tmp_path: Path) -> None:
    today, late = ask.at, ask.at - timedelta(days=1)
    drafts = [only(ask(Event(visitor="v1", at=at))) for at in (today, late, None, today + timedelta(days=9))]
    key = hashing_key(tmp_path / ".fitsignal")
    days = [today.date(), late.date(), today.date(), today.date()]
    assert [draft.details["visitor"] for draft in drafts] == [daily(key, "v1", day) for day in days]


def test_who_was_hired_is_the_point_of_other_kinds(ask: Any) -> None:
    details = {"person": "Jane Doe", "role": "CRO", "email": "jane@acme.example"}
    draft = only(
        ask(Event(kind="leadership_hire", domain="acme.example", details=details, url="https://news.example/1"))
    )
    assert draft.details == {"person": "Jane Doe", "role": "CRO"}


def test_a_group_call_is_one_visit_a_company_visitor_and_day_with_what_is_known_of_the_company(ask: Any) -> None:
    traits = {"Number of Employees": 329, "industry": "Technology", "name": "Initech", "plan": "x", "owner": "Jane Doe",
              "country": "US"}  # fmt: skip
    group = Event(
        act="group", kind=None, native="m1", company="Initech", domain="initech.example", user="u1", traits=traits
    )
    draft = only(ask(group))
    assert (draft.kind, draft.company) == ("visit", Company(name="Initech", domain="initech.example"))
    assert draft.traits == {"employees": 329, "industry": "Technology", "country": "US"}
    again = only(
        ask(Event(act="group", kind=None, native="m2", company="Initech", domain="initech.example", user="u1"))
    )
    assert signal_id(again, "segment") == signal_id(draft, "segment")


def test_a_trait_that_the_configuration_names_is_kept(opened: Callable[..., Any]) -> None:
    ask = opened(traits=["Plan"])
    assert only(ask(Event(domain="acme.example", traits={"plan": "team", "other": 1}))).traits == {"plan": "team"}


@pytest.fixture
def networked(opened: Callable[..., Any], tmp_path: Path) -> Any:
    writer = MMDBWriter(4, "ipinfo lite")
    writer.insert_network(IPSet(["9.9.0.0/16"]), {"as_name": "Ferrum Works", "as_domain": "ferrum.example"})
    writer.insert_network(IPSet(["9.8.0.0/16"]), {"as_name": "Cuprum Works"})
    writer.insert_network(IPSet(["9.7.0.0/16"]), {"as_name": "Northern Telecom", "as_domain": "northline.example"})
    writer.to_db_file(str(tmp_path / "nets.mmdb"))
    return opened(networks=["nets.mmdb"])


def test_a_network_names_a_company_too_unsurely_to_interrupt(networked: Any) -> None:
    draft = only(networked(Event(ip="9.9.1.2")))
    assert draft.company == Company(name="Ferrum Works", domain="ferrum.example")
    assert draft.match == Resolution(method="network", confidence=0.7)
    draft = only(networked(Event(ip="9.8.1.2")))
    assert (draft.company.name, draft.match) == ("Cuprum Works", Resolution(method="network", confidence=0.6))
    draft = only(networked(Event(ip="9.7.1.2")))
    assert (draft.company, draft.match, draft.details["network"]) == (Company(), None, "isp")


def test_what_the_payload_says_goes_before_the_network(networked: Any) -> None:
    assert only(networked(Event(ip="9.9.1.2", email="jane@acme.example"))).email == "@acme.example"
    assert only(networked(Event(ip="9.9.1.2", domain="acme.example"))).company.domain == "acme.example"


def test_the_senders_address_is_the_visitors_only_where_a_browser_sends(networked: Any) -> None:
    assert only(networked(Event(direct=True), client="9.9.1.2")).company.domain == "ferrum.example"
    assert only(networked(Event(direct=False), client="9.9.1.2")).company == Company()
    assert only(networked(Event(direct=True, ip="9.8.0.1"), client="9.9.1.2")).company.name == "Cuprum Works"


def test_an_event_without_an_id_has_the_same_one_however_often_and_whenever_it_is_read(ask: Any) -> None:
    event = Event(url=PAGE, visitor="v1", at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    first = only(ask(event))
    ask(Event(act="identify", kind=None, visitor="v1", email="jane@acme.example"))
    known = only(ask(event))
    assert known.company.domain == "acme.example"
    assert signal_id(known, "x") == signal_id(first, "x")
    other = only(ask(Event(url=PAGE, visitor="v1", at=event.at and event.at + timedelta(seconds=1))))
    assert signal_id(other, "x") != signal_id(first, "x")


def test_visits_that_tell_no_time_are_told_apart_by_when_they_came(ask: Any) -> None:
    ids = {signal_id(only(ask(Event(url=PAGE, visitor="v1"))), "x") for _ in range(3)}
    assert len(ids) == 3


def test_what_no_signature_covers_is_kept_too_unsure_to_alert(opened: Callable[..., Any]) -> None:
    unsigned = Event(domain="acme.example", signed=False)
    assert only(opened()(unsigned)).confidence == 0.6
    assert only(opened(unsigned="accept")(unsigned)).confidence == 1.0
    assert dict(opened(unsigned="drop")(unsigned).skipped) == {"unsigned": 1}


def test_what_was_learnt_without_a_signature_stays_unsure(ask: Any) -> None:
    ask(Event(act="identify", kind=None, user="u1", email="jane@acme.example", signed=False))
    draft = only(ask(Event(user="u1")))
    assert draft.match == Resolution(method="email", confidence=0.6)
    ask(Event(act="identify", kind=None, user="u1", email="jane@acme.example"))
    assert only(ask(Event(user="u1"))).match == Resolution(method="email", confidence=0.97)


def test_an_event_that_is_no_signal_is_kept_with_its_cause(ask: Any) -> None:
    found = ask(Event(kind="nonsense"), Event(kind="visit"), Event(kind="nonsense"))
    assert len(found.drafts) == 1
    assert [(each.where, each.raw) for each in found.rejected] == [("event 1", b'{"a":1}'), ("event 3", b"")]
    assert "'nonsense'" in found.rejected[0].cause


@pytest.mark.parametrize("native", ["jo@acme.example", "https://a.example/?e=jo%40acme.example", "jo&#64;acme.example"])
def test_an_id_that_may_hold_an_address_is_kept_as_a_hash(ask: Any, native: str) -> None:
    found = only(ask(Event(url=PAGE, native=native))).native
    assert found is not None
    assert "acme" not in found
    assert only(ask(Event(url=PAGE, native=native))).native == found
