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
        return self._signs(sent, request.body) or self._signs(sent, *_alone(request.body))

    def covered(self, request: Request) -> int:
        sent = request.headers.get(_HEADER)
        return MOST if sent is None or self._signs(sent, request.body) else 1

    def _signs(self, sent: str, *messages: bytes) -> bool:
        keys = [secret.encode() for secret in self._secrets]
        return any(is_signed(sent, message, keys, "sha1") for message in messages)


def _alone(body: bytes) -> list[bytes]:
    """The first event as it came, and as JavaScript would have written it when it signed; the body where it is one."""
    found = first_item(body)
    if found is None and body.lstrip()[:1] == b"[":
        return []
    one = body if found is None else found
    return [one, *filter(None, (compact(one),))]
