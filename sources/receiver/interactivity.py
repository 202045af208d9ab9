"""Clicks on buttons in Slack: `POST /slack/interactivity`, signed by the app's signing secret.

Slack waits three seconds: the click is checked, kept and answered, and acted on by the drain. What is kept of it is
what the answer needs; the address that Slack gives for replies, and its token, are in nothing that is written.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, ClassVar
from urllib.parse import parse_qs

import orjson

from sources.receiver.clients.door import Answer
from sources.receiver.contract import Parsed, Refused, Request
from sources.receiver.signatures import is_timely
from streams.clicks import answers_of
from streams.ports import Rejected

Follow = Callable[[Mapping[str, Any], datetime], None]
"""Begins what a click leads to, and returns at once."""
PATH = "/slack/interactivity"
ENDPOINT = "slack/interactivity"
_KEPT = ("type", "user", "container", "actions")
_MOST_FIELDS = 20


class Interactivity:
    """Reads the clicks of an app, or of several with a secret each."""

    type: ClassVar[str] = "slack"

    def __init__(self, secrets: Sequence[str], follow: Follow | None = None) -> None:
        self._secrets = tuple(secret.encode() for secret in secrets)
        self._follow = follow

    def check(self, request: Request, now: datetime) -> None:
        """Raise Refused (401) unless Slack signed it within five minutes."""
        sent, stamp = (request.headers.get(f"x-slack-{name}", "") for name in ("signature", "request-timestamp"))
        if not (is_timely(stamp, now) and any(_signs(each, stamp, sent, request.body) for each in self._secrets)):
            raise Refused(401, "The request does not prove who sent it.", "unauthorized")

    def key(self, request: Request) -> str | None:
        """The click itself: sent again, it is answered and not kept again."""
        named = [answer.id for answer in answers_of(_payload(request.body) or {}, request.received_at)]
        return blake2b("".join(named).encode(), digest_size=16).hexdigest() if named else None

    def answer(self, request: Request) -> Answer:
        """An empty answer, once the click is kept; then what it leads to begins, for which Slack does not wait."""
        payload = _payload(request.body) if self._follow else None
        if self._follow is not None and payload is not None:
            self._follow(payload, request.received_at)
        return Answer(200, b"", "text/plain")

    def kept(self, request: Request) -> Request:
        """The request with nothing in it but what the answer needs."""
        payload = _payload(request.body)
        return request if payload is None else replace(request, body=orjson.dumps(_needed(payload)))

    def parse(self, request: Request) -> Parsed:
        """The answers of a kept request; buttons that only open a link say nothing."""
        payload = _payload(request.body)
        if payload is None:
            return Parsed(rejected=[Rejected("its payload", "not a payload of Slack's", request.body)])
        return Parsed(answers=answers_of(payload, request.received_at))


def _signs(secret: bytes, stamp: str, sent: str, body: bytes) -> bool:
    made = hmac.digest(secret, f"v0:{stamp}:".encode() + body, "sha256").hex()
    return hmac.compare_digest(f"v0={made}".encode(), sent.encode("utf-8", "replace"))


def _payload(body: bytes) -> dict[str, Any] | None:
    """The payload of a body as Slack sends it, a form, or as it is kept, JSON. A probe of the connection has none."""
    try:
        text = body.decode()
        if not text.startswith("{"):
            fields = parse_qs(text, max_num_fields=_MOST_FIELDS)
            text = fields.get("payload", ["{}" if "ssl_check" in fields else ""])[0]
        found = orjson.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _needed(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {key: payload[key] for key in _KEPT if key in payload}
