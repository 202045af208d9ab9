"""The console: each alert as it is decided, in colour on a terminal, as plain text anywhere else.

A burst becomes a line an alert, then counts, so that thousands cost neither the reader nor the process anything.
On failure (a closed pipe) the destination is gone for good. On repeat the alert is printed again, which harms nobody.
"""

import sys
from collections import Counter, deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TextIO

from pydantic import BaseModel, ConfigDict, Field

from sinks.digest import Digest
from sinks.digest_text import digest_text
from sinks.message import message, summary
from sinks.message_text import message_text
from sinks.sink import Delivery, DestinationError, Finding, Repeat
from sinks.views import AlertView

if TYPE_CHECKING:
    from rich.console import Console


FLOOD = 10.0
"""Seconds within which a burst that follows a burst is only counted."""


class ConsoleOptions(BaseModel):
    """`burst`: more alerts than this at once, or half of it within a second, are told in a line each, then counted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["console"] = "console"
    name: str = "console"
    burst: Annotated[int, Field(ge=0)] = 20


class ConsoleSink:
    """Prints alerts and digests."""

    type: ClassVar[str] = "console"
    repeat: ClassVar[Repeat] = "harmless"
    batch: ClassVar[int] = 10_000
    pace: ClassVar[float] = 0.0

    def __init__(
        self,
        options: ConsoleOptions | None = None,
        stream: TextIO | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.options = options or ConsoleOptions()
        self._stream = stream or sys.stdout
        self._clock = clock
        self._burst_at = -FLOOD
        self._lately: deque[float] = deque(maxlen=max(1, self.options.burst // 2))
        self._rich: Console | None = None

    def check(self) -> tuple[Finding, ...]:
        """Where the text goes."""
        kind = "a terminal" if self._stream.isatty() else "a file or a pipe: plain text"
        return (Finding("ok", f"alerts are printed on {kind}"),)

    def close(self) -> None:
        """Hand over what is buffered; the stream is not ours to close."""
        if not self._stream.closed:
            self._stream.flush()

    def write(self, deliveries: Sequence[Delivery]) -> None:
        """Print all, whole or in short, and hand them over."""
        try:
            if len(deliveries) > self.options.burst:
                self._burst(deliveries)
            else:
                for delivery in deliveries:
                    self._one(delivery)
            self._stream.flush()
        except (BrokenPipeError, ValueError) as error:
            if isinstance(error, BrokenPipeError) or self._stream.closed:
                raise DestinationError("the console is closed: nobody reads what is printed") from None
            raise

    def _one(self, delivery: Delivery) -> None:
        content = delivery.content()
        if isinstance(content, Digest):
            self._print(digest_text(content))
        elif self._is_rush():
            self._print(summary(content) + "\n")
        elif self._stream.isatty():
            self._panel(content)
        else:
            self._print(message_text(message(content)))

    def _burst(self, deliveries: Sequence[Delivery]) -> None:
        now = self._clock()
        most = 0 if now - self._burst_at < FLOOD else self.options.burst
        self._burst_at = now
        told, left = deliveries[:most], deliveries[most:]
        rest = [each for each in left if each.alert is not None]
        digests = [each for each in left if each.alert is None]
        lines = [self._line(each.content()) for each in told]
        if rest:
            lines.append(f"… and {len(rest):,} more alerts ({_counts(rest)})\n")
        self._print("".join([*lines, *(self._line(each.content()) for each in digests)]))
        self._lately.extend([self._clock()] * (self._lately.maxlen or 0))

    def _line(self, content: AlertView | Digest) -> str:
        return digest_text(content) if isinstance(content, Digest) else summary(content) + "\n"

    def _is_rush(self) -> bool:
        """Whether too many alerts were printed within the last second."""
        now = self._clock()
        rush = len(self._lately) == self._lately.maxlen and now - self._lately[0] < 1.0
        self._lately.append(now)
        return rush

    def _panel(self, view: AlertView) -> None:
        from rich.console import Console

        from sinks.message_panel import message_panel

        if self._rich is None:
            self._rich = Console(file=self._stream, highlight=False, markup=False)
        self._rich.print(message_panel(message(view)))

    def _print(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        if encoding.lower().replace("-", "") != "utf8":
            text = text.encode(encoding, "replace").decode(encoding)
        self._stream.write(text)


def _counts(deliveries: Sequence[Delivery]) -> str:
    counted = Counter(each.priority or "unranked" for each in deliveries)
    return ", ".join(f"{priority} {n:,}" for priority, n in sorted(counted.items()))
