"""segment: webhook destinations, classic and Actions. Vendor: segment.com/docs, "Webhooks"; at most 4,000 events.

HMAC-SHA1 in `X-Signature`, hex. An Actions batch is an array of which only the first event is signed: the others are
taken and marked as not signed. Where no shared secret is set at Segment, it sends no signature; then the secret is in
the URL or a header, and covers all. It waits 5 seconds, and sends again for up to 4 hours.
"""

from datetime import datetime
from typing import ClassVar

from sources.receiver.adapters.document import compact, first_item
from sources.receiver.adapters.hook import MOST
from sources.receiver.adapters.rudderstack import RudderStack
from sources.receiver.contract import Request
from sources.receiver.signatures import is_signed

_HEADER = "x-signature"


class Segment(RudderStack):
    """The events of Segment's clients, sent on by its servers and signed."""

    type: ClassVar[str] = "segment"

    def proves(self, request: Request, now: datetime) -> bool:
        sent = request.headers.get(_HEADER)
        if sent is None:
            return super().proves(request, now)
        return self._signs(sent, request.body) or self._signs(sent, first_item(request.body))

    def covered(self, request: Request) -> int:
        sent = request.headers.get(_HEADER)
        return MOST if sent is None or self._signs(sent, request.body) else 1

    def _signs(self, sent: str, message: bytes | None) -> bool:
        """Whether the message is signed as it came, or as JavaScript would have written it when it signed."""
        keys = [secret.encode() for secret in self._secrets]
        written = message if message is None else compact(message)
        return any(each is not None and is_signed(sent, each, keys, "sha1") for each in (message, written))
