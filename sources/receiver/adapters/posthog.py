"""posthog: the webhook destination. Vendor: posthog.com/docs/cdp; by default it sends page views, with their person.

It signs nothing: the secret is in a header of one's own, or in the URL. The body is a template that its user may edit:
an event and its person, or the event alone.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.hook import Hook
from sources.receiver.adapters.values import email, first, table
from sources.receiver.clients.parts import NoEvent
from sources.receiver.clients.posthog import read_event
from sources.receiver.contract import Event, Request

_NO_INTEREST = frozenset(
    ("$autocapture", "$pageleave", "$rageclick", "$web_vitals", "$feature_flag_called", "$exception", "$snapshot")
) | {"$heatmap", "$dead_click", "$performance_event", "$opt_in", "$feature_view", "$feature_interaction"}


class PostHog(Hook):
    """What the event tells, as of PostHog's clients; with the e-mail address of its person."""

    type: ClassVar[str] = "posthog"

    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        item = part["event"] if isinstance(part.get("event"), dict) else part
        person = table(part.get("person"))
        facts = {**table(person.get("properties")), **table(item.get("$set"))}
        name = first(item, "event") or ""
        if name in _NO_INTEREST:
            return []
        url = table(item.get("properties")).get("$current_url") or item.get("url")
        known = {**item, "$set": facts, "properties": {**table(item.get("properties")), "$current_url": url}}
        try:
            found = [replace(event, direct=False) for event in read_event(known, request.received_at)]
        except NoEvent as cause:
            raise Unread(str(cause)) from None
        if not found:
            raise Unread("events of that name tell of no visit")
        address = email(person.get("email")) or email(person.get("name"))
        return [replace(event, email=event.email or address) for event in found]
