"""Why a broker does not take us, found out by hand: its clients say only that they could not begin.

One connection a server, and one question of Kafka's protocol: which SASL mechanisms it takes. A listener without SASL
says that it takes none, so the answer tells apart who is not there, who speaks TLS, and who wants to know a user.
"""

import socket
import ssl
import struct
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

PATIENCE = 5.0
"""Seconds that a server may take for each answer."""
LARGEST_ANSWER = 100_000
_SASL_HANDSHAKE, _VERSION, _CORRELATION = 17, 1, 7
_OK, _UNSUPPORTED_MECHANISM, _ILLEGAL_STATE = 0, 33, 34


class Sasl(NamedTuple):
    """What a listener answered: whether it asks for a user at all, and by which mechanisms."""

    asked: bool
    mechanisms: tuple[str, ...] = ()


def why_not(server: str, tls: ssl.SSLContext | None, mechanism: str | None) -> str | None:
    """Why this server cannot be spoken to so, as a sentence; None where it answers, and takes the mechanism."""
    host, _, port = server.rpartition(":")
    try:
        plain = socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
    except OSError as error:
        return f"{server} cannot be reached: {_unreachable(error)}"
    with plain:
        if tls is None:
            return _spoken(server, plain, mechanism, encrypted=False)
        try:
            with tls.wrap_socket(plain, server_hostname=host.strip("[]")) as wrapped:
                return _spoken(server, wrapped, mechanism, encrypted=True)
        except ssl.SSLCertVerificationError as error:
            return _untrusted(server, error)
        except OSError as error:
            told = getattr(error, "reason", None) or error
            return f"{server} does not take TLS as [broker] tls has it ({told}): is this the port that speaks TLS?"


def _unreachable(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "no such host is known; is its name right?"
    if isinstance(error, TimeoutError):
        return f"no answer within {PATIENCE:g} s; is a firewall between?"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there; is the broker running, and the port right?"
    return error.strerror or str(error)


def _untrusted(server: str, error: ssl.SSLCertVerificationError) -> str:
    told = error.verify_message or str(error)
    return f"the certificate of {server} is not trusted ({told}): name its authority's file as ca under [broker.tls]"


def _spoken(server: str, link: socket.socket, mechanism: str | None, *, encrypted: bool) -> str | None:
    try:
        found = _ask(link, mechanism or "PLAIN")
    except (OSError, ValueError) as error:
        if not encrypted and _speaks_tls(server):
            return f"{server} speaks TLS: set tls = true under [broker]"
        if isinstance(error, TimeoutError):
            return f"{server} takes the connection, and gives no answer in {PATIENCE:g} s: is it overloaded, or paused?"
        return f"{server} does not answer as Kafka does: is this the port of a Kafka listener?"
    return _told(server, found, mechanism)


def _told(server: str, found: Sasl, mechanism: str | None) -> str | None:
    offered = ", ".join(found.mechanisms) or "one that it does not name"
    if mechanism is None and found.asked:
        return f"{server} asks for a user, by {offered}: say who we are under [broker.sasl]"
    if mechanism is not None and not found.asked:
        return f"{server} asks for no user: is this the port that speaks SASL? Else take [broker.sasl] out"
    if mechanism is not None and mechanism not in found.mechanisms:
        return f"{server} does not take {mechanism}: set mechanism under [broker.sasl] to {offered}"
    return None


def _ask(link: socket.socket, mechanism: str) -> Sasl:
    """What the listener says of SASL. Raises OSError, and ValueError for what is no answer of Kafka's."""
    name = mechanism.encode()
    body = struct.pack(">hhihh", _SASL_HANDSHAKE, _VERSION, _CORRELATION, -1, len(name)) + name
    link.sendall(struct.pack(">i", len(body)) + body)
    (size,) = struct.unpack(">i", _exactly(link, 4))
    if not 10 <= size <= LARGEST_ANSWER:
        raise ValueError("not an answer of Kafka's")
    answer = _exactly(link, size)
    correlation, code, count = struct.unpack(">ihi", answer[:10])
    if correlation != _CORRELATION or code not in (_OK, _UNSUPPORTED_MECHANISM, _ILLEGAL_STATE):
        raise ValueError("not an answer to this question")
    return Sasl(code != _ILLEGAL_STATE, tuple(sorted(_texts(answer[10:], count))))


def _exactly(link: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = link.recv(size - len(found))
        if not more:
            raise ConnectionError("closed")
        found += more
    return found


def _texts(answer: bytes, count: int) -> Sequence[str]:
    texts, place = [], 0
    for _ in range(count):
        (size,) = struct.unpack_from(">h", answer, place)
        texts.append(answer[place + 2 : place + 2 + size].decode("utf-8", "replace"))
        place += 2 + size
    return texts


def _speaks_tls(server: str) -> bool:
    """Whether it answers a TLS greeting; nothing is sent over the connection, so who it is does not matter."""
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    host, _, port = server.rpartition(":")
    with suppress(OSError), socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE) as plain:
        anybody.wrap_socket(plain, server_hostname=host.strip("[]")).close()
        return True
    return False
