"""On the wire: senders that dawdle, hold on, send without end or come in crowds take little, and nobody's turn."""

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sources.receiver.limits import Limits
from tests.sources.receiver.makers import Served, served

QUICK = Limits(head_seconds=0.2, body_seconds=0.2, idle_seconds=0.2, busy_seconds=5.0, body=100_000, connections=50)
PATIENT = Limits(connections=20)
HEAD = b"POST /hooks/one HTTP/1.1\r\nHost: ours\r\nx-secret: right\r\n"
WHOLE = HEAD + b"Content-Length: 2\r\n\r\n{}"


def rest(connection: socket.socket) -> bytes:
    """All that is answered until the other end closes."""
    found = b""
    try:
        while part := connection.recv(65536):
            found += part
    except ConnectionResetError:
        return found
    return found


def answered(connection: socket.socket, count: int = 1) -> int:
    """So many answers, or fewer where the other end closes: how many were 200."""
    found = b""
    while found.count(b'{"status":"ok"}') < count and (part := connection.recv(65536)):
        found += part
    return found.count(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"", b""),
        (b"POST /hooks/one HT", b"HTTP/1.1 408 "),
        (HEAD, b"HTTP/1.1 408 "),
        (HEAD + b"Content-Length: 9\r\n\r\n", b"HTTP/1.1 408 "),
        (HEAD + b"Content-Length: 9\r\n\r\n{", b"HTTP/1.1 408 "),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", b"HTTP/1.1 408 "),
        (WHOLE, b"HTTP/1.1 200 "),
        (WHOLE + b"POST", b"HTTP/1.1 200 "),
        (WHOLE + b"\r\n\r\n", b"HTTP/1.1 200 "),
    ],
    ids=[
        "nothing",
        "half a line",
        "no end",
        "no body",
        "half a body",
        "half a chunk",
        "idle",
        "half a next",
        "blank lines",
    ],
)
def test_who_does_not_get_on_is_let_go(sent: bytes, told: bytes, tmp_path: Path) -> None:
    with served(tmp_path, QUICK) as receiver, receiver.connect() as connection:
        connection.sendall(sent)
        assert rest(connection)[: len(told)] == told
        assert receiver.post()[0] == 200


def test_a_sender_that_shuts_its_half_is_answered_all_the_same_or_let_go(tmp_path: Path) -> None:
    with served(tmp_path, QUICK) as receiver, receiver.connect() as connection:
        connection.sendall(HEAD + b"Content-Length: 9\r\n\r\n{")
        connection.shutdown(socket.SHUT_WR)
        rest(connection)
        assert receiver.post()[0] == 200
        assert receiver.spool.counts().requests == 1


def test_a_trickle_of_headers_does_not_buy_time(tmp_path: Path) -> None:
    with served(tmp_path, QUICK) as receiver, receiver.connect() as connection:
        connection.settimeout(0.02)
        connection.sendall(HEAD)
        answer = b""
        while not answer:
            try:
                connection.sendall(b"x-more: 1\r\n")
                answer = connection.recv(100)
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408 ")


def test_headers_without_end_are_cut_off(tmp_path: Path) -> None:
    with served(tmp_path) as receiver, receiver.connect() as connection:
        connection.sendall(HEAD)
        sent = 0
        try:
            while sent < 10_000_000:
                sent += connection.send(b"x-filler: " + b"y" * 8000 + b"\r\n")
        except OSError:
            assert sent < 9_000_000
        assert sent < 10_000_000


def test_a_body_over_the_cap_is_told_so_and_the_connection_ends(tmp_path: Path) -> None:
    with served(tmp_path, QUICK) as receiver:
        status, said = receiver.post(b"x" * 5_000_000)
        assert (status, said) == (413, b"The body is too large.\n")
        assert receiver.spool.counts().requests == 0
        assert receiver.post(b"x" * 100_000)[0] == 200


def test_bodies_in_chunks_and_requests_in_a_row_are_taken(tmp_path: Path) -> None:
    chunked = HEAD + b'Transfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n'
    with served(tmp_path) as receiver, receiver.connect() as connection:
        connection.sendall(chunked)
        assert answered(connection) == 1
        connection.sendall(WHOLE * 3)
        assert answered(connection, 3) == 3
        assert [each.body for _, each in receiver.spool.rows(0, 10)] == [b'{"a":1}', b"{}", b"{}", b"{}"]


def test_what_is_no_http_is_let_go(tmp_path: Path) -> None:
    with served(tmp_path) as receiver, receiver.connect() as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not HTTP\r\n\r\n")
        assert rest(connection).startswith(b"HTTP/1.1 400 ")
        assert receiver.post()[0] == 200


def test_a_crowd_that_says_nothing_shuts_nobody_out(tmp_path: Path) -> None:
    with served(tmp_path, PATIENT) as receiver:
        crowd = [receiver.connect() for _ in range(100)]
        for each in crowd[::2]:
            each.sendall(HEAD)
        assert [receiver.post()[0] for _ in range(20)] == [200] * 20
        for each in crowd:
            each.close()


def test_more_at_once_than_there_may_be_connections_are_answered_or_put_off(tmp_path: Path) -> None:
    def post(receiver: Served) -> int:
        try:
            return receiver.post()[0]
        except OSError:
            return 503

    with served(tmp_path, PATIENT) as receiver, ThreadPoolExecutor(60) as pool:
        statuses = list(pool.map(post, [receiver] * 300))
        assert set(statuses) <= {200, 503}
        assert statuses.count(200) <= receiver.spool.counts().requests
        assert statuses.count(200) > 0


def test_sixty_four_senders_at_once_are_all_kept_and_all_told(tmp_path: Path) -> None:
    with served(tmp_path) as receiver, ThreadPoolExecutor(64) as pool:
        bodies = [b'{"n":%d}' % number for number in range(640)]
        assert {status for status, _ in pool.map(receiver.post, bodies)} == {200}
        assert sorted(each.body for _, each in receiver.spool.rows(0, 1000)) == sorted(bodies)
