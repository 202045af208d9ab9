"""The broker that the Kafka tests share: an address that is given, a container, or a local one; else they skip."""

import contextlib
import gc
import logging
import os
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kafka.broker import (
    PATIENCE,
    Broker,
    ContainerBroker,
    GivenBroker,
    LocalBroker,
    NoBroker,
    docker_answers,
    locked,
)
from tests.kafka.running import Running, northwind

ADDRESS = "FITSIGNAL_BROKER"
LEFT = r"Exception ignored in. <(socket.socket|ssl.SSLSocket) "
"""kafka-python leaves the sockets of connections that fail to the garbage collector."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a broker is marked so, and counted where there is none."""
    for item in items:
        if "any_broker" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.kafka)
            item.add_marker(pytest.mark.filterwarnings(f"ignore:{LEFT}:pytest.PytestUnraisableExceptionWarning"))


@pytest.fixture(scope="session")
def any_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """The broker of the session; tests take `broker`, which is empty."""
    try:
        found = _find(tmp_path_factory.mktemp("kafka"))
    except NoBroker as why:
        pytest.skip(f"no broker: {why}. Set {ADDRESS} to the address of one that may be emptied")
    with contextlib.closing(found):
        yield found


@pytest.fixture
def broker(any_broker: Broker) -> Iterator[Broker]:
    """A broker without topics of ours; one at a given address is taken by one test at a time."""
    alone: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
    if isinstance(any_broker, GivenBroker):
        alone = locked(Path(tempfile.gettempdir()) / "fitsignal-tests-broker.lock")
    with alone:
        empty(any_broker.address)
        yield any_broker


@pytest.fixture
def own_broker(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker that the test may stop, kill and pause; it must be left running. One that was given is left alone."""
    with contextlib.ExitStack() as last:
        if isinstance(broker, GivenBroker):
            broker = last.enter_context(contextlib.closing(_local(tmp_path_factory.mktemp("own"))))
        last.enter_context(refused_connections())
        yield broker


def _local(folder: Path) -> Broker:
    try:
        found = LocalBroker(folder)
        found.start()
    except NoBroker as why:
        pytest.skip(f"it stops the broker, which the one at {ADDRESS} must not be, and there is no other: {why}")
    return found


@contextlib.contextmanager
def refused_connections() -> Iterator[None]:
    """kafka-python leaves sockets of refused connections to the garbage collector; what it logs would keep them."""
    told = logging.getLogger("kafka")
    level = told.level
    told.setLevel(logging.CRITICAL)
    yield
    told.setLevel(level)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def empty(address: str) -> None:
    """Delete every topic of ours, with what groups had read of it."""
    from kafka import KafkaAdminClient

    with contextlib.closing(KafkaAdminClient(bootstrap_servers=address)) as admin:
        if ours := _ours(admin):
            admin.delete_topics(ours)
        end = time.monotonic() + PATIENCE
        while _ours(admin) and time.monotonic() < end:  # it answers when it is decided: a moment later they are gone
            time.sleep(0.02)


def _ours(admin: Any) -> list[str]:
    return [topic for topic in admin.list_topics() if topic.startswith(("fitsignal.", "fitsignal-", "test."))]


def _find(folder: Path) -> Broker:
    found: Broker
    if address := os.environ.get(ADDRESS):
        found = GivenBroker(address)
    elif docker_answers():
        found = ContainerBroker()
    else:
        found = LocalBroker(folder)
    found.start()
    return found


@pytest.fixture
def running(tmp_path: Path, broker: Broker) -> Iterator[Running]:
    """The example's roles under their supervisor, killed at the end if they run still."""
    found = Running(northwind(tmp_path / "beside", "kafka.toml"), broker, tmp_path / "run.log")
    yield found
    found.process.kill()
    found.process.wait()
