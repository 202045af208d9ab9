"""A list whose newest stand first, walked page by page: all is found once, however much came and wherever it broke."""

import asyncio
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import build_source, crunchbase
from sources.contract import Context, Cursor
from sources.errors import SourceError
from sources.exports.walk import Walk
from tests.sources.test_exports import entity
from tests.streams.worlds import shipped_policy

SIZE = 3


class Rounds:
    """Crunchbase's search of funding rounds, the newest first; what follows a round that is gone is refused."""

    def __init__(self, *found: Any) -> None:
        self.found, self.asked = list(found), 0
        self.down: set[int] = set()

    async def get(self, *_: Any, body: bytes, **__: Any) -> Any:
        asked = json.loads(body)
        self.asked += 1
        if self.asked in self.down:
            raise SourceError("it did not answer")
        ids = [each.get("uuid") if isinstance(each, dict) else None for each in self.found]
        if asked.get("after_id") not in (None, *ids):
            gone = SourceError("it answered 400")
            gone.status = 400
            raise gone
        start = ids.index(asked["after_id"]) + 1 if "after_id" in asked else 0
        return SimpleNamespace(body=json.dumps({"entities": self.found[start : start + asked["limit"]]}).encode())


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crunchbase, "PAGE", SIZE)
    monkeypatch.setattr(crunchbase, "PAGES", 4)


@pytest.fixture
def polled(tmp_path: Any) -> Any:
    source = build_source({"type": "crunchbase", "key": "k3y"}, tmp_path, shipped_policy())

    async def poll(rounds: Rounds, cursor: Cursor, told: list[Any]) -> Cursor:
        try:
            async for step in source.poll(cursor, Context(rounds, asyncio.to_thread)):  # type: ignore[arg-type]
                cursor = json.loads(json.dumps(step.cursor))
                told += [*step.drafts, *step.rejected]
        except SourceError as cause:
            told.append(str(cause))
        return cursor

    return lambda *args: asyncio.run(poll(*args))


def natives(told: list[Any]) -> list[str]:
    return sorted((each.native for each in told if hasattr(each, "native")), key=lambda name: int(name[1:]))


def newest_first(*numbers: int) -> Iterator[Any]:
    return (entity(number) for number in reversed(numbers))


def test_more_rounds_than_a_poll_may_ask_for_are_gone_on_with_at_the_next(polled: Any) -> None:
    api, told = Rounds(*newest_first(1, 2)), list[Any]()
    cursor = polled(api, {}, told)
    api.found = [*newest_first(*range(3, 30)), *api.found]
    cursor = polled(api, cursor, told)
    assert natives(told) == ["u1", "u2", *(f"u{number}" for number in range(18, 30))]
    api.found = [*newest_first(30, 31), *api.found]
    for _ in range(2):
        cursor = polled(api, cursor, told)
    assert natives(told) == [f"u{number}" for number in range(1, 32)]
    assert set(cursor) == {"seen"}


def test_a_round_without_uuid_on_a_full_page_does_not_end_the_list_and_names_what_it_lacks(polled: Any) -> None:
    api, told = Rounds(*newest_first(1, 2)), list[Any]()
    cursor = polled(api, {}, told)
    api.found = [entity(9), {"properties": {}}, entity(8), entity(7), 5, entity(6), *api.found]
    polled(api, cursor, told)
    assert natives(told) == ["u1", "u2", "u6", "u7", "u8", "u9"]
    assert [each.cause for each in told if hasattr(each, "cause")] == ["the round has no uuid"] * 2


def test_a_round_whose_uuid_stands_in_its_identifier_alone_has_one(polled: Any) -> None:
    told: list[Any] = []
    bare = entity(4, identifier={"uuid": "u4", "permalink": "round-4", "value": "Series A - Norrvik 4"})
    del bare["uuid"]
    polled(Rounds(bare), {}, told)
    assert natives(told) == ["u4"]


def test_a_page_that_cannot_be_walked_on_from_is_an_error(polled: Any) -> None:
    api, told = Rounds(entity(1)), list[Any]()
    cursor = polled(api, {}, told)
    api.found = [{"properties": {}}] * SIZE
    polled(api, cursor, told)
    assert told[1:] == ["Crunchbase gave a page of rounds without uuid: what follows it cannot be asked for"]


def test_a_walk_whose_last_round_is_gone_begins_anew_and_tells_nothing_twice(polled: Any) -> None:
    api, told = Rounds(entity(1)), list[Any]()
    cursor = polled(api, {}, told)
    api.found = [*newest_first(*range(2, 30)), *api.found]
    cursor = polled(api, cursor, told)
    del api.found[11]  # the last that was told
    for _ in range(4):
        cursor = polled(api, cursor, told)
    assert natives(told) == [f"u{number}" for number in range(1, 30)]


def test_an_api_that_gives_the_same_page_for_ever_ends_the_poll(polled: Any) -> None:
    api, told = Rounds(entity(1)), list[Any]()
    cursor = polled(api, {}, told)
    api.found = [*newest_first(7, 8, 9)]
    api.get = lambda *args, body, **more: Rounds.get(api, body=json.dumps({"limit": SIZE}).encode())  # type: ignore[method-assign]
    polled(api, cursor, told)
    assert natives(told) == ["u1", "u7", "u8", "u9"]
    assert api.asked == 3


@given(
    grown=st.lists(st.integers(0, 25), min_size=1, max_size=6),
    cuts=st.sets(st.integers(2, 40), max_size=8),
)
def test_whatever_comes_and_wherever_it_breaks_each_is_found_once(grown: list[int], cuts: set[int]) -> None:
    listed, told = ["e0"], ["e0"]
    cursor, asked = Walk().with_page(listed, last=True).cursor, 1
    for count in [*grown, *[0] * 30]:
        listed = [*reversed([f"e{len(listed) + place}" for place in range(count)]), *listed]
        walk, resumed = Walk.of(cursor), "walk" in cursor
        for _ in range(4):
            asked += 1
            if asked in cuts:
                break
            start = listed.index(walk.after) + 1 if walk.after else 0
            page = listed[start : start + SIZE]
            told += walk.news(page)
            walk = walk.with_page(page, last=len(page) < SIZE)
            cursor = walk.cursor
            if walk.ended and not resumed:
                break
            if walk.ended:
                walk, resumed = walk.anew(), False
    assert sorted(told) == sorted(listed)
