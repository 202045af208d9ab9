"""Whatever a producer or a broker compresses records with, join and store read them."""

from pathlib import Path
from typing import Any

import pytest

from streams.topics import COMMANDS, DEAD_LETTERS, QUALIFIED, SIGNALS, SILENT, UNRESOLVED
from tests.kafka import joins, owners
from tests.laws.desks import world

CODECS = ("gzip", "snappy", "lz4", "zstd")


def compressed(codec: str, *topics: str) -> dict[str, Any]:
    """Topics whose records the broker compresses so, as a producer's own codec leaves them."""
    return {name: {"compression.type": codec} for name in topics}


@pytest.mark.parametrize("codec", CODECS)
def test_a_join_reads_signals_that_are_compressed(broker: Any, codec: str) -> None:
    joins.make_topics(broker.address, **compressed(codec, SIGNALS))
    joins.put_accounts(broker.address, joins.account("acme.example"))
    joins.put(broker.address, *(("acme.example", joins.signal(number, "acme.example")) for number in range(50)))
    with joins.worker(broker.address), joins.reading(broker.address, QUALIFIED) as (qualified,):
        assert joins.ids(qualified.objects(50)) == [joins.signal(number, None)["id"] for number in range(50)]


@pytest.mark.parametrize("codec", CODECS)
def test_a_store_reads_topics_that_are_compressed(broker: Any, tmp_path: Path, codec: str) -> None:
    joins.make_topics(broker.address, **compressed(codec, QUALIFIED, SILENT, UNRESOLVED, COMMANDS, DEAD_LETTERS))
    with world(tmp_path) as there:
        signals = [joins.signal(number, "alpha.example") for number in range(50)]
        owners.put(
            broker.address, [(QUALIFIED, b"alpha.example", joins.dumped({"v": 1, "signal": each})) for each in signals]
        )
        owners.put(broker.address, [(COMMANDS, None, b"not JSON")])
        owners.feed(broker.address, there)
        assert there.rows("SELECT count(*) FROM signals") == [(50,)]
        assert there.rows("SELECT source, decode(raw) FROM dead_letters") == [(COMMANDS, "not JSON")]
