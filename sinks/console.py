"""The console: each alert as it is decided, in colour on a terminal, as plain text anywhere else.

A burst becomes a line an alert, then counts, so that thousands cost neither the reader nor the process anything: what
is shown of an alert is read from the store, which takes its time.
On failure (a closed pipe, a full disk) the destination is dead until it takes something again. On repeat the alert is
printed again, which harms nobody.
"""

import sys
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TextIO

from pydantic import BaseModel, ConfigDict, Field

from sinks.counting import counted
from sinks.digest import Digest
from sinks.digest_text import digest_text
from sinks.message import message, summary
from sinks.message_text import message_text
from sinks.sink import Delivery, DestinationError, Finding, Receipts, Repeat
from sinks.views import AlertView, alert_views
from sinks.wrapping import on_terminal

if TYPE_CHECKING:
    from rich.console import Console


FLOOD = 10.0
"""Seconds within which a burst that follows a burst is only counted."""


class ConsoleOptions(BaseModel):
    """`burst`: so many alerts within a second are shown whole, as many more in a line each, and the rest is counted."""

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
        self._burst_at, self._in_short = -FLOOD, False
        self._lately: deque[tuple[float, int]] = deque()
        self._rich: Console | None = None

    def check(self) -> tuple[Finding, ...]:
        """Where the text goes."""
        kind = "a terminal" if self._stream.isatty() else "a file or a pipe: plain text"
        return (Finding("ok", f"alerts are printed on {kind}"),)

    def close(self) -> None:
        """Hand over what is buffered; the stream is not ours to close."""
        if not self._stream.closed:
            with suppress(OSError):
                self._stream.flush()

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        """Print all, whole or in short, and hand them over."""
        try:
            alerts = [each for each in deliveries if each.alert is not None]
            if alerts:
                self._alerts(alerts)
            for delivery in deliveries:
                if delivery.alert is None:
                    self._whole(delivery)
            self._stream.flush()
            return ()
        except (OSError, ValueError) as error:
            if isinstance(error, BrokenPipeError) or self._stream.closed:
                raise DestinationError("the console is closed: nobody reads what is printed") from None
            if isinstance(error, OSError):
                raise DestinationError(f"the console takes nothing: {error.strerror or error}") from None
            raise

    def _alerts(self, alerts: Sequence[Delivery]) -> None:
        whole, lines = self._room(len(alerts))
        for delivery in alerts[:whole]:
            self._whole(delivery)
        short = [_line(each) for each in alerts[whole : whole + lines]]
        if rest := alerts[whole + lines :]:
            short.append(f"… and {counted(len(rest), 'more alert')} ({_counts(rest)})\n")
        if short:
            self._print("".join(short))
            self._in_short = True

    def _room(self, number: int) -> tuple[int, int]:
        """How many of the alerts are shown whole, and how many in a line; the rest is counted."""
        now, most = self._clock(), self.options.burst
        while self._lately and now - self._lately[0][0] >= 1.0:
            self._lately.popleft()
        before = sum(many for _, many in self._lately)
        self._lately.append((now, number))
        if before + number <= most:
            return number, 0
        flood, self._burst_at = now - self._burst_at < FLOOD, now
        return (0, 0) if flood else (max(0, most - before), most)

    def _whole(self, delivery: Delivery) -> None:
        content = delivery.content()
        if self._in_short:
            self._print("\n")
            self._in_short = False
        if isinstance(content, Digest):
            self._digest(content)
        else:
            for view in alert_views(content):
                self._alert(view)

    def _alert(self, view: AlertView) -> None:
        if self._stream.isatty():
            self._panel(view)
        else:
            self._print(message_text(message(view)) + "\n")

    def _digest(self, digest: Digest) -> None:
        self._print(on_terminal(digest_text(digest), self._stream))

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


def _line(delivery: Delivery) -> str:
    content = delivery.content()
    if isinstance(content, Digest):
        return digest_text(content)
    return "".join(summary(view) + "\n" for view in alert_views(content))


def _counts(deliveries: Sequence[Delivery]) -> str:
    counted = Counter(each.priority or "unranked" for each in deliveries)
    return ", ".join(f"{priority} {n:,}" for priority, n in sorted(counted.items()))
