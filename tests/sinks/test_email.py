"""The digest by mail, through a real SMTP server on this machine."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from sinks.digest import Section
from sinks.email import EmailSink
from sinks.email_options import EmailOptions
from sinks.sink import Delivery, DestinationError, MessageError, SinkError, TransientError
from tests.sinks.test_digest_formats import SMALL

TEAM, MARA = "team@northwind.example", "mara@northwind.example"


class Inbox:
    """A server's handler that keeps mails, and refuses what it is told to."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.refusals: dict[str, str] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "data" in self.refusals:
            return self.refusals["data"]
        found = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        assert isinstance(found, EmailMessage)
        self.mails.append((list(envelope.rcpt_tos), found))
        return "250 OK"


def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=data.password == b"right", handled=False)


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    handler = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(
        handler,
        hostname="127.0.0.1",
        port=port,
        authenticator=authenticate,
        auth_require_tls=False,
        auth_required=False,
    )
    server.start()
    yield handler, port
    server.stop()


def sink(port: int, **more: Any) -> EmailSink:
    given = {
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "sender": "signals@northwind.example",
        "to": TEAM,
        **more,
    }
    return EmailSink(EmailOptions.model_validate(given))


def test_a_mails_lines_have_the_page_of_who_gets_it(inbox: tuple[Inbox, int]) -> None:
    handler, port = inbox
    row = replace(SMALL.sections[0].rows[0], account="veltrane.example")
    digest = replace(SMALL, receiver=None, sections=(Section("visitors", "ICP visitors", (row,)),))

    def links(alert: str | None, account: str, who: str | None, now: datetime) -> str:
        return f"https://in.example/{alert}/{account}/{who}/{now:%H:%M}"

    made = EmailSink(sink(port).options, links=links)
    made.write([Delivery(id="1", body=digest, to=MARA), Delivery(id="2", body=digest)])
    for (_, mail), who in zip(handler.mails, (MARA, None), strict=True):
        for kind in ("plain", "html"):
            body = mail.get_body((kind,))
            assert body is not None
            assert f"https://in.example/None/veltrane.example/{who}/07:00" in body.get_content()


def test_the_teams_digest_goes_to_the_team_and_an_owners_to_the_owner(inbox: tuple[Inbox, int]) -> None:
    handler, port = inbox
    sink(port).write([Delivery("d1", SMALL, kind="digest"), Delivery("d2", SMALL, kind="digest", to=MARA)])
    assert [to for to, _ in handler.mails] == [[TEAM], [MARA]]
    _, made = handler.mails[0]
    assert made["Subject"] == SMALL.greeting
    assert made["Message-ID"] == "<d1@northwind.example>"
    plain, page = made.get_body(("plain",)), made.get_body(("html",))
    assert plain is not None
    assert "Veltrane" in plain.get_content()
    assert page is not None
    assert "<table>" in page.get_content()
    assert "<script" not in page.get_content()


def test_user_and_password_are_said_and_never_shown(inbox: tuple[Inbox, int]) -> None:
    handler, port = inbox
    good = sink(port, user="signals", password="right")
    assert [finding.level for finding in good.check()] == ["ok"]
    good.write([Delivery("d1", SMALL, kind="digest")])
    assert len(handler.mails) == 1
    bad = sink(port, user="signals", password="wr0ng-one")
    (finding,) = bad.check()
    assert finding.level == "error"
    assert "wr0ng" not in finding.message + repr(bad.options)
    with pytest.raises(DestinationError):
        bad.write([Delivery("d2", SMALL, kind="digest")])


REFUSALS: list[tuple[str, str, type[SinkError]]] = [
    (MARA, "550 no such user", DestinationError),
    (MARA, "451 greylisted", TransientError),
    ("data", "554 looks like spam", MessageError),
    ("data", "452 disk full", TransientError),
]


@pytest.mark.parametrize(("who", "answer", "error"), REFUSALS, ids=[case[1] for case in REFUSALS])
def test_each_refusal_says_what_becomes_of_the_mail(
    inbox: tuple[Inbox, int], who: str, answer: str, error: type[SinkError]
) -> None:
    handler, port = inbox
    handler.refusals[who] = answer
    with pytest.raises(error):
        sink(port).write([Delivery("d1", SMALL, kind="digest", to=MARA)])
    assert handler.mails == []


def test_a_server_that_is_not_there_or_offers_no_tls_is_told(inbox: tuple[Inbox, int]) -> None:
    _, port = inbox
    with pytest.raises(DestinationError, match="STARTTLS"):
        sink(port, tls="starttls").write([Delivery("d1", SMALL, kind="digest")])
    with pytest.raises(TransientError, match="could not be reached"):
        sink(1).write([Delivery("d1", SMALL, kind="digest")])
