"""SMTP that knows how far it came: whether a mail was told to its end, after which the server may have taken it.

https://www.rfc-editor.org/rfc/rfc5321#section-4.2.5: the mail is the server's from its answer to the final dot on.
"""

import smtplib
import ssl
from collections.abc import Iterable
from contextlib import suppress
from email.message import EmailMessage
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_END = b"\r\n.\r\n"
Refused = dict[str, tuple[int, bytes]]
"""The answer to each address that a server does not take: code and text."""


class Told(smtplib.SMTP):
    """`told`: a mail was sent to its final dot."""

    told = False

    def send(self, s: "ReadableBuffer | str") -> None:
        """As the library does."""
        super().send(s)
        self.told = self.told or (isinstance(s, bytes) and s.endswith(_END))


class Plain(Told):
    """A connection that begins without TLS."""


class Secure(Told, smtplib.SMTP_SSL):
    """A connection that is TLS from the first byte."""


class NotAnAddressError(ValueError):
    """A text is no e-mail address of one person."""


def connected(host: str, port: int, timeout: float, context: ssl.SSLContext | None) -> Told:
    """A connection; with a `context` it is TLS from the first byte. Raises OSError."""
    if context is None:
        return Plain(host, port, timeout=timeout)
    return Secure(host, port, timeout=timeout, context=context)


def hand_over(server: Told, mail: EmailMessage, sender: str, to: Iterable[str]) -> Refused:
    """Send one mail; those of its addresses that were refused, where others were not.

    Raises what smtplib does; `server.told` says whether the mail may have been taken nevertheless.
    """
    try:
        return server.send_message(mail, sender, list(to))
    finally:
        with suppress(OSError):  # the mail is the server's by then, whatever it says to the farewell
            server.quit()
        server.close()


def wire_address(text: str) -> str:
    """An address as servers take it: what follows the @ in its ASCII form. Raises NotAnAddressError."""
    name, _, host = text.rpartition("@")
    if not (name and host) or not text.isprintable() or any(sign in text for sign in ' ,;<>"()[]\\') or "@" in name:
        raise NotAnAddressError(text)
    try:
        return f"{name}@{host.encode('idna').decode()}" if not host.isascii() else text
    except UnicodeError:
        raise NotAnAddressError(text) from None
