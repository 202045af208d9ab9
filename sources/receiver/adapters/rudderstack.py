"""rudderstack: each event as its client sent it. Vendor: rudderstack.com/docs, "Webhook destination".

It signs nothing: the secret is in a header of one's own, or in the URL.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.hook import Hook
from sources.receiver.clients.parts import NoEvent
from sources.receiver.clients.segment import read_event
from sources.receiver.contract import Event, Request


class RudderStack(Hook):
    """What the event tells, as of RudderStack's clients; who sent the request is not the visitor."""

    type: ClassVar[str] = "rudderstack"
    dated: ClassVar[bool] = True

    def parts(self, given: Any) -> list[Any]:
        batch = given.get("batch") if isinstance(given, dict) else None
        return batch if isinstance(batch, list) else super().parts(given)

    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        try:
            return [replace(event, direct=False) for event in read_event(part, request.received_at)]
        except NoEvent as cause:
            raise Unread(str(cause)) from None
