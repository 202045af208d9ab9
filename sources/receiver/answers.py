"""Answers on the wire: a sentence for a hook's sender, JSON for a client, and when to come again."""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

from sources.receiver.clients.door import Answer, refusal
from sources.receiver.contract import Refused
from sources.receiver.cors import Headers

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

TAKEN = Answer.json({"status": "ok"})
CLOSES = frozenset((408, 413, 431))
"""Statuses after which the connection is of no more use: the rest of the body may still be on its way."""


class Later(Refused):
    """What cannot be taken now: come again after so many seconds."""

    def __init__(self, sentence: str, code: str, retry_after: int) -> None:
        super().__init__(503, sentence, code)
        self.retry_after = retry_after


def said(refused: Refused, public: bool) -> Answer:
    """A refusal as an answer."""
    if public:
        return refusal(refused)
    return Answer(refused.status, f"{refused.sentence}\n".encode(), "text/plain; charset=utf-8")


def extra(refused: Refused) -> Headers:
    """The headers that go with a refusal."""
    found: Headers = []
    if (seconds := getattr(refused, "retry_after", None)) is not None:
        found.append((b"retry-after", b"%d" % seconds))
    if refused.status in CLOSES:
        found.append((b"connection", b"close"))
    return found


async def give(send: Send, answer: Answer, headers: Headers) -> None:
    """Send an answer, with these headers beside its own."""
    await send({"type": "http.response.start", "status": answer.status, "headers": _own(answer) + headers})
    await send({"type": "http.response.body", "body": answer.body})


def wire(answer: Answer, headers: Headers) -> bytes:
    """The same as bytes, without the status line."""
    if not headers and not answer.headers:
        return _plain(answer.type, answer.body)
    lines = [b"%b: %b\r\n" % header for header in _own(answer) + headers]
    return b"".join((*lines, b"\r\n", answer.body))


@lru_cache(256)
def _plain(kind: str, body: bytes) -> bytes:
    return b"content-type: %b\r\ncontent-length: %d\r\n\r\n%b" % (kind.encode("latin-1"), len(body), body)


def _own(answer: Answer) -> Headers:
    own = _usual(answer.type, len(answer.body))
    return [*own, *map(_encoded, answer.headers.items())] if answer.headers else own


def _encoded(header: tuple[str, str]) -> tuple[bytes, bytes]:
    return header[0].lower().encode(), header[1].encode("latin-1")


@lru_cache(256)
def _usual(kind: str, size: int) -> Headers:
    return [(b"content-type", kind.encode("latin-1")), (b"content-length", b"%d" % size)]
