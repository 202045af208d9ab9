"""The digest by e-mail over SMTP: HTML, with the same as plain text. Alerts are not sent: mail interrupts nobody.

On failure nothing was sent, or, where the connection broke after the text, it may have been. On repeat the mail comes
twice, with the same Message-ID, which most mail programs show once.
"""

import logging
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import closing
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from typing import ClassVar

from sinks.answer_pages import Links, with_pages
from sinks.digest import Digest
from sinks.digest_html import digest_html
from sinks.digest_text import digest_text
from sinks.email_options import EmailOptions
from sinks.plain import clip, shown
from sinks.sink import (
    AmbiguousError,
    Delivery,
    DestinationError,
    Finding,
    Found,
    MessageError,
    Receipts,
    Repeat,
    SinkError,
    Sought,
    TransientError,
)
from sinks.smtp import NotAnAddressError, Refused, Told, connected, hand_over, wire_address

log = logging.getLogger(__name__)
TIMEOUT = 20.0
"""Seconds to connect, and for each answer."""
SUBJECT = 150


class EmailSink:
    """Sends digests: the team's to the addresses of the configuration, an owner's to the owner.

    `links`: where their lines are answered.
    """

    type: ClassVar[str] = "email"
    repeat: ClassVar[Repeat] = "visible"
    batch: ClassVar[int] = 1
    pace: ClassVar[float] = 0.0
    threads = False
    seeks = False
    fallback = None

    def __init__(
        self, options: EmailOptions, context: ssl.SSLContext | None = None, links: Links | None = None
    ) -> None:
        self.options, self._context, self._links = options, context, links
        self._had: dict[str, set[str]] = {}

    def reaches(self, place: str) -> bool:
        """People only, and its own addresses."""
        return not place or "@" in place.lstrip("@#")

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Found]:
        """A mail server cannot be asked."""
        return {}

    def check(self) -> tuple[Finding, ...]:
        """Connects, signs in and names the addresses that are to get mail; nothing is sent."""
        try:
            with closing(self._connected()) as server:
                refused = [each for each in map(partial(self._asked, server), self.options.to) if each]
                server.quit()
        except (OSError, smtplib.SMTPException) as error:
            return (Finding("error", str(self._failure(error))),)
        good = f"{self.options.host} takes mail from {self.options.sender}; nothing was sent"
        return tuple(Finding("error", each) for each in refused) or (Finding("ok", good),)

    def _asked(self, server: smtplib.SMTP, to: str) -> str:
        """Why an address would get no mail; empty where it would."""
        server.ehlo_or_helo_if_needed()
        for who, (code, _) in ((self.options.sender, server.mail(self.options.sender)), (to, server.rcpt(to))):
            if code >= 500:
                return f"{self.options.host} takes no mail for or from {who} ({code}): correct the address"
        server.rset()
        return ""

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        """Send each, in order; what is no digest is left out."""
        for done, delivery in enumerate(deliveries):
            content = delivery.content()
            try:
                if isinstance(content, Digest):
                    self._send(delivery, with_pages(content, self._links, delivery.to))
            except SinkError as error:
                error.done = done
                raise
        return ()

    def close(self) -> None:
        """Each mail has a connection of its own: there is nothing to give back."""

    def _send(self, delivery: Delivery, digest: Digest) -> None:
        had = self._had.setdefault(delivery.id, set())
        to = [each for each in ((delivery.to,) if delivery.to else self.options.to) if each not in had]
        try:
            refused = self._handed(delivery, digest, to)
        except DestinationError as error:
            if not had or error.to is None:
                raise
            refused = {}
            log.warning("%s", error)  # others have it: one address holds up no further digest
        had |= set(to) - refused.keys()
        self._tell(refused)
        del self._had[delivery.id]

    def _tell(self, refused: Refused) -> None:
        """Of several addresses some were refused: for good, or for now, then they alone get it later."""
        host = self.options.host
        for who, (code, _) in refused.items():
            if code >= 500:
                log.warning("%s takes no mail for %s (%d), the others have it: correct the address", host, who, code)
        later = [who for who, (code, _) in refused.items() if code < 500]
        if later:
            raise TransientError(f"{host} does not take mail for {', '.join(later)} now, the others have it")

    def _handed(self, delivery: Delivery, digest: Digest, to: Sequence[str]) -> Refused:
        """Whom the server refused, where it took the mail for others."""
        sender, place, server = self.options.sender, delivery.to or "", None
        try:
            addresses = dict(zip(map(wire_address, to), to, strict=True))
            server = self._connected()
            refused = hand_over(server, mail(digest, delivery.id, sender, tuple(addresses)), sender, addresses)
        except NotAnAddressError as error:
            who = shown(str(error), 100)
            raise DestinationError(f"{who} is no e-mail address: correct the owner, or the sink", to=place) from None
        except (OSError, smtplib.SMTPException) as error:
            if server is not None and server.told and _broke(error):
                raise AmbiguousError(f"{self.options.host} hung up: the mail may have been sent") from None
            raise self._failure(error, place, to) from None
        return {addresses[each]: answer for each, answer in refused.items()}

    def _connected(self) -> Told:
        options = self.options
        context = self._context or ssl.create_default_context()
        server = connected(options.host, options.port, TIMEOUT, context if options.tls == "tls" else None)
        try:
            if options.tls == "starttls":
                server.starttls(context=context)
            if options.user and options.password:
                server.login(options.user, options.password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server

    def _failure(self, error: Exception, place: str = "", to: Sequence[str] = ()) -> SinkError:
        """What an error means. What a server says may name the secret that it was told, so only codes are shown."""
        host, who = self.options.host, shown(", ".join(to), 200) or "the receivers"
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return DestinationError(f"{host} refuses user and password ({error.smtp_code}): correct them in the sink")
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code = min((code for code, _ in error.recipients.values()), default=0)
            if code < 500:
                return TransientError(f"{host} does not take mail for {who} now ({code}): tried again later")
            return DestinationError(f"{host} takes no mail for {who} ({code}): correct the address", to=place)
        if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code >= 500:
            return DestinationError(f"{host} takes no mail from {self.options.sender} ({error.smtp_code}): correct it")
        if isinstance(error, smtplib.SMTPResponseException):
            if error.smtp_code < 500:
                return TransientError(f"{host} answered {error.smtp_code}: tried again later")
            return MessageError(f"{host} answered {error.smtp_code}: this mail is refused")
        if isinstance(error, smtplib.SMTPNotSupportedError) and not all(map(str.isascii, to)):
            return DestinationError(f"{host} takes no address in other letters than ASCII, as {who}", to=place)
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return DestinationError(f'{host} offers no STARTTLS or sign-in: set tls = "tls", or "none" on this machine')
        if isinstance(error, ssl.SSLError):
            return DestinationError(f"{host} and this machine agree on no TLS ({error.reason}): is the port right?")
        return TransientError(f"{host} could not be reached: {type(error).__name__}")


def _broke(error: Exception) -> bool:
    """Whether the connection ended without an answer."""
    return isinstance(error, smtplib.SMTPServerDisconnected) or not isinstance(error, smtplib.SMTPException)


def mail(digest: Digest, id_: str, sender: str, to: Sequence[str]) -> EmailMessage:
    """The digest as a mail: plain text, and HTML that needs nothing else."""
    made = EmailMessage()
    made["Subject"] = " ".join(clip(digest.greeting, SUBJECT).split())
    made["From"], made["To"] = sender, ", ".join(to)
    made["Date"] = format_datetime(digest.end)
    made["Message-ID"] = f"<{id_}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(digest_text(digest))
    made.add_alternative(digest_html(digest), subtype="html")
    return made
