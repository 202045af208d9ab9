"""A digest's lines answered where no app takes what is pressed: a signed link, its page, and what follows from it."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from fitsignal.operations import operate
from tests.fitsignal.answering_place import BY_TOKEN, COMPANY, Place
from tests.fitsignal.fake_slack import FakeSlack
from tests.sources.receiver.clicks import SIGNING
from tests.sources.receiver.makers import call
from tests.streams.worlds import NOW

OTHER = "company1.example"
WITHOUT_APP = BY_TOKEN.replace('signing_secret = "{secret}"', "")


@pytest.fixture
def plain(tmp_path: Path, slack: FakeSlack) -> Iterator[Place]:
    made = Place(tmp_path / "it", WITHOUT_APP.format(url=slack.url), others=[OTHER])
    yield made
    made.service.close()


def visited(place: Place) -> str:
    """Two companies were seen; the day."""
    for domain in (COMPANY, OTHER):
        place.signal("visit", NOW, domain, page="/features", visitor="v")
    place.now = NOW + timedelta(days=1)
    return NOW.date().isoformat()


def links(text: str) -> list[tuple[str, bytes]]:
    """Paths and parameters of the links to answer at."""
    found = re.findall(r"https://in\.example(/a/[^?]+)\?([^|\s\"'>]+)", unescape(text))
    return [(path, query.encode()) for path, query in found]


def answered(place: Place, path: str, query: bytes, said: str = "snooze") -> str:
    """The page is opened, and its form sent; the page after it."""
    receiver = place.service.receiver
    assert receiver is not None
    app = receiver.before(None)
    page = asyncio.run(call(app, path, b"", method="GET", query=query)).body.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    place.now += timedelta(seconds=1)
    return place.sent(path, {key: unescape(value) for key, value in hidden.items()} | {"name": "Mara", "said": said})


@pytest.mark.parametrize("form", ["slack", "html"])
def test_a_line_is_answered_at_its_own_page(plain: Place, form: str) -> None:
    day = visited(plain)
    (row,) = operate(plain.service, "digest", {"date": day, "format": form})
    found = links(str(row))
    assert [path for path, _ in found] == ["/a/account"] * 2
    assert f"{COMPANY}: Snoozed for 7 days" in answered(plain, *found[0])
    assert f"{OTHER}: Claimed" in answered(plain, *found[1], said="claim")
    assert plain.feedback() == [(COMPANY, "snooze", 7, "Mara", "link"), (OTHER, "claim", None, "Mara", "link")]
    assert operate(plain.service, "accounts.show", {"domain": OTHER})[0]["owner"] == "Mara"


def test_what_is_posted_has_the_links_and_an_alerts_line_is_of_its_alert(plain: Place, slack: FakeSlack) -> None:
    alert = plain.alert()
    plain.deliver()
    plain.now = NOW + timedelta(days=1)
    operate(plain.service, "digest", {"date": NOW.date().isoformat(), "send": True})
    ((path, query), *_) = links(str(slack.posted[-1].body["blocks"]))
    assert path == f"/a/{alert}"
    assert f"{COMPANY}: Good" in answered(plain, path, query, "good")
    assert plain.feedback() == [(COMPANY, "good", None, "Mara", "link")]


@pytest.mark.parametrize(
    ("config", "form"),
    [
        (BY_TOKEN, "slack"),
        (WITHOUT_APP, "text"),
        (WITHOUT_APP.replace('public_url = "https://in.example"', ""), "html"),
    ],
)
def test_there_is_no_link_beside_buttons_nor_on_a_terminal_nor_without_a_public_address(
    tmp_path: Path, slack: FakeSlack, config: str, form: str
) -> None:
    place = Place(tmp_path / "it", config.format(url=slack.url, secret=SIGNING))
    try:
        day = visited(place)
        (row,) = operate(place.service, "digest", {"date": day, "format": form})
        assert "Veltrane" in str(row)
        assert "/a/" not in str(row)
    finally:
        place.service.close()
