"""Law: rebalance. Workers join and leave while signals flow: none is missing, those of an account keep their order."""

import contextlib
import threading

from streams.topics import QUALIFIED
from tests.kafka.joins import (
    account,
    committed,
    ended,
    ids,
    make_topics,
    producing,
    put_accounts,
    reading,
    signal,
    until,
    worker,
)
from tests.kafka.joins import dumped as body_of

DOMAINS = [f"a{number}.example" for number in range(40)]
PARTITIONS = 3
RATE = 200


class Flow:
    """Signals one after the other, at a steady rate, over all accounts, until it is stopped."""

    def __init__(self, address):
        self.sent, self._address = [], address
        self._stop, self._thread = threading.Event(), threading.Thread(target=self._work)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()

    def _work(self):
        with producing(self._address) as producer:
            while not self._stop.wait(1 / RATE):
                number = len(self.sent)
                told = signal(number, DOMAINS[number % 40])
                producer.send("fitsignal.signals.v1", body_of(told), told["account"].encode())
                self.sent.append(told["id"])


def firsts(found):
    """Ids of each account in the order in which they were seen first."""
    seen = {}
    for each in found:
        seen.setdefault(each["signal"]["account"], {}).setdefault(each["signal"]["id"])
    return {domain: [*names] for domain, names in seen.items()}


def test_workers_join_and_leave_while_signals_flow_and_more_than_partitions_do_no_harm(broker):
    make_topics(broker.address, partitions=PARTITIONS)
    put_accounts(broker.address, *map(account, DOMAINS))
    with contextlib.ExitStack() as last, reading(broker.address, QUALIFIED) as (qualified,):

        def joined():
            return last.enter_context(worker(broker.address))

        def went_on():
            """What flows now comes through."""
            mark = flow.sent[-1]
            until(lambda _: mark in ids(qualified.so_far()))

        first, second = joined(), joined()
        with Flow(broker.address) as flow:
            until(lambda _: qualified.so_far())
            third, fourth = joined(), joined()  # one more than there are partitions
            went_on()
            first.terminate()
            assert ended(first, 10)[0] == 0
            went_on()
            second.kill()
            went_on()
            joined()
            third.terminate()
            went_on()
            fourth.kill()
            went_on()
        wanted = {name: flow.sent[number::40] for number, name in enumerate(DOMAINS)}
        until(lambda _: set(ids(qualified.objects())) == set(flow.sent))
        assert firsts(qualified.objects()) == wanted
        until(lambda _: committed(broker.address) == len(flow.sent))
