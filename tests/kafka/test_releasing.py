"""What a person gives to an account goes the way of every signal, with the id and instants that it had."""

from pathlib import Path
from typing import Any

from sinks.releasing import release
from streams.ports import Batch
from streams.signal import Company
from tests.kafka.joins import worker
from tests.kafka.owners import (
    PATIENCE,
    arrived,
    caught_up,
    consuming,
    eventually,
    joined,
    make_topics,
    options,
    publishing,
    put,
)
from tests.laws.desks import draft, hosted, world

NOBODYS = [
    draft("visit", "alpha", hour, page="/pricing", visitor="v").model_copy(
        update={"company": Company(name="Alfa Gmbh")}
    )
    for hour in (-3, -2)
]


def test_a_released_signal_comes_back_joined_once_and_is_rebuilt_so(broker: Any, tmp_path: Path) -> None:
    address = broker.address
    make_topics(address)
    with world(tmp_path / "a") as there, hosted(there) as host, consuming(address, there, host) as of:
        of.ready.result(PATIENCE)
        with publishing(address, there, host) as out, worker(address):
            out.ready.result(PATIENCE)
            put(address, joined(arrived(there, Batch("site", "t", NOBODYS)), there))
            caught_up(address, there, host, of)
            held = host.call(lambda: there.rows("SELECT id::VARCHAR, observed_at FROM unresolved ORDER BY 1")).result()
            assert len(held) == len(NOBODYS)
            for _ in range(2):  # the second finds none, or sends the same once more
                release(options(address), there.store, [name for name, _ in held], "alpha.example")
            stored = "SELECT id::VARCHAR, observed_at FROM signals WHERE account = 'alpha.example' AND method = 'claim'"
            eventually(lambda: sorted(host.call(lambda: there.rows(stored)).result()) == held, of)
            eventually(lambda: host.call(lambda: there.rows("SELECT count(*) FROM unresolved")).result() == [(0,)], of)
    with world(tmp_path / "b") as second, hosted(second) as host, consuming(address, second, host) as of:
        caught_up(address, second, host, of)
        assert sorted(host.call(lambda: second.rows(stored)).result()) == held
        assert host.call(lambda: second.rows("SELECT count(*) FROM unresolved")).result() == [(0,)]
