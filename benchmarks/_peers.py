"""Peers on the same broker and the same topic: what a first Faust app does, and a loop of one insert a message.

    python -m benchmarks._peers ADDRESS COUNT FOLDER

As a module it is the Faust app, in a process of its own; it prints its signals a second and ends.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks._cluster import ACCOUNTS, MOST, fits
from streams.topics import QUALIFIED, SIGNALS
from tests.kafka import joins

WEEK = 604_800.0
RATE = "signals a second: "


def one_insert(address: str, count: int, folder: Path) -> float:
    """Signals a second of kafka-python's consumer and one insert into DuckDB for each message."""
    import duckdb
    import orjson
    from kafka import KafkaConsumer, TopicPartition

    consumer = KafkaConsumer(bootstrap_servers=address)
    consumer.assign([TopicPartition(SIGNALS, number) for number in range(joins.PARTITIONS)])
    consumer.seek_to_beginning()
    taken, start = 0, 0.0
    with duckdb.connect(str(folder / "one_insert.duckdb")) as store:
        store.execute("CREATE TABLE q (id VARCHAR PRIMARY KEY, domain VARCHAR, kind VARCHAR, seen VARCHAR, body JSON)")
        for message in consumer:
            start = start or time.perf_counter()
            found = orjson.loads(message.value)
            row = [found["id"], found["account"], found["kind"], found["observed_at"], message.value.decode()]
            store.execute("INSERT OR IGNORE INTO q VALUES (?, ?, ?, ?, ?)", row)
            taken += 1
            if taken == count:
                break
    consumer.close()
    return count / (time.perf_counter() - start)


def first_faust_app(address: str, count: int, folder: Path) -> float:
    """Signals a second of a Faust app that reads a table, writes it and sends, for each record."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks._peers", address, str(count), str(folder)],
        capture_output=True,
        text=True,
        timeout=MOST,
        check=False,
    )
    told = [line for line in done.stdout.splitlines() if line.startswith(RATE)]
    if not told:
        raise RuntimeError(f"the first Faust app ended without a figure: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return float(told[0].removeprefix(RATE))


def _app(address: str, count: int, folder: str) -> Any:
    import faust

    app = faust.App(
        f"first-app-{os.getpid()}",
        broker=f"kafka://{address}",
        datadir=folder,
        store="memory://",
        topic_partitions=joins.PARTITIONS,
        topic_replication_factor=1,
        table_standby_replicas=0,
        topic_disable_leader=True,
        web_enabled=False,
        stream_wait_empty=False,
        producer_linger=0.02,
    )
    fit = {f"a{number}.com": 80.0 if fits(number) else 10.0 for number in range(ACCOUNTS)}
    state = app.Table("state", default=None, partitions=joins.PARTITIONS)
    out = app.topic(QUALIFIED, value_serializer="json")
    taken, start = 0, 0.0

    async def score(stream: Any) -> None:
        nonlocal taken, start
        async for signal in stream:
            start = start or time.perf_counter()
            account, now = signal["account"], time.time()
            before, at = state.get(account) or (0.0, now)
            points = before * 0.5 ** ((now - at) / WEEK) + fit[account] / 100
            state[account] = [points, now]
            if fit[account] >= 40:
                await out.send(key=account, value={**signal, "fit": fit[account], "score": points})
            taken += 1
            if taken == count:
                os.write(1, f"\n{RATE}{count / (time.perf_counter() - start)}\n".encode())
                os._exit(0)

    app.agent(app.topic(SIGNALS, key_type=bytes, value_serializer="json"))(score)
    return app


if __name__ == "__main__":
    faust_app = _app(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    sys.argv[1:] = ["worker", "-l", "error", "--without-web"]
    faust_app.main()
