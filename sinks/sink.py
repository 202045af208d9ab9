"""The sink contract: where decided alerts and digests go, and what a failure means.

    SinkError
    ├── TransientError      nothing was delivered; try again, after `retry_after` seconds if the other side said so
    ├── MessageError        this message will never be taken; the next one may be
    ├── DestinationError    nothing will be taken there until a person mends it
    └── AmbiguousError      it may have been delivered, and sending again would show

Every message is a sentence that can be shown: it never holds a token or a webhook's address.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, Protocol

from streams.policy import Priority

if TYPE_CHECKING:
    from sinks.digest import Digest
    from sinks.views import AlertView

Repeat = Literal["harmless", "visible"]


class SinkError(Exception):
    """A write failed. `done`: how many deliveries of the batch, from its beginning, were delivered before."""

    def __init__(self, message: str, *, done: int = 0) -> None:
        super().__init__(message)
        self.done = done


class TransientError(SinkError):
    """Nothing was delivered, and the same may work later. `retry_after` in seconds; None: the caller's own backoff."""

    def __init__(self, message: str, *, retry_after: float | None = None, done: int = 0) -> None:
        super().__init__(message, done=done)
        self.retry_after = retry_after


class MessageError(SinkError):
    """This message is refused for good; others may pass."""


class DestinationError(SinkError):
    """The destination is refused for good. `to`: the one channel that is; None: the whole sink."""

    def __init__(self, message: str, *, to: str | None = None, done: int = 0) -> None:
        super().__init__(message, done=done)
        self.to = to


class AmbiguousError(SinkError):
    """It may have been delivered: a person decides whether to send it again."""


class Finding(NamedTuple):
    """What a check saw: a sentence, and whether it stands in the way."""

    level: Literal["ok", "warning", "error"]
    message: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the outbox on its way. `alert` is None for a digest; `to` a channel or user, None: the sink's own.

    `body` may be a function that reads the content from the store: a sink that shows only a count never calls it.
    """

    id: str
    body: "AlertView | Digest | Callable[[], AlertView | Digest]"
    alert: str | None = None
    priority: Priority | None = None
    to: str | None = None

    def content(self) -> "AlertView | Digest":
        """The alert or digest to show."""
        return self.body() if callable(self.body) else self.body


class Sink(Protocol):
    """Takes deliveries. `batch`: the most that a write takes well; `pace`: seconds between two writes to one channel.

    `repeat` says what sending the same delivery twice would do: nothing, or show it twice.
    """

    type: ClassVar[str]
    repeat: ClassVar[Repeat]
    batch: ClassVar[int]
    pace: ClassVar[float]

    def check(self) -> tuple[Finding, ...]:
        """What can be known without sending anything."""
        ...

    def write(self, deliveries: Sequence[Delivery]) -> None:
        """Deliver all, in order, or raise a SinkError that says how far it came."""
        ...

    def close(self) -> None:
        """Give back what the sink holds; nothing is delivered after it."""
        ...
