"""Who is who: visitors who later say who they are, conflicts, and those who are to be forgotten."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sources.receiver.contract import Event, Parsed, Request
from sources.receiver.who.attribution import attribute
from sources.receiver.who.hashing import daily, hashing_key, lasting
from sources.receiver.who.options import WhoOptions
from sources.receiver.who.world import World
from streams.ports import Identity

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MAIL = "jane@acme.example"


def identify(**told: Any) -> Event:
    return Event(act="identify", kind=None, **told)


def hashed(ask: Any, visitor: str, *days: date) -> tuple[str, ...]:
    return tuple(daily(ask.world.key, visitor, day) for day in days)


def company(ask: Any, **told: Any) -> str | None:
    draft = ask(Event(**told)).drafts[0]
    found: str | None = draft.company.domain or (draft.email or "").strip("@") or None
    return found


def test_an_email_address_releases_the_earlier_visits_of_the_visitor_once(ask: Any) -> None:
    first = ask.at.date()
    ask(Event(visitor="v1"), Event(visitor="v1"), Event(visitor="v2"))
    ask.at += timedelta(days=2)
    ask(Event(visitor="v1"))
    found = ask(identify(visitor="v1", user="u1", email=MAIL))
    visits = hashed(ask, "v1", first, first + timedelta(days=2))
    assert found.identities == [Identity(visits, "acme.example", "email", 0.97)]
    assert not found.drafts
    assert ask(identify(visitor="v1", user="u1", email=MAIL)).identities == []
    assert company(ask, visitor="v1") == company(ask, user="u1") == "acme.example"


def test_a_request_that_is_read_again_releases_again(ask: Any) -> None:
    ask(Event(visitor="v1"))
    found = ask(identify(visitor="v1", email=MAIL))
    assert ask.again(identify(visitor="v1", email=MAIL)).identities == found.identities != []


def test_visits_older_than_thirty_days_are_not_released(ask: Any) -> None:
    ask(Event(visitor="v1"))
    ask.at += timedelta(days=31)
    assert ask(identify(visitor="v1", email=MAIL)).identities == []


def test_a_form_and_a_group_call_tell_as_much_as_an_identify(ask: Any) -> None:
    ask(Event(visitor="v1"), Event(visitor="v2"))
    found = ask(Event(kind="form_submitted", visitor="v1", email=MAIL))
    assert [each.domain for each in found.identities] == ["acme.example"]
    found = ask(Event(act="group", kind=None, visitor="v2", company="Initech", domain="initech.example"))
    assert [(each.domain, each.method, each.confidence) for each in found.identities] == [
        ("initech.example", "tracker", 0.95)
    ]


def test_visits_that_named_a_company_already_are_not_released(ask: Any) -> None:
    ask(Event(visitor="v1", domain="other.example"))
    assert ask(identify(visitor="v1", email=MAIL)).identities == []


def test_free_mail_says_nothing_and_the_later_company_holds_from_then_on(ask: Any) -> None:
    ask(identify(visitor="v1", email=MAIL))
    ask(identify(visitor="v1", email="jane@gmail.com"))
    assert company(ask, visitor="v1") == "acme.example"
    ask(identify(visitor="v1", email="jane@other.example"))
    assert company(ask, visitor="v1") == "other.example"


def test_an_alias_makes_two_ids_one_visitor(ask: Any) -> None:
    ask(Event(visitor="anon"))
    ask(identify(user="u1", email=MAIL))
    found = ask(Event(act="alias", kind=None, user="u1", previous="anon"))
    assert found.identities == [Identity(hashed(ask, "anon", ask.at.date()), "acme.example", "email", 0.97)]
    assert company(ask, visitor="anon") == "acme.example"


def test_chains_of_aliases_hold_in_any_order(ask: Any) -> None:
    for previous, user in (("b", "c"), ("a", "b"), ("c", "d")):
        ask(Event(act="alias", kind=None, user=user, previous=previous))
    ask(identify(user="d", email=MAIL))
    assert {company(ask, visitor=each) for each in "abcd"} == {"acme.example"}
    hashes = {ask(Event(visitor=each)).drafts[0].details["visitor"] for each in "abcd"}
    assert len(hashes) == 1


def test_a_second_browser_of_a_known_person_is_released_too(ask: Any) -> None:
    ask(identify(visitor="v1", user="u1", email=MAIL))
    ask(Event(visitor="v2"))
    found = ask(Event(visitor="v2", user="u1"))
    assert [each.visitors for each in found.identities] == [hashed(ask, "v2", ask.at.date())]


def test_a_browser_that_two_people_use_goes_over_without_the_past_of_the_first(ask: Any) -> None:
    ask(identify(visitor="shared", user="u1", email="u1@gmail.com"))
    ask(Event(visitor="shared", user="u1"))
    found = ask(identify(visitor="shared", user="u2", email=MAIL))
    assert found.identities == []
    assert company(ask, visitor="shared") == "acme.example"
    assert company(ask, user="u1") is None


def test_without_an_id_the_browser_is_known_for_the_day_and_unsurely(ask: Any) -> None:
    page = Event(direct=True, url="https://ours.example/")
    ask(page, client="203.0.113.1")
    found = ask(Event(kind="form_submitted", direct=True, email=MAIL), client="203.0.113.1")
    assert [(len(each.visitors), each.domain, each.confidence) for each in found.identities] == [
        (1, "acme.example", 0.75)
    ]
    draft = ask(page, client="203.0.113.1").drafts[0]
    assert (draft.company.domain, draft.match.confidence) == ("acme.example", 0.75)
    assert ask(page, client="203.0.113.2").drafts[0].company.domain is None
    ask.at += timedelta(days=1)
    assert ask(page, client="203.0.113.1").drafts[0].company.domain is None


def test_own_staff_is_no_company_to_release_visits_to(ask: Any) -> None:
    ask(Event(visitor="v1"))
    assert ask(identify(visitor="v1", email="bo@ours.example")).identities == []


@pytest.mark.parametrize("everybody", ["guest", "Anonymous", "0", "00000000-0000-0000-0000-000000000000", "undefined"])
def test_an_id_that_a_site_sends_for_everybody_makes_nobody_anothers_colleague(ask: Any, everybody: str) -> None:
    ask(Event(visitor="v1", user=everybody), Event(visitor=everybody))
    found = ask(identify(visitor="v2", user=everybody, email=MAIL), identify(visitor=everybody, email=MAIL))
    assert found.identities == []
    assert company(ask, visitor="v1", user=everybody) is None
    assert company(ask, visitor=everybody) is None


def test_deleted_people_are_not_collected_again_and_named_by_hashes_alone(ask: Any) -> None:
    ask(identify(visitor="v1", user="u1", email=MAIL), Event(visitor="v1"))
    found = ask(Event(act="delete", kind=None, user="u1"))
    assert len(found.erasures) == 1
    erasure = found.erasures[0]
    assert erasure.person == lasting(ask.world.key, "u1")
    assert set(hashed(ask, "v1", ask.at.date(), ask.at.date() - timedelta(days=300))) <= set(erasure.visitors)
    again = ask(Event(visitor="v1"), Event(user="u1"), identify(email=MAIL.upper()), Event(act="alias", kind=None,
                user="u9", previous="u1"), Event(kind="form_submitted", email=MAIL, visitor="v7"))  # fmt: skip
    assert (again.drafts, dict(again.skipped), again.identities) == ([], {"suppressed": 5}, [])
    assert len(ask(Event(visitor="v2")).drafts) == 1


def test_a_deletion_that_no_signature_covers_is_left_to_a_person(ask: Any, opened: Callable[..., Any]) -> None:
    unsigned = Event(act="delete", kind=None, user="u1", signed=False)
    found = ask(unsigned)
    assert (found.erasures, len(found.rejected)) == ([], 1)
    assert "`fitsignal erase`" in found.rejected[0].cause
    assert len(ask(Event(user="u1")).drafts) == 1
    assert len(opened(unsigned="accept")(unsigned).erasures) == 1


def test_a_deletion_by_a_write_key_is_left_to_a_person_unless_configured(opened: Callable[..., Any]) -> None:
    deletion = Parsed([Event(act="delete", kind=None, user="u1")])
    asked = Request("segment", "POST", "/v1/batch", "", {}, b'{"userId":"u1"}', "", NOON)
    refused = attribute(asked, deletion, opened().world, "segment")
    assert (refused.erasures, [each.raw for each in refused.rejected]) == ([], [asked.body])
    assert "write key" in refused.rejected[0].cause
    assert len(attribute(asked, deletion, opened(client_deletes=True).world, "segment").erasures) == 1


def test_erasing_by_hand_reaches_a_world_that_another_process_has_open(ask: Any, tmp_path: Path) -> None:
    ask(identify(visitor="v1", email=MAIL))
    other = World.open(tmp_path / ".fitsignal", WhoOptions())
    erasure = other.forget(MAIL.upper(), ask.at)
    other.close()
    assert erasure.email == MAIL
    assert MAIL not in repr(erasure)
    assert hashed(ask, "v1", ask.at.date())[0] in erasure.visitors
    assert dict(ask(Event(visitor="v1")).skipped) == {"suppressed": 1}


def test_identities_and_suppressions_outlive_a_restart(opened: Callable[..., Any]) -> None:
    ask = opened()
    ask(Event(visitor="v1"), identify(visitor="v2", email="jo@other.example"))
    ask(Event(act="delete", kind=None, user="u1"))
    ask.world.close()
    again = opened()
    again.at = ask.at
    assert company(again, visitor="v2") == "other.example"
    assert dict(again(Event(user="u1")).skipped) == {"suppressed": 1}
    assert len(again(identify(visitor="v1", email=MAIL)).identities) == 1


def test_who_is_not_seen_for_long_is_forgotten(opened: Callable[..., Any]) -> None:
    ask = opened(identities_kept="30d")
    ask(identify(visitor="v1", email=MAIL), identify(visitor="v2", email="jo@other.example"))
    for _ in range(2):
        ask.at += timedelta(days=20)
        assert company(ask, visitor="v1") == "acme.example"
    assert company(ask, visitor="v2") is None


def test_the_file_holds_hashes_alone(ask: Any, tmp_path: Path) -> None:
    ask(identify(visitor="visitor-one", user="user-one", email=MAIL, ip="203.0.113.7"), Event(visitor="visitor-two"))
    ask.world.people.sync()
    folder = tmp_path / ".fitsignal"
    held = b"".join(file.read_bytes() for file in folder.glob("visitors.sqlite*"))
    assert [
        word for word in (b"visitor-one", b"user-one", b"jane", b"203.0.113.7", b"visitor-two") if word in held
    ] == []
    assert lasting(hashing_key(folder), "user-one").encode() in held
    assert (folder / "visitors.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_request_that_fails_half_way_leaves_nothing_behind(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(ask.world.people, "unnamed", broken)
    with pytest.raises(sqlite3.OperationalError):
        ask(identify(visitor="v1", email=MAIL), Event(visitor="v2"))
    monkeypatch.undo()
    assert company(ask, visitor="v1") is None
