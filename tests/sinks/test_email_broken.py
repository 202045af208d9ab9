"""The digest by mail beside a server that hangs up, refuses some and takes others, or knows no other letters."""

import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from sinks.email import EmailSink
from sinks.email_options import EmailOptions
from sinks.sink import AmbiguousError, Delivery, DestinationError, SinkError, TransientError
from tests.sinks.test_digest_formats import SMALL

HANG_UP = ""
TEAM = ("one@northwind.example", "two@northwind.example")


class Server:
    """Says what it is told to each command, by the command or the address in it; an empty answer hangs up."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self.said, self.mails = dict(said), list[tuple[list[str], bytes]]()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as file:
                self._talk(file)

    def _talk(self, file: Any) -> None:
        to: list[str] = []
        file.write(b"220 here\r\n")
        file.flush()
        while line := file.readline():
            verb = line[:4].upper().decode()
            if verb == "RCPT":
                to.append(line.decode().partition("<")[2].partition(">")[0])
            answer = self._answer(verb, to)
            if verb == "RCPT" and not answer.startswith("2"):
                to.pop()
            if not self._say(file, answer) or verb == "QUIT":
                return
            if verb == "DATA" and answer.startswith("354") and not self._say(file, self._taken(file, to)):
                return

    def _answer(self, verb: str, to: list[str]) -> str:
        named = self.said.get(to[-1]) if verb == "RCPT" else None
        return named or self.said.get(verb, {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 fine"))

    def _taken(self, file: Any, to: list[str]) -> str:
        body = b"".join(iter(file.readline, b".\r\n"))
        self.mails.append((list(to), body))
        return self.said.get("body", "250 taken")

    def _say(self, file: Any, answer: str) -> bool:
        if answer:
            file.write(f"{answer}\r\n".encode())
            file.flush()
        return bool(answer)


@contextmanager
def server(**said: str) -> Iterator[Server]:
    made = Server(said)
    try:
        yield made
    finally:
        made.close()


def sink(made: Server) -> EmailSink:
    given = {"host": "127.0.0.1", "port": made.port, "tls": "none", "sender": "signals@northwind.example", "to": TEAM}
    return EmailSink(EmailOptions.model_validate(given))


HANGING: list[tuple[str, type[SinkError]]] = [
    ("EHLO", TransientError),
    ("MAIL", TransientError),
    ("RCPT", TransientError),
    ("DATA", TransientError),
    ("body", AmbiguousError),
]


@pytest.mark.parametrize(("stage", "error"), HANGING, ids=[case[0] for case in HANGING])
def test_only_a_server_that_hangs_up_on_the_whole_mail_may_have_taken_it(stage: str, error: type[SinkError]) -> None:
    with server(**{stage: HANG_UP, "HELO": HANG_UP}) as made, pytest.raises(error) as raised:
        sink(made).write([Delivery("d1", SMALL, kind="digest")])
    assert type(raised.value) is error


@pytest.mark.parametrize("farewell", [HANG_UP, "421 too busy", "500 what"])
def test_what_was_taken_is_sent_however_the_server_says_goodbye(farewell: str) -> None:
    with server(QUIT=farewell) as made:
        sink(made).write([Delivery("d1", SMALL, kind="digest")])
        assert len(made.mails) == 1


def test_an_address_that_is_refused_for_now_gets_the_mail_later_and_the_others_not_again() -> None:
    with server(**{TEAM[1]: "451 greylisted"}) as made:
        sent = sink(made)
        with pytest.raises(TransientError, match=re.escape(TEAM[1])):
            sent.write([Delivery("d1", SMALL, kind="digest")])
        made.said.clear()
        sent.write([Delivery("d1", SMALL, kind="digest")])
        sent.write([Delivery("d2", SMALL, kind="digest")])
        assert [to for to, _ in made.mails] == [[TEAM[0]], [TEAM[1]], [*TEAM]]


def test_an_address_that_is_refused_for_good_is_told_and_the_others_get_their_mail(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with server(**{TEAM[0]: "550 no such user"}) as made:
        sink(made).write([Delivery("d1", SMALL, kind="digest")])
        assert [to for to, _ in made.mails] == [[TEAM[1]]]
        assert "one@northwind.example" in caplog.text
        (finding,) = sink(made).check()
        assert finding.level == "error"
        assert "one@northwind.example (550)" in finding.message


def test_a_team_that_cannot_be_reached_keeps_no_owner_from_their_digest() -> None:
    with server(**dict.fromkeys(TEAM, "550 no such user")) as made, pytest.raises(DestinationError) as raised:
        sink(made).write([Delivery("d1", SMALL, kind="digest")])
    assert raised.value.to == "", "the place of the team, not the whole sink"


PEOPLE = [
    "josé@northwind.example",
    "Mara Lind <mara@northwind.example>",
    "mara@northwind.example, bo@northwind.example",
    "mara@northwind.example\r\nBcc: spy@elsewhere.example",
    "mara@",
    "@northwind.example",
    "mara@two@northwind.example",
    "mara@" + "ü" * 80 + ".example",
]


@pytest.mark.parametrize("person", PEOPLE)
def test_a_person_who_can_have_no_mail_is_named_and_holds_up_nobody(person: str) -> None:
    with server() as made, pytest.raises(DestinationError) as raised:
        sink(made).write([Delivery("d1", SMALL, kind="digest", to=person)])
    assert raised.value.to == person
    assert made.mails == []


def test_a_domain_in_other_letters_is_told_in_its_ascii_form() -> None:
    with server() as made:
        sink(made).write([Delivery("d1", SMALL, kind="digest", to="mara@bücher.example")])
        assert [to for to, _ in made.mails] == [["mara@xn--bcher-kva.example"]]
