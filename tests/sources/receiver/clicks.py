"""Clicks as Slack sends them, signed by a secret that is nobody's."""

import hmac
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson

from streams.clicks import block_name
from tests.sources.receiver.makers import NOW

SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"
ALERT = "20261124-0123-4567-89ab-cdef01234567"
ACCOUNT = "alpha.example"
RESPONSE_URL = "https://hooks.slack.example/actions/T1/2/secretpart"


def action(said: str = "good", value: str | None = None, stamp: str = "1764000000.1", **more: Any) -> dict[str, Any]:
    """A button, or with a value an option of a menu."""
    known: dict[str, Any] = {"block_id": block_name(ALERT, ACCOUNT), "action_id": f"answer_{said}", "action_ts": stamp}
    if value is not None:
        return known | {"type": "static_select", "selected_option": {"value": value}} | more
    return known | {"type": "button", "value": said} | more


def payload(*actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "username": "mara", "name": "mara", "team_id": "T1"},
        "token": "legacy-verification-token",
        "response_url": RESPONSE_URL,
        "container": {"type": "message", "channel_id": "C1", "message_ts": "1764000000.000100"},
        "message": {"text": "P2 Veltrane"},
        "actions": list(actions) or [action()],
    } | more


def signed(body: bytes, at: datetime = NOW, secret: str = SIGNING) -> dict[str, str]:
    """The headers that Slack sends with a body."""
    stamp = str(int(at.timestamp()))
    made = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, "sha256").hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={made}"}


def form(told: dict[str, Any]) -> bytes:
    """The body of a click."""
    return urlencode({"payload": orjson.dumps(told).decode()}).encode()
