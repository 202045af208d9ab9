"""JSON of others: halves of characters, numbers that are none, and what one such item may cost a poll."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.foreign_json import read_json
from sources.look import look
from tests.sources.answers import answer

HALF = "\ud83d"
"""JSON can spell it, nothing can write it down."""
READ: dict[str, Any] = {
    r'{"a": "x\ud83d", "b": "\ude00y"}': {"a": "x\ufffd", "b": "\ufffdy"},
    r'"\ud83d\ude00 \\ud83d"': "\U0001f600 \\ud83d",
    r'{"\ud83d": [1, true, null]}': {"\ufffd": [1, True, None]},
    "[NaN, Infinity, -Infinity, 1e5]": [None, None, None, 1e5],
}


@pytest.mark.parametrize("said", READ)
def test_what_json_spells_can_be_written_down(said: str) -> None:
    assert read_json(said) == read_json(said.encode()) == READ[said]


@pytest.mark.parametrize("said", ["", "{", "[" * 100_000, b"\xff\xfe\x00"])
def test_what_is_no_json_is_an_error_of_one_kind(said: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(said)


@given(st.recursive(st.none() | st.text(st.characters(categories=("L", "Cs"))), st.lists, max_leaves=9))
def test_whole_text_stays_and_all_of_it_can_be_encoded(value: Any) -> None:
    found = read_json(json.dumps(value))

    json.dumps(found, ensure_ascii=False).encode()
    if HALF not in (text := json.dumps(value, ensure_ascii=False)) and not any("\ud800" <= c <= "\udfff" for c in text):
        assert found == value


def round_of(number: str, **more: Any) -> dict[str, Any]:
    name = {"value": f"Norrvik {number}"}
    return {"uuid": number, "properties": {"funded_organization_identifier": name, "investment_type": "seed", **more}}


JOB = {"title": "Account Executive", "absolute_url": f"https://boards.example/{HALF}", "content": HALF}
DIRTY: dict[str, tuple[dict[str, Any], Any]] = {
    "feed": (
        {"type": "feed"},
        {
            "items": [
                {"id": HALF, "title": f"Norrvik{HALF} raises $9 million Series A", "url": f"https://n.example/{HALF}"},
                {"id": "2", "title": "Norrvik raises $30 million Series B"},
            ]
        },
    ),
    "jobs": (
        {"type": "jobs", "token": "norrvik", "domain": "norrvik.example"},
        {"jobs": [{"id": HALF, **JOB}, {"id": 2, **JOB}]},
    ),
    "crunchbase": (
        {"type": "crunchbase", "key": "k3y"},
        {
            "entities": [
                round_of(f"u1{HALF}", money_raised={"value": float("inf"), "currency": "USD"}, announced_on=HALF),
                round_of("u2", money_raised={"value": 10**400, "currency": "USD"}, investment_type=[HALF]),
            ]
        },
    ),
}


@pytest.mark.parametrize("name", DIRTY)
def test_one_item_that_cannot_be_written_down_costs_no_other(name: str, bench: Any, serve: Any) -> None:
    table, said = DIRTY[name]

    async def scenario() -> list[Any]:
        async with serve({"/x": answer(json.dumps(said).encode())}) as base:
            source = bench.source(**table, url=f"{base}/x", allow_private=True)
            return [await bench.runner(source).run_once() for _ in range(2)]

    first, second = asyncio.run(scenario())
    assert (first.errors, first.signals) == ({}, 2)
    assert (second.errors, second.signals) == ({}, 0)


def test_a_look_at_a_source_ends_with_a_sentence_whatever_it_meets(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (bench.workspace / "feed.xml").write_text("<rss><channel><item><title>x</title></item></channel></rss>")
    source = bench.source(type="feed", url="feed.xml")

    def broken(*_: Any) -> None:
        raise KeyError("s3cret")

    monkeypatch.setattr(source, "parse", broken)
    poll = asyncio.run(look(source))

    assert poll.error == "an unexpected KeyError stopped this poll: the log has its trace"
