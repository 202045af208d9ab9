"""Answer links: a signed address at which an alert, or a digest's line, can be answered where no buttons are. Pure.

The signature covers the alert, its account, whom the message was for, and until when. Opening it answers nothing.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from streams.ids import is_id

PATH = "/a/"
NO_ALERT = "account"
"""What stands in place of an alert in the link of an account that has none, such as a line of a digest."""
LASTS = timedelta(days=30)
"""How long a link answers."""
_LONGEST = 300


class AnswerLink(NamedTuple):
    """What a link answers: an alert or `NO_ALERT`, and its account; `until` in seconds since 1970.

    `who`: whom the message was for, where that is a person.
    """

    alert: str
    account: str
    who: str
    until: int


def link_to(alert: str | None, account: str, who: str | None, now: datetime) -> AnswerLink:
    """A link made at an instant; `alert`: None where only the account is asked about."""
    return AnswerLink(alert or NO_ALERT, account, (who or "")[:_LONGEST], int((now + LASTS).timestamp()))


def address_of(link: AnswerLink, base: str, key: bytes) -> str:
    """The link under the receiver's public address."""
    asked = {"d": link.account, "w": link.who, "e": str(link.until), "s": _signature(link, key)}
    return f"{base.rstrip('/')}{PATH}{link.alert}?{urlencode(asked)}"


def read_link(alert: str, fields: Mapping[str, str], key: bytes, now: datetime) -> AnswerLink | None:
    """The link that the parameters of an address tell; None where the signature is not ours, or too old."""
    until = fields.get("e", "")
    if not (until.isascii() and until.isdecimal() and len(until) < 12 and (alert == NO_ALERT or is_id(alert))):
        return None
    link = AnswerLink(alert, fields.get("d", ""), fields.get("w", ""), int(until))
    good = hmac.compare_digest(_signature(link, key).encode(), fields.get("s", "").encode("utf-8", "replace"))
    return link if good and now.timestamp() <= link.until else None


def fields_of(link: AnswerLink, key: bytes) -> dict[str, str]:
    """The parameters of the link's address again, for a form that is sent back."""
    return {"d": link.account, "w": link.who, "e": str(link.until), "s": _signature(link, key)}


def _signature(link: AnswerLink, key: bytes) -> str:
    told = "\n".join(f"{len(str(part))}:{part}" for part in link)
    made = hmac.digest(key, b"answer link\n" + told.encode("utf-8", "surrogatepass"), "sha256")
    return urlsafe_b64encode(made).decode().rstrip("=")
