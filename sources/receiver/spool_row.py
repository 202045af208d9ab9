"""A kept request as a row: what is written of it, and how it is read again."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import orjson

from sources.receiver.contract import CUT, Request

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

KEPT = frozenset((
    CUT,
    "accept-language", "cf-connecting-ip", "content-encoding", "content-type", "dnt", "fastly-client-ip",
    "forwarded", "host", "origin", "posthog-request-timestamp", "posthog-sdk-info", "purpose", "referer",
    "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "sec-fetch-dest", "sec-fetch-mode", "sec-gpc",
    "sec-purpose", "signature", "sp-anonymous", "svix-id", "svix-timestamp", "true-client-ip", "user-agent",
    "webhook-id", "webhook-timestamp", "x-forwarded-for", "x-forwarded-proto", "x-moz", "x-purpose", "x-real-ip",
    "x-request-signature", "x-retry-count", "x-signature", "x-snitcher-signature",
))  # fmt: skip
"""Headers that matter later. Keys, cookies and whatever else may be a secret are in none of them."""

Columns = tuple[int, str, bytes, bytes]
"""at (microseconds since 1970), endpoint, head (JSON), body."""


def columns(request: Request) -> Columns:
    """A request to be written."""
    headers = {name: value for name, value in request.headers.items() if name in KEPT}
    head = orjson.dumps([request.method, request.path, request.query, headers, request.client])
    return (request.received_at - EPOCH) // _TICK, request.endpoint, head, request.body


def request_of(at: int, endpoint: str, head: bytes, body: bytes) -> Request:
    """A request as it was written."""
    method, path, query, headers, client = orjson.loads(head)
    return Request(endpoint, method, path, query, headers, body, client, EPOCH + at * _TICK)


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as a time."""
    return EPOCH + timedelta(seconds=seconds)


def digest(endpoint: str, key: str) -> bytes:
    """A sender's own id of a request, as it is remembered."""
    return blake2b(f"{endpoint}\0{key}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
