"""The broker of a workspace: options of its clients, its topics made or checked, and what is wrong with it."""

import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fitsignal.broker_settings import Broker, Tls
from fitsignal.errors import OperatorError
from fitsignal.workspace import Workspace

if TYPE_CHECKING:
    from sinks.cluster import Cluster
    from sinks.sink import Finding
    from streams.worker import JoinOptions

JOIN_GROUP = "fitsignal-join"
"""The consumer group of the join's workers."""
RETRY = 1_000
"""Milliseconds between two tries to reach a broker that is away, at most: kafka-python would wait for half a minute."""
BEGINNING = 10_000
"""Milliseconds in which a client must have found the cluster."""


def client_options(workspace: Workspace) -> dict[str, Any]:
    """What kafka-python's clients are made with. Raises OperatorError where a file of `[broker.tls]` cannot be read."""
    broker = _broker(workspace)
    options: dict[str, Any] = {
        "bootstrap_servers": broker.servers,
        "bootstrap_timeout_ms": BEGINNING,
        "reconnect_backoff_max_ms": RETRY,
        "client_id": "fitsignal",
        "security_protocol": _protocol(broker),
    }
    if broker.tls:
        options["ssl_context"] = tls_context(workspace)
    if broker.sasl:
        options |= {
            "sasl_mechanism": broker.sasl.mechanism,
            "sasl_plain_username": broker.sasl.user,
            "sasl_plain_password": broker.sasl.password.get_secret_value(),
        }
    return options


def join_options(workspace: Workspace) -> "JoinOptions":
    """What the Faust worker is made with. Raises OperatorError as `client_options` does."""
    from streams.worker import JoinOptions

    broker = _broker(workspace)
    sasl = broker.sasl
    return JoinOptions(
        servers=broker.servers,
        group=JOIN_GROUP,
        mechanism=sasl.mechanism if sasl else None,
        username=sasl.user if sasl else None,
        password=sasl.password.get_secret_value() if sasl else None,
        tls=tls_context(workspace),
    )


def tls_context(workspace: Workspace) -> ssl.SSLContext | None:
    """Whom to trust and who we are, as `[broker.tls]` says; None without it. Raises OperatorError."""
    tls = _broker(workspace).tls
    if tls is None:
        return None
    context = ssl.create_default_context()
    if tls.ca:
        _read(workspace, "ca", tls.ca, context.load_verify_locations)
    if tls.cert:
        _read(workspace, "cert", tls.cert, lambda path: _identify(context, workspace, tls, path))
    return context


def prepare(workspace: Workspace) -> list[str]:
    """Make the topics that are missing, and check the others; the names of those made. Raises OperatorError."""
    from sinks.cluster import ClusterError

    try:
        with _reached(workspace) as cluster:
            return cluster.make()
    except ClusterError as error:
        raise OperatorError(str(error)) from None


def look(workspace: Workspace) -> "list[Finding]":
    """What is to be said of the broker; nothing is made or sent. Raises OperatorError where it cannot be asked."""
    with _reached(workspace) as cluster:
        return cluster.look(JOIN_GROUP)


@contextmanager
def _reached(workspace: Workspace) -> "Iterator[Cluster]":
    """The cluster; what its client would not say of itself is asked by hand before."""
    from sinks.cluster import Cluster, NotTaken, Unreached

    broker = _broker(workspace)
    _knock(workspace)
    try:
        with _hushed():
            yield Cluster(client_options(workspace), workspace.policy, broker.partitions, broker.replication)
    except NotTaken as error:
        raise OperatorError(_why(broker, error)) from None
    except Unreached as error:
        said = f"[broker] {broker.url} answers, but not what it was asked ({error}): are all brokers of the cluster up"
        raise OperatorError(f"{said}, and can be reached by the addresses that they advertise?") from None


def _knock(workspace: Workspace) -> None:
    """Raises OperatorError where no server of the list can be spoken to as `[broker]` has it."""
    from fitsignal.broker_diagnosis import why_not

    broker, context, reasons = _broker(workspace), tls_context(workspace), []
    for server in broker.servers:
        reason = why_not(server, context, broker.sasl.mechanism if broker.sasl else None)
        if reason is None:
            return
        reasons.append(f"[broker] {reason}")
    raise OperatorError("\n".join(reasons))


def _why(broker: Broker, error: Exception) -> str:
    if broker.sasl:
        user = f"the user {broker.sasl.user!r} with this password, by {broker.sasl.mechanism}"
        return f"[broker] {broker.url} answers, but does not take {user}: are both right under [broker.sasl]?"
    return f"[broker] {broker.url} answers, but does not let a client begin: {error}"


@contextmanager
def _hushed() -> Iterator[None]:
    """The client logs each attempt with its trace; what came of them all is said in a sentence."""
    log = logging.getLogger("kafka")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def _broker(workspace: Workspace) -> Broker:
    if workspace.broker is None:
        raise OperatorError(f"{workspace.path} has no [broker] in fitsignal.toml")
    return workspace.broker


def _protocol(broker: Broker) -> str:
    return ("SASL_" if broker.sasl else "") + ("SSL" if broker.tls else "PLAINTEXT")


def _identify(context: ssl.SSLContext, workspace: Workspace, tls: Tls, cert: str) -> None:
    key = str(workspace.path / tls.key) if tls.key else None
    context.load_cert_chain(cert, key, tls.password.get_secret_value() if tls.password else "")


def _read(workspace: Workspace, key: str, name: str, load: Callable[[str], None]) -> None:
    try:
        load(str(workspace.path / name))
    except OSError as error:
        told = getattr(error, "reason", None) or error.strerror or error
        raise OperatorError(f"[broker.tls] {key}: {name} cannot be read as certificates in PEM: {told}") from None
