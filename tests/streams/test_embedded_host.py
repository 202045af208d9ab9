"""The embedded host: one writer thread, shared commits, and failures that stay with whom they belong to."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import timedelta

import pytest

from streams import embedded
from streams.embedded import EmbeddedHost
from streams.match import Match, nobody
from streams.ports import Arrivals, Batch, OutletError, Receipt, Rejected
from streams.signal import Company, SignalDraft
from tests.streams.worlds import NOW

POISON = "poison"


class FakeDesk:
    """A desk that waits at a gate, keeps what it was given, and chokes on one kind of batch."""

    def __init__(self) -> None:
        self.gate, self.entered = threading.Event(), threading.Event()
        self.calls: list[list[int]] = []
        self.kept: list[Arrivals] = []

    def apply(self, arrivals: Sequence[Arrivals]) -> list[Receipt]:
        self.entered.set()
        assert self.gate.wait(30)
        self.calls.append([len(each.signals) for each in arrivals])
        if any(signal.source == POISON for each in arrivals for signal in each.signals):
            raise RuntimeError("it cannot be judged")
        self.kept += arrivals
        return [Receipt(stored=len(each.signals)) for each in arrivals]


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def host(desk: FakeDesk) -> Iterator[EmbeddedHost]:
    made = EmbeddedHost(desk, lambda: lambda name, domain, email, country: nobody("a stranger", domain), lambda: NOW)
    yield made
    desk.gate.set()
    made.close()


def batch(count: int, source: str = "test", **fields: object) -> Batch:
    company = Company(domain="kilo.example")
    drafts = [SignalDraft(kind="visit", company=company, native=f"{source} {n}", **fields) for n in range(count)]  # type: ignore[arg-type]
    return Batch(source, source, drafts)


def waiting(host: EmbeddedHost, desk: FakeDesk) -> "Future[Receipt]":
    """A batch that holds the writer at the gate, so that what follows gathers behind it."""
    first = host.accept(batch(1, "first"))
    assert desk.entered.wait(30)
    return first


def test_what_arrives_while_a_commit_runs_shares_the_next_one(host: EmbeddedHost, desk: FakeDesk) -> None:
    futures = [waiting(host, desk), *(host.accept(batch(n, f"s{n}")) for n in (2, 3, 4))]
    desk.gate.set()
    assert [future.result(30).stored for future in futures] == [1, 2, 3, 4]
    assert desk.calls == [[1], [2, 3, 4]]


def test_a_batch_is_resolved_by_the_accounts_as_they_stand_when_it_is_stored(desk: FakeDesk) -> None:
    known = {"resolve": lambda name, domain, email, country: nobody("a stranger", domain)}
    host = EmbeddedHost(desk, lambda: known["resolve"], lambda: NOW)
    waiting(host, desk)
    change = host.call(lambda: known.update(resolve=lambda *_: Match("kilo.example", "domain", 1.0, "listed")))
    late = host.accept(batch(1, "late"))
    desk.gate.set()
    change.result(30)
    assert late.result(30).stored == 1
    host.close()
    assert [(signal.source, signal.resolution.method) for each in desk.kept for signal in each.signals] == [
        ("first", "domain"),
        ("late", "domain"),
    ]
    assert [each.facts == {} for each in desk.kept] == [False, True]


def test_a_shared_commit_is_bounded_but_a_large_batch_goes_whole(
    host: EmbeddedHost, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "MOST", 10)
    futures = [waiting(host, desk), *(host.accept(batch(n, f"s{n}")) for n in (4, 5, 3, 25, 1))]
    desk.gate.set()
    assert [future.result(30).stored for future in futures] == [1, 4, 5, 3, 25, 1]
    assert desk.calls == [[1], [4, 5], [3], [25], [1]]


def test_one_poisoned_batch_of_a_shared_commit_fails_alone_and_the_order_is_kept(
    host: EmbeddedHost, desk: FakeDesk
) -> None:
    first, good, bad, last = waiting(host, desk), *(host.accept(batch(1, name)) for name in ("a", POISON, "b"))
    desk.gate.set()
    assert [each.result(30).stored for each in (first, good, last)] == [1, 1, 1]
    with pytest.raises(OutletError, match=f"^the batch of {POISON} was not stored: it cannot be judged$"):
        bad.result(30)
    assert [each.signals[0].source for each in desk.kept] == ["first", "a", "b"]


def test_a_command_runs_on_the_writer_alone_between_two_commits_in_its_turn(host: EmbeddedHost, desk: FakeDesk) -> None:
    first, before = waiting(host, desk), host.accept(batch(1, "a"))
    told = host.call(lambda: (threading.current_thread().name, len(desk.calls)))
    after = host.accept(batch(1, "b"))
    desk.gate.set()
    assert told.result(30) == ("desk", 2)
    assert [each.result(30).stored for each in (first, before, after)] == [1, 1, 1]


def test_a_command_that_fails_fails_for_its_caller_and_the_writer_goes_on(host: EmbeddedHost, desk: FakeDesk) -> None:
    desk.gate.set()
    with pytest.raises(ZeroDivisionError):
        host.call(lambda: 1 // 0).result(30)
    assert host.accept(batch(1)).result(30).stored == 1


def test_who_no_longer_waits_neither_stops_the_writer_nor_has_a_batch_stored(
    host: EmbeddedHost, desk: FakeDesk
) -> None:
    first, gone, command = waiting(host, desk), host.accept(batch(1, "gone")), host.call(lambda: 1)
    assert gone.cancel()
    assert command.cancel()
    assert not first.cancel(), "it is under way"
    desk.gate.set()
    assert host.accept(batch(1, "a")).result(30).stored == 1
    assert [each.signals[0].source for each in desk.kept] == ["first", "a"]


def test_closing_finishes_what_is_queued_and_refuses_what_comes_later(host: EmbeddedHost, desk: FakeDesk) -> None:
    futures = [waiting(host, desk), host.accept(batch(1, "a")), host.call(lambda: "done"), host.accept(batch(1, "b"))]
    closing = threading.Thread(target=host.close)
    closing.start()
    desk.gate.set()
    closing.join(30)
    assert [future.done() for future in futures] == [True] * 4
    assert len(desk.kept) == 3
    for late in (host.accept(batch(1)), host.call(lambda: 1)):
        with pytest.raises(OutletError, match=r"^the desk is closed: offer the batch again after the next start$"):
            late.result(0)
    host.close()


def test_a_batch_is_stamped_when_it_is_taken_and_once_only(host: EmbeddedHost, desk: FakeDesk) -> None:
    desk.gate.set()
    earlier, later = NOW - timedelta(hours=3), NOW + timedelta(hours=3)
    for stamp in (None, earlier, later):
        host.accept(batch(1, f"{stamp}", observed_at=stamp)).result(30)
    assert [each.signals[0].observed_at for each in desk.kept] == [NOW, earlier, NOW], "never in the future"


def test_by_a_recorded_clock_the_events_own_time_stands_for_the_time_it_was_seen(desk: FakeDesk) -> None:
    recorded = EmbeddedHost(desk, lambda: lambda *_: nobody("a stranger", "kilo.example"), lambda: NOW, recorded=True)
    desk.gate.set()
    past = NOW - timedelta(days=30)
    for given in (past, None):
        recorded.accept(batch(1, f"{given}", occurred_at=given)).result(30)
    recorded.close()
    assert [each.signals[0].observed_at for each in desk.kept] == [past, NOW]


def test_what_is_of_nobody_and_what_is_broken_reach_the_desk_too(host: EmbeddedHost, desk: FakeDesk) -> None:
    desk.gate.set()
    nameless = SignalDraft(kind="visit", company=Company(name="Somebody"))
    host.accept(Batch("test", "test", [nameless], [Rejected("line 1", "broken", b"{")], seeded=True)).result(30)
    (kept,) = desk.kept
    assert [(each.signal.company.name, each.reason) for each in kept.unresolved] == [("Somebody", "a stranger")]
    assert kept.unresolved[0].signal.seeded
    assert [(each.source, each.rejected.raw, each.observed_at) for each in kept.dead] == [("test", b"{", NOW)]
