"""The digest by e-mail over SMTP: HTML, with the same as plain text. Alerts are not sent: mail interrupts nobody.

On failure nothing was sent, or, where the connection broke after the text, it may have been. On repeat the mail comes
twice, with the same Message-ID, which most mail programs show once.
"""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from typing import ClassVar

from sinks.digest import Digest
from sinks.digest_html import digest_html
from sinks.digest_text import digest_text
from sinks.email_options import EmailOptions
from sinks.plain import clip
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

TIMEOUT = 20.0
"""Seconds to connect, and for each answer."""
SUBJECT = 150


class EmailSink:
    """Sends digests: the team's to the addresses of the configuration, an owner's to the owner."""

    type: ClassVar[str] = "email"
    repeat: ClassVar[Repeat] = "visible"
    batch: ClassVar[int] = 1
    pace: ClassVar[float] = 0.0
    threads = False
    seeks = False
    fallback = None

    def __init__(self, options: EmailOptions, context: ssl.SSLContext | None = None) -> None:
        self.options, self._context = options, context

    def reaches(self, place: str) -> bool:
        """People only, and its own addresses."""
        return not place or "@" in place.lstrip("@#")

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Found]:
        """A mail server cannot be asked."""
        return {}

    def check(self) -> tuple[Finding, ...]:
        """Connects and signs in; nothing is sent."""
        try:
            self._connected().quit()
        except (OSError, smtplib.SMTPException) as error:
            return (Finding("error", str(self._failure(error))),)
        return (Finding("ok", f"{self.options.host} takes mail from {self.options.sender}; nothing was sent"),)

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        """Send each, in order; what is no digest is left out."""
        for done, delivery in enumerate(deliveries):
            content = delivery.content()
            try:
                if isinstance(content, Digest):
                    self._send(delivery, content)
            except SinkError as error:
                error.done = done
                raise
        return ()

    def close(self) -> None:
        """Each mail has a connection of its own: there is nothing to give back."""

    def _send(self, delivery: Delivery, digest: Digest) -> None:
        to = (delivery.to,) if delivery.to else self.options.to
        begun = False
        try:
            with self._connected() as server:
                begun = True
                server.send_message(mail(digest, delivery.id, self.options.sender, to))
        except smtplib.SMTPServerDisconnected as error:
            if begun:
                raise AmbiguousError(f"{self.options.host} hung up ({error}): the mail may have been sent") from None
            raise self._failure(error) from None
        except (OSError, smtplib.SMTPException) as error:
            if begun and isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
                raise AmbiguousError(f"{self.options.host} did not answer: the mail may have been sent") from None
            raise self._failure(error, delivery.to) from None

    def _connected(self) -> smtplib.SMTP:
        options = self.options
        context = self._context or ssl.create_default_context()
        if options.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(options.host, options.port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(options.host, options.port, timeout=TIMEOUT)
        try:
            if options.tls == "starttls":
                server.starttls(context=context)
            if options.user and options.password:
                server.login(options.user, options.password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server

    def _failure(self, error: Exception, to: str | None = None) -> SinkError:
        """What an error means. What a server says may name the secret that it was told, so only codes are shown."""
        host = self.options.host
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return DestinationError(f"{host} refuses user and password ({error.smtp_code}): correct them in the sink")
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code = max((code for code, _ in error.recipients.values()), default=0)
            who = to or "the receivers"
            if code < 500:
                return TransientError(f"{host} does not take mail for {who} now ({code}): tried again later")
            return DestinationError(f"{host} takes no mail for {who} ({code}): correct the address", to=to)
        if isinstance(error, smtplib.SMTPResponseException):
            if error.smtp_code < 500:
                return TransientError(f"{host} answered {error.smtp_code}: tried again later")
            return MessageError(f"{host} answered {error.smtp_code}: this mail is refused")
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return DestinationError(f'{host} offers no STARTTLS or sign-in: set tls = "tls", or "none" on this machine')
        if isinstance(error, ssl.SSLError):
            return DestinationError(f"{host} and this machine agree on no TLS ({error.reason}): is the port right?")
        return TransientError(f"{host} could not be reached: {type(error).__name__}")


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
