"""The sink contract: where decided alerts and digests go, and what a failure means.

    SinkError
    ├── TransientError      nothing was delivered; try again, after `retry_after` seconds if the other side said so
    ├── MessageError        this message will never be taken; the next one may be
    │   └── ThreadError     what it was to stand under is there no more: alone it may be taken
    ├── DestinationError    nothing will be taken there until a person mends it
    └── AmbiguousError      it may have been delivered, and sending again would show

Every message is a sentence that can be shown: it never holds a token or a webhook's address.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, Protocol, runtime_checkable

from streams.policy import Priority

if TYPE_CHECKING:
    from sinks.digest import Digest
    from sinks.views import AlertView, GroupView, ReplyView

    Content = AlertView | ReplyView | GroupView | Digest

Repeat = Literal["harmless", "visible"]
Kind = Literal["alert", "escalation", "reply", "update", "reminder", "group", "digest"]
"""What a delivery is. An escalation, a reply and a reminder stand in the thread of the alert that they are about, where
it has one; an update changes that alert's message; a group is one message for several alerts."""


class Receipt(NamedTuple):
    """Where a delivery stands: the channel and the time stamp that the other side gave it; a thread hangs on both."""

    channel: str
    ts: str


Receipts = Sequence[Receipt | None]
"""One for each delivery of a write, in their order; empty where the other side gives none."""


class SinkError(Exception):
    """A write failed. `done`: how many deliveries of the batch, from its beginning, were delivered before; `receipts`:
    theirs.
    """

    def __init__(self, message: str, *, done: int = 0) -> None:
        super().__init__(message)
        self.done = done
        self.receipts: Receipts = ()


class TransientError(SinkError):
    """Nothing was delivered, and the same may work later. `retry_after` in seconds; None: the caller's own backoff."""

    def __init__(self, message: str, *, retry_after: float | None = None, done: int = 0) -> None:
        super().__init__(message, done=done)
        self.retry_after = retry_after


class MessageError(SinkError):
    """This message is refused for good; others may pass."""


class ThreadError(MessageError):
    """The message that it answers or changes is there no more."""


class DestinationError(SinkError):
    """The destination is refused for good. `to`: the one channel that is; None: the whole sink.

    `final`: it is not tried again before somebody resumes it.
    """

    def __init__(self, message: str, *, to: str | None = None, done: int = 0, final: bool = False) -> None:
        super().__init__(message, done=done)
        self.to, self.final = to, final


class AmbiguousError(SinkError):
    """It may have been delivered: a person decides whether to send it again."""


class Finding(NamedTuple):
    """What a check saw: a sentence, and whether it stands in the way."""

    level: Literal["ok", "warning", "error"]
    message: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the outbox on its way. `alert` is None for a digest; `to` a channel or user, None: the sink's own.

    `thread` is where the message stands that this one answers, or for an update the message that it changes; None
    where there is none: then it is a message of its own. `broadcast`: a reply that the channel shows too.
    `body` may be a function that reads the content from the store: a sink that shows only a count never calls it.
    """

    id: str
    body: "Content | Callable[[], Content]"
    alert: str | None = None
    priority: Priority | None = None
    to: str | None = None
    kind: Kind = "alert"
    thread: Receipt | None = None
    broadcast: bool = False

    def content(self) -> "Content":
        """The alert, group or digest to show."""
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

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        """Deliver all, in order, or raise a SinkError that says how far it came."""
        ...

    def close(self) -> None:
        """Give back what the sink holds; nothing is delivered after it."""
        ...


class Sought(NamedTuple):
    """A message that may be there: where it was to go, where that is as far as known, and when it was tried.

    It is looked for from `since` on, which allows for clocks that differ.
    """

    id: str
    to: str
    channel: str | None
    thread: Receipt | None
    tried: datetime
    since: datetime


Found = Receipt | SinkError | None
"""Where a message is, None where it is not; or why that cannot be known where it was to go."""


@runtime_checkable
class Addressed(Protocol):
    """What a sink has besides that delivers to several places, each at its own pace; `write` is called by many threads.

    `threads`: whether it can answer and change what it sent. `fallback`: where goes what its own place refuses; None:
    nowhere. `seeks`: whether `find` can be asked. `reaches` tells whether it can deliver to a person or channel at all.
    """

    @property
    def threads(self) -> bool: ...

    @property
    def seeks(self) -> bool: ...

    @property
    def fallback(self) -> str | None: ...

    def reaches(self, place: str) -> bool: ...

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Found]:
        """Where each is, by id; what is not known for now is left out. Raises SinkError where nothing can be known."""
        ...
