"""Laws of attribution over hostile events: nothing of a person is kept, and reading again changes nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.receiver.contract import Event, Parsed, Request
from sources.receiver.who.attribution import attribute
from sources.receiver.who.options import WhoOptions
from sources.receiver.who.world import World
from streams.ids import signal_id
from streams.signal import SignalDraft

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
mails = st.emails()
ips = st.ip_addresses().map(str).filter(lambda ip: len(ip) > 6)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with TemporaryDirectory() as folder:
        made = World.open(Path(folder) / ".fitsignal", WhoOptions(), ["ours.example"])
        yield made
        made.close()


@st.composite
def spiked(draw: Any, mail: str, ip: str) -> str:
    """A text with a person somewhere in it."""
    around = st.text(max_size=12)
    what = draw(st.sampled_from([mail, quote(mail, safe=""), quote(quote(mail, safe=""), safe=""), ip, ""]))
    return f"{draw(around)} {what} {draw(around)}"


ACTS = ("event", "identify", "group", "alias", "delete")
KINDS = ("visit", "form_submitted", "leadership_hire", None, "custom:x", "rubbish")
short = st.text(max_size=9)
times = st.none() | st.datetimes(timezones=st.just(UTC)) | st.datetimes()


@st.composite
def events(draw: Any) -> tuple[Event, str, str]:
    mail, ip = draw(mails), draw(ips)
    text = st.none() | st.text(max_size=30) | spiked(mail, ip)
    url = text | spiked(mail, ip).map(lambda end: f"https://ours.example/{end}?a={end}#{end}")
    leaves = text | st.integers() | st.floats() | st.booleans()
    values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(short, inner))
    tables = st.dictionaries(st.sampled_from(["email", "page", "form", "name", "utm"]) | short, values, max_size=5)
    texts = {name: draw(text) for name in ("native", "title", "company", "domain", "country", "visitor", "previous")}
    port = f"[{ip}]:80" if ":" in ip else f"{ip}:80"
    event = Event(
        act=draw(st.sampled_from(ACTS)),
        kind=draw(st.sampled_from(KINDS)),
        at=draw(times),
        url=draw(url),
        referrer=draw(url),
        email=draw(st.sampled_from([mail, None])),
        traits=draw(tables),
        details=draw(tables),
        user=draw(text | st.just(mail)),
        ip=draw(st.sampled_from([ip, port, "rubbish", None])),
        agent=draw(st.none() | st.just("Firefox")),
        direct=draw(st.booleans()),
        signed=draw(st.booleans()),
        confidence=draw(st.floats()),
        **texts,
    )
    return event, mail, ip


def stored(draft: SignalDraft) -> str:
    kept = draft.model_dump(mode="json", exclude={"email"})
    return repr([kept, sorted(map(str, kept["details"]))]).lower()


@given(
    told=events(), headers=st.dictionaries(st.sampled_from(["user-agent", "dnt", "sec-ch-ua"]), st.text(max_size=30))
)
def test_nothing_of_a_person_is_kept_and_reading_again_changes_no_id(
    world: World, told: tuple[Event, str, str], headers: dict[str, str]
) -> None:
    event, mail, ip = told
    request = Request("hooks/x", "POST", "/", "", headers, b"{}", ip, AT)
    found = attribute(request, Parsed((event,)), world, "segment")
    for draft in found.drafts:
        whole = stored(draft)
        if event.email:
            assert mail.lower() not in whole
        if event.ip and ip in event.ip:
            assert ip not in whole.replace(f"//{ip}", "")
        assert SignalDraft.model_validate(draft.model_dump()).native == draft.native
        assert (draft.email or "@").startswith("@")
    if event.act != "delete":
        again = attribute(request, Parsed((event,)), world, "segment")
        assert [signal_id(draft, "x") for draft in again.drafts] == [signal_id(draft, "x") for draft in found.drafts]
        assert list(again.identities) == list(found.identities)
