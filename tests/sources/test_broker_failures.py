"""What an outlet does where the broker's client fails: it sends all again, in order, with a new client."""

import contextlib
from datetime import UTC, datetime

import pytest
from kafka.errors import KafkaTimeoutError, MessageSizeTooLargeError, NotLeaderForPartitionError
from kafka.future import Future as Sent

from sources import broker
from sources.broker import KafkaOutlet
from streams.match import nobody
from streams.ports import Batch, OutletError, Receipt
from streams.signal import Company, SignalDraft
from streams.topics import SIGNALS
from streams.wire import unpack

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PATIENCE = 30


class NoNames:
    """No accounts: every domain makes a discovered one."""

    trouble = ""

    def start(self):
        pass

    close = start

    def until_read(self):
        return True

    @contextlib.contextmanager
    def resolver(self):
        yield lambda name, domain, email, country: nobody("no account", domain)


class Clients:
    """Makes clients that fail as told: each record's answer is the next of `answers`, then all are taken."""

    def __init__(self, *answers):
        self.answers, self.made, self.taken = list(answers), 0, []

    def __call__(self):
        self.made += 1
        return Client(self)


class Client:
    def __init__(self, all_of_them):
        self._all = all_of_them

    def partitions_for(self, topic):
        return {0, 1}

    def send(self, topic, key, value):
        answer = self._all.answers.pop(0) if self._all.answers else None
        if isinstance(answer, KafkaTimeoutError):  # as where the topic's leader is not known
            raise answer
        if isinstance(answer, Sent):
            return answer
        if answer is not None:
            return Sent().failure(answer)
        self._all.taken += [each["account"] for each in unpack(value)] if topic == SIGNALS else []
        return Sent().success(None)

    def close(self, timeout):
        raise KafkaTimeoutError("it could not send all")


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(broker, "FIRST_PAUSE", 0.0)


def outlet_of(clients):
    return contextlib.closing(KafkaOutlet({}, lambda: NOW, names=NoNames(), make=clients))


def batch(*domains):
    return Batch("wire", "feed", [SignalDraft(kind="visit", company=Company(domain=domain)) for domain in domains])


@pytest.mark.parametrize("error", [NotLeaderForPartitionError(), KafkaTimeoutError("no leader"), RuntimeError("fatal")])
def test_what_failed_is_sent_again_before_what_came_later(error):
    clients = Clients(error)
    with outlet_of(clients) as outlet:
        first = outlet.accept(batch("a.example"))
        assert first.result(PATIENCE) == Receipt(stored=1)
        assert outlet.accept(batch("b.example")).result(PATIENCE) == Receipt(stored=1)
        assert outlet.trouble == ""
    assert (clients.taken, clients.made) == (["a.example", "b.example"], 2)


def test_a_client_that_says_nothing_any_more_is_made_anew_and_what_it_says_later_counts_no_more(monkeypatch):
    monkeypatch.setattr(broker, "DEAF", 0.2)
    silent = Sent()
    clients = Clients(silent)
    with outlet_of(clients) as outlet:
        first = outlet.accept(batch("a.example"))
        assert first.result(PATIENCE) == Receipt(stored=1)
        silent.failure(NotLeaderForPartitionError())
        assert outlet.accept(batch("b.example")).result(PATIENCE) == Receipt(stored=1)
    assert (clients.taken, clients.made) == (["a.example", "b.example"], 2)


def test_a_silent_client_is_made_anew_also_where_no_more_may_be_under_way(monkeypatch):
    monkeypatch.setattr(broker, "DEAF", 0.2)
    clients = Clients(Sent())
    with contextlib.closing(KafkaOutlet({}, lambda: NOW, names=NoNames(), make=clients, ahead=1)) as outlet:
        taken = [outlet.accept(batch(domain)) for domain in ("a.example", "b.example")]
        assert [each.result(PATIENCE).stored for each in taken] == [1, 1]
    assert sorted(set(clients.taken)) == ["a.example", "b.example"]


def test_a_broker_that_fails_often_is_tried_until_it_takes_it():
    clients = Clients(*[NotLeaderForPartitionError() for _ in range(20)])
    with outlet_of(clients) as outlet:
        assert outlet.accept(batch("a.example")).result(PATIENCE) == Receipt(stored=1)
    assert (clients.taken, clients.made) == (["a.example"], 21)


@pytest.mark.parametrize("error", [MessageSizeTooLargeError("too large")])
def test_what_the_broker_refuses_for_its_size_fails_and_the_next_goes_on(error):
    clients = Clients(error)
    with outlet_of(clients) as outlet:
        with pytest.raises(OutletError, match=r"the broker refuses the batch: .*too large"):
            outlet.accept(batch("a.example")).result(PATIENCE)
        assert outlet.accept(batch("b.example")).result(PATIENCE) == Receipt(stored=1)
    assert clients.taken == ["b.example"]


def test_batches_that_wait_together_are_each_kept_with_their_own_receipt():
    clients = Clients()
    with outlet_of(clients) as outlet:
        kept = [outlet.accept(batch(*[f"c{each}.example" for each in range(number)])) for number in range(20)]
        assert [each.result(PATIENCE).stored for each in kept] == list(range(20))


def test_nothing_is_kept_after_closing_and_closing_twice_is_harmless():
    with outlet_of(Clients()) as outlet:
        outlet.accept(batch("a.example")).result(PATIENCE)
        outlet.close()
        with pytest.raises(OutletError, match="the outlet is closing"):
            outlet.accept(batch("b.example")).result(0)
