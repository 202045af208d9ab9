"""A rejected part of a request is read again: it says no more than it did, and nobody is forgotten by it."""

import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sources.receiver.adapters.segment import Segment
from sources.receiver.clients.segment import SegmentClients
from sources.receiver.contract import NOT_SIGNED, Adapter, Parsed, Request
from sources.receiver.reading import Reading
from sources.receiver.who.attribution import UNSIGNED, attribute
from sources.receiver.who.found import Found
from sources.receiver.who.options import WhoOptions
from sources.receiver.who.world import World
from streams.ports import Rejected

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SECRET = "0123456789abcdef"
VISIT = {"type": "page", "messageId": "1", "properties": {"url": "https://ours.example/", "email": "jo@acme.example"}}
DELETE = {"type": "delete", "messageId": "2", "userId": "u1"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World.open(tmp_path, WhoOptions())
    yield made
    made.close()


@pytest.fixture
def reading(world: World) -> Reading:
    adapters: dict[str, Adapter] = {"hooks/seg": Segment([SECRET]), "segment": SegmentClients(frozenset(("key",)))}
    return Reading(adapters, partial(asked, world), world.people.written)


def asked(world: World, request: Request, parsed: Parsed, source_type: str) -> Found:
    return attribute(request, parsed, world, source_type)


def rejected(reading: Reading, *events: dict[str, Any]) -> list[Rejected]:
    """What is rejected of a batch of which only the first event is signed."""
    body = json.dumps(events, separators=(",", ":")).encode()
    first = json.dumps(events[0], separators=(",", ":")).encode()
    signature = {"x-signature": hmac.new(SECRET.encode(), first, "sha1").hexdigest()}
    request = Request("hooks/seg", "POST", "/hooks/seg", "", signature, body, "", NOW)
    return [each for batch in reading.batches([(1, request)]) for each in batch.rejected]


def test_the_place_of_a_part_says_that_the_signature_does_not_cover_it(reading: Reading) -> None:
    unknown = {"type": "of-tomorrow"}
    places = [each.where for each in rejected(reading, unknown, unknown)]
    assert [place.endswith(NOT_SIGNED) for place in places] == [False, True]


@pytest.mark.parametrize(("signed", "most"), [(True, 1.0), (False, UNSIGNED)])
def test_what_was_not_signed_is_no_surer_when_it_is_read_again(reading: Reading, signed: bool, most: float) -> None:
    (draft,) = reading.again("hooks/seg", json.dumps(VISIT).encode(), NOW, signed=signed).drafts
    assert draft.confidence == most


@pytest.mark.parametrize("endpoint", ["hooks/seg", "segment"])
def test_reading_again_forgets_nobody(reading: Reading, endpoint: str) -> None:
    with pytest.raises(ValueError, match="fitsignal erase"):
        reading.again(endpoint, json.dumps(DELETE).encode(), NOW)
    visit = reading.again(endpoint, json.dumps({**VISIT, "userId": "u1"}).encode(), NOW)
    assert len(visit.drafts) == 1


def test_an_unsigned_deletion_is_rejected_as_such_and_stays_it(reading: Reading) -> None:
    (left,) = rejected(reading, VISIT, DELETE)
    assert left.where.endswith(NOT_SIGNED)
    with pytest.raises(ValueError, match="does not cover"):
        reading.again("hooks/seg", left.raw, NOW, signed=False)


def test_what_a_browser_sent_is_a_visit_again_though_its_headers_are_gone(reading: Reading) -> None:
    event = {**VISIT, "context": {"library": {"name": "analytics.js"}}}
    assert len(reading.again("segment", json.dumps(event).encode(), NOW).drafts) == 1
