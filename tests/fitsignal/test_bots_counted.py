"""Hits of programs are counted by time, so that each digest tells those of its own window, also after a restart."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitsignal.digests import digest_between
from sources.receiver.who.bots import bots_between, quarter_of
from sources.receiver.who.people import FILE, People
from tests.fitsignal.answering_place import COMPANY, Place
from tests.streams.worlds import NOW

HOOK = """
[receiver]
bind = "127.0.0.1:0"
[[receiver.hooks]]
name = "own"
type = "generic"
secret = "0123456789abcdef"
auth = "path"
"""
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path / "it", HOOK)
    yield made
    made.service.close()


def visited(place: Place, agent: str, number: int) -> None:
    """Somebody, or something, looks at a page."""
    page = f"https://northwind.example/pricing?{number}"
    hit = {
        "domain": COMPANY,
        "url": page,
        "user_agent": agent,
        "visitor": f"v{number}",
        "timestamp": f"{place.now:%FT%TZ}",
    }
    place.posted("/hooks/own/0123456789abcdef", json.dumps(hit).encode(), {"content-type": "application/json"})


def test_a_digest_tells_how_many_were_left_out_in_its_window(place: Place) -> None:
    for number, agent in enumerate([BOT, BOT, PERSON, BOT]):
        visited(place, agent, number)
    place.now += timedelta(days=1)
    visited(place, BOT, 9)
    made = digest_between(place.service, NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    assert made.counts[0].startswith("1 visit (3 bot hits dropped)")
    later = digest_between(place.service, NOW + timedelta(hours=1), NOW + timedelta(hours=30))
    assert later.counts[0].startswith("0 visits (1 bot hit dropped)")


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=12), st.integers(0, 40), st.integers(0, 40))
def test_windows_that_meet_share_no_hit_and_lose_none(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[int, int]], one: int, other: int
) -> None:
    folder = tmp_path_factory.mktemp("people")
    people = People(folder)
    for quarters, hits in told:
        with people.written():
            people.left_out(hits, NOW + timedelta(minutes=15 * quarters + 3))
    people.close()
    first, second = sorted((one, other))
    ends = [NOW + timedelta(minutes=15 * each) for each in (0, first, second, 42)]
    parts = [bots_between(folder / FILE, *pair) for pair in pairwise(ends)]
    assert sum(parts) == sum(hits for _, hits in told)
    assert parts[1] == sum(hits for quarters, hits in told if first <= quarters + (NOW.minute % 15 + 3) // 15 < second)


def test_what_is_older_than_two_months_is_forgotten_and_no_file_counts_nothing(tmp_path: Path) -> None:
    people = People(tmp_path)
    with people.written():
        people.left_out(3, NOW - timedelta(days=70))
        people.left_out(2, NOW)
        people.prune(NOW.date(), timedelta(days=400))
    people.close()
    assert bots_between(tmp_path / FILE, NOW - timedelta(days=100), NOW + timedelta(hours=1)) == 2
    assert bots_between(tmp_path / "none" / FILE, NOW, NOW + timedelta(days=1)) == 0
    (tmp_path / FILE).write_bytes(b"no file of ours")
    assert bots_between(tmp_path / FILE, NOW, NOW + timedelta(days=1)) == 0
    assert quarter_of(NOW) * 900 <= NOW.timestamp()
