"""Brokers of the tests: one at an address that is given, one in a container, or Apache Kafka's jars on this machine."""

import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

VERSION = "4.1.0"
CLUSTER = "Zml0c2lnbmFsLXRlc3RzMA"
PATIENCE = 60.0
"""Seconds that a broker may take to answer."""
POM = Path(__file__).with_name("pom.xml")
CACHE = Path(os.environ.get("FITSIGNAL_KAFKA_JARS") or Path.home() / ".cache" / "fitsignal-kafka")
SINGLE_NODE = {
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "500",
    "auto.create.topics.enable": "false",
}
"""What a cluster of one node needs to be told, by Kafka's names."""


class NoBroker(Exception):
    """There is no broker of this kind here; a sentence says why."""


class Broker(Protocol):
    """A broker that tests may do anything to. `start` after `stop` or `kill` finds what it had."""

    address: str

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def close(self) -> None: ...


class LocalBroker:
    """One node of Apache Kafka as a child process. `extra`: settings of its own; `format_with`: options of the format.

    `listeners` and `listener.security.protocol.map` of `extra` are added to those that a node has anyway.
    """

    def __init__(self, folder: Path, extra: dict[str, str] | None = None, format_with: Sequence[str] = ()) -> None:
        self.folder, self.jars = folder, jars()
        port, controller = free_ports(2)
        self.address = f"127.0.0.1:{port}"
        self._config = folder / "server.properties"
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._config.write_text("".join(f"{k}={v}\n" for k, v in self._settings(port, controller, extra or {}).items()))
        format_log = subprocess.run(
            [*self._java("kafka.tools.StorageTool"), "format", "-t", CLUSTER, "-c", str(self._config), *format_with],
            capture_output=True,
            check=False,
        )
        if format_log.returncode:
            raise NoBroker(f"Kafka's log could not be formatted: {(format_log.stdout + format_log.stderr).decode()}")

    def _settings(self, port: int, controller: int, extra: dict[str, str]) -> dict[str, str]:
        more = dict(extra)
        listeners, protocols = (more.pop(name, "") for name in ("listeners", "listener.security.protocol.map"))
        return {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller},{listeners}".rstrip(","),
            "listener.security.protocol.map": f"PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,{protocols}".rstrip(","),
            "log.dirs": str(self.folder / "log"),
            **SINGLE_NODE,
            **more,
        }

    def _java(self, main: str) -> list[str]:
        java = shutil.which("java") or "java"
        memory = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        return [java, *memory, "-cp", f"{self.jars}/*", main]

    def start(self) -> None:
        """Returns when it answers."""
        with (self.folder / "server.out").open("ab") as out:
            self._process = subprocess.Popen(
                [*self._java("kafka.Kafka"), str(self._config)],
                stdout=out,
                stderr=out,
                cwd=self.folder,
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )
        wait_until_it_answers(self.address, lambda: self._process is not None and self._process.poll() is None)

    def stop(self) -> None:
        """As an operator stops it."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a machine that loses power."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """It stays connected and does not answer."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        """End it, and what it kept."""
        if self._process is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            raise RuntimeError("the broker is not running")
        self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        self._signal(number)
        if self._process is not None:
            self._process.wait(timeout=PATIENCE)
            self._process = None


class ContainerBroker:
    """The official image, where Docker answers."""

    def __init__(self) -> None:
        from testcontainers.core.container import DockerContainer

        (port,) = free_ports(1)
        self.address = f"127.0.0.1:{port}"
        named = {key.upper().replace(".", "_"): value for key, value in SINGLE_NODE.items()} | {
            "NODE_ID": "1",
            "PROCESS_ROLES": "broker,controller",
            "CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
            "CONTROLLER_LISTENER_NAMES": "CONTROLLER",
            "INTER_BROKER_LISTENER_NAME": "PLAINTEXT",
            "LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
            "ADVERTISED_LISTENERS": f"PLAINTEXT://{self.address}",
            "LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        }
        self._container = DockerContainer(f"apache/kafka:{VERSION}").with_bind_ports(9092, port)
        for key, value in named.items():
            self._container.with_env(f"KAFKA_{key}", value)
        self._made = False

    def start(self) -> None:
        if self._made:
            self._inner().start()
        else:
            self._container.start()
            self._made = True
        wait_until_it_answers(self.address, lambda: True)

    def stop(self) -> None:
        self._inner().stop()

    def kill(self) -> None:
        self._inner().kill()

    def pause(self) -> None:
        self._inner().pause()

    def resume(self) -> None:
        self._inner().unpause()

    def close(self) -> None:
        self._container.stop()

    def _inner(self) -> Any:
        return self._container.get_wrapped_container()


class GivenBroker:
    """A broker that somebody else runs: tests that stop or pause a broker leave it alone."""

    def __init__(self, address: str) -> None:
        self.address = address

    def start(self) -> None:
        wait_until_it_answers(self.address, lambda: True)

    def _refuse(self) -> None:
        raise NoBroker("a broker at an address that was given is neither stopped nor paused")

    stop = kill = pause = resume = _refuse

    def close(self) -> None:
        pass


def docker_answers() -> bool:
    """Whether containers can be made here; asked by a process of its own, since a refused client leaks its socket."""
    ask = "import docker; docker.from_env(timeout=5).ping()"
    return subprocess.run([sys.executable, "-c", ask], capture_output=True, timeout=60, check=False).returncode == 0


def jars() -> Path:
    """The folder of Kafka's jars: fetched by Maven once, kept for the user. Raises NoBroker."""
    folder = CACHE / f"kafka-{VERSION}"
    if shutil.which("java") is None:
        raise NoBroker("no Java on this machine: Kafka needs version 17 or later")
    CACHE.mkdir(parents=True, exist_ok=True)
    with locked(CACHE / "lock"):
        if not folder.is_dir():
            _fetch(folder)
    return folder


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NoBroker(f"no Maven to fetch Kafka's jars with, and none in {folder}")
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    goal = "dependency:copy-dependencies"
    command = [maven, "-q", "-B", "-f", str(POM), goal, "-DincludeScope=runtime", f"-DoutputDirectory={partial}"]
    done = subprocess.run(command, capture_output=True, timeout=600, check=False)
    if done.returncode or not any(partial.glob("kafka_*.jar")):
        raise NoBroker(f"Maven could not fetch Kafka's jars: {done.stdout.decode(errors='replace')[-500:]}")
    partial.rename(folder)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone among the processes that lock the same file."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def wait_until_it_answers(address: str, is_alive: Callable[[], bool]) -> None:
    """Returns when the broker knows its cluster; raises NoBroker where it died, or takes too long."""
    from kafka import KafkaAdminClient
    from kafka.errors import KafkaError

    end = time.monotonic() + PATIENCE
    while not _listens(address):
        if not is_alive():
            raise NoBroker("the broker ended while it started")
        if time.monotonic() > end:
            raise NoBroker(f"nobody listens at {address}")
        time.sleep(0.05)
    try:
        with contextlib.closing(
            KafkaAdminClient(bootstrap_servers=address, bootstrap_timeout_ms=PATIENCE * 1000)
        ) as client:
            client.describe_cluster()
    except KafkaError as error:
        raise NoBroker(f"the broker at {address} does not answer: {error}") from None


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


def die_with_parent() -> None:
    """The kernel ends a child whose parent is killed: Linux only."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
