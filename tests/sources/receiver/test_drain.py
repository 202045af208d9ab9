"""The drain: what is in the spool reaches the outlet once and in order, whatever fails on the way."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import ClassVar

from hypothesis import given
from hypothesis import strategies as st

from sources.receiver.contract import CUT, Event, Parsed, Request
from sources.receiver.drain import TRIES, Drain
from sources.receiver.reading import Reading
from sources.receiver.who.found import Found
from streams.ports import Batch, OutletError, Receipt, Rejected
from streams.signal import SignalDraft

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


class Words:
    """An adapter: each word of a body is an event, `?` is none, `boom` breaks it, and `+x` has an id of its own."""

    type: ClassVar[str] = "words"

    def check(self, request: Request, now: datetime) -> None:
        """Anybody may."""

    def key(self, request: Request) -> str | None:
        return None

    def parse(self, request: Request) -> Parsed:
        words = request.body.decode().split()
        if "boom" in words:
            raise RuntimeError("the secret xoxb-1")
        events = [Event(title=word, native=word[1:] if word[0] == "+" else None) for word in words if word != "?"]
        return Parsed(events, [Rejected(f"word {n}", "no word", b"?") for n, word in enumerate(words) if word == "?"])


def everybody(request: Request, parsed: Parsed, source_type: str) -> Found:
    drafts = [SignalDraft(kind="visit", native=each.native, details={"word": each.title}) for each in parsed.events]
    return Found(drafts, rejected=parsed.rejected)


class Kept:
    """A spool in memory. `broken`: so many deletions fail first."""

    def __init__(self, bodies: Sequence[str], endpoints: Sequence[str] = ("hooks/a",), broken: int = 0) -> None:
        self.left = {n: request(body, endpoints[(n - 1) % len(endpoints)]) for n, body in enumerate(bodies, 1)}
        self.broken, self._lock = broken, threading.Lock()

    def rows(self, after: int, limit: int) -> list[tuple[int, Request]]:
        with self._lock:
            return [row for row in sorted(self.left.items(), key=lambda row: row[0]) if row[0] > after][:limit]

    def delete(self, seqs: Sequence[int]) -> None:
        with self._lock:
            if self.broken:
                self.broken -= 1
                raise OSError("disk full")
            for seq in seqs:
                del self.left[seq]


@dataclass
class Store:
    """An outlet: keeps each signal once, whole batches or nothing. `refuses` says why it does not."""

    refuses: Callable[[Batch], str | None] = lambda batch: None
    kept: dict[str, list[str]] = field(default_factory=dict)
    natives: set[str | None] = field(default_factory=set)
    dead: list[Rejected] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)

    def accept(self, batch: Batch) -> "Future[Receipt]":
        done: Future[Receipt] = Future()
        if (reason := self.refuses(batch)) is not None:
            done.set_exception(OutletError(reason))
            return done
        self.batches.append(batch)
        new = [draft for draft in batch.drafts if draft.native not in self.natives]
        self.natives |= {draft.native for draft in new}
        self.kept.setdefault(batch.source, []).extend(draft.details["word"] for draft in new)
        self.dead += [each for each in batch.rejected if each.where not in {dead.where for dead in self.dead}]
        done.set_result(Receipt(stored=len(new)))
        return done


def request(body: str, endpoint: str = "hooks/a", at: datetime = NOW) -> Request:
    return Request(endpoint, "POST", f"/{endpoint}", "", {}, body.encode(), "", at)


def reading(*endpoints: str) -> Reading:
    return Reading({endpoint: Words() for endpoint in endpoints or ("hooks/a",)}, everybody)


@contextmanager
def draining(spool: Kept, store: Store, reader: Reading | None = None) -> Iterator[Drain]:
    drain = Drain(spool, reader or reading(), store, pause=lambda seconds: None)
    drain.start()
    try:
        yield drain
    finally:
        drain.close()


def drained(spool: Kept, store: Store, reader: Reading | None = None) -> str:
    with draining(spool, store, reader) as drain:
        return drain.until_empty()


def words(batch: Batch) -> list[str]:
    return [draft.details["word"] for draft in batch.drafts]


def test_what_is_kept_is_handed_over_in_order_by_endpoint_and_then_forgotten() -> None:
    spool, store = Kept(["one two", "three", "four five"], ["hooks/a", "hooks/b"]), Store()
    assert drained(spool, store, reading("hooks/a", "hooks/b")) == ""
    assert store.kept == {"hooks/a": ["one", "two", "four", "five"], "hooks/b": ["three"]}
    assert [batch.source_type for batch in store.batches] == ["words", "words"]
    assert spool.left == {}


def test_a_request_that_gives_nothing_is_forgotten_without_a_batch() -> None:
    spool, store = Kept([""]), Store()
    assert drained(spool, store) == ""
    assert (spool.left, store.batches) == ({}, [])


def test_what_breaks_its_adapter_is_rejected_with_its_bytes_and_the_rest_goes_on() -> None:
    spool, store = Kept(["one ? two", "boom", "three"]), Store()
    drained(spool, store)
    assert store.kept == {"hooks/a": ["one", "two", "three"]}
    word, broken = store.dead
    assert word == Rejected("request 1 at 2026-12-01T09:00:00.000000Z, word 1", "no word", b"?")
    assert (broken.where, broken.raw) == ("request 2 at 2026-12-01T09:00:00.000000Z", b"boom")
    assert broken.cause.startswith("an unexpected RuntimeError at test_drain.py:")


def test_what_was_kept_for_an_endpoint_that_is_gone_is_a_dead_letter() -> None:
    spool, store = Kept(["one"], ["hooks/gone"]), Store()
    drained(spool, store)
    (dead,) = store.dead
    assert (dead.cause, dead.raw) == ("the endpoint hooks/gone is not configured any more", b"one")
    assert spool.left == {}


def test_a_request_that_the_store_never_takes_becomes_a_dead_letter_and_the_others_pass() -> None:
    refuses = lambda batch: "too odd" if "odd" in words(batch) else None  # noqa: E731
    spool, store = Kept(["one", "two", "odd", "three", "four"]), Store(refuses)
    drained(spool, store)
    assert sorted(store.kept["hooks/a"]) == ["four", "one", "three", "two"]
    assert [(each.cause, each.raw) for each in store.dead] == [("too odd", b"odd")]
    assert spool.left == {}


def test_while_the_store_takes_nothing_all_stays_and_the_trouble_is_told() -> None:
    spool, store = Kept(["one", "two"]), Store(lambda batch: "the disk is full")
    assert drained(spool, store) == "the disk is full"
    assert len(spool.left) == 2
    assert store.dead == []


def test_what_failed_is_kept_once_the_store_works_again() -> None:
    fails = iter(["the disk is full"] * (TRIES - 1))
    spool, store = Kept(["one", "two", "three"]), Store(lambda batch: next(fails, None))
    assert drained(spool, store) == ""
    assert sorted(store.kept["hooks/a"]) == ["one", "three", "two"]
    assert (store.dead, spool.left) == ([], {})


def test_what_could_not_be_forgotten_is_handed_over_again_under_the_same_ids() -> None:
    spool, store = Kept(["one two", "+x"], broken=2), Store()
    assert drained(spool, store) == ""
    assert store.kept == {"hooks/a": ["one", "two", "+x"]}
    assert spool.left == {}


def test_events_without_an_id_are_named_after_their_request_and_keep_that_name() -> None:
    rows = [(1, request("one one +x")), (2, request("one", at=NOW))]
    first, again = (reading().batches(rows)[0].drafts for _ in range(2))
    names = [draft.native for draft in first]
    assert names == [draft.native for draft in again]
    assert (len(set(names)), names[2]) == (4, "x")


def test_a_request_of_the_same_place_in_a_spool_begun_anew_has_another_name() -> None:
    later = NOW.replace(microsecond=1)
    (old,), (new,) = (reading().batches([(1, request("one", at=at))])[0].drafts for at in (NOW, later))
    assert old.native != new.native


def test_what_arrives_while_it_runs_is_handed_over_when_it_is_woken() -> None:
    spool, store = Kept(["one"]), Store()
    with draining(spool, store) as drain:
        drain.until_empty()
        spool.left[7] = request("two")
        drain.until_empty()
    assert store.kept == {"hooks/a": ["one", "two"]}


def test_after_closing_what_is_left_stays() -> None:
    spool, store = Kept(["one"]), Store()
    with draining(spool, store) as drain:
        drain.until_empty()
    spool.left[8] = request("two")
    drain.wake()
    assert list(spool.left) == [8]


def test_who_waits_is_told_although_more_keeps_coming() -> None:
    spool, numbers = Kept(["one", "two"]), count(10)

    def another(batch: Batch) -> None:
        spool.left[next(numbers)] = request("more")

    store = Store(another)
    with draining(spool, store) as drain:
        assert drain.until_empty() == ""
        assert store.kept["hooks/a"][:2] == ["one", "two"]


BODIES = st.lists(st.sampled_from(["one", "two ?", "boom", "odd", "", "a b c"]), max_size=12)


@given(BODIES, st.lists(st.booleans(), max_size=8), st.integers(0, 3))
def test_law_every_event_is_kept_once_or_rejected_whatever_fails_for_a_while(
    bodies: list[str], failures: list[bool], broken: int
) -> None:
    fails = iter(failures)

    def refuses(batch: Batch) -> str | None:
        return "odd" if "odd" in words(batch) else "busy" if next(fails, False) else None

    spool, store = Kept(bodies, broken=broken), Store(refuses)
    with draining(spool, store) as drain:
        while drain.until_empty():
            pass
    kept = store.kept.get("hooks/a", [])
    dead = Counter(each.raw.decode() for each in store.dead if each.raw != b"?")
    expected = Counter(word for body in bodies if "boom" not in body for word in body.split() if word != "?")
    given_up = Counter(word for body in dead.elements() if body != "boom" for word in body.split() if word != "?")
    assert spool.left == {}
    assert (dead["boom"], dead["odd"]) == (bodies.count("boom"), bodies.count("odd"))
    assert Counter(kept) <= expected <= Counter(kept) + given_up


def test_a_body_that_is_not_there_as_a_whole_is_rejected_with_the_reason() -> None:
    cut = replace(request("half", "hooks/a"), headers={CUT: "The body is too large."})
    (batch,) = Reading({"hooks/a": Words()}, everybody).batches([(1, cut)])
    assert ([(each.cause, each.raw) for each in batch.rejected], batch.drafts) == (
        [("The body is too large.", b"half")],
        [],
    )
