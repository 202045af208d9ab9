"""A dry run: prints what a sink would send, and where, and sends nothing."""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, TextIO

from sinks.digest import Digest
from sinks.digest_text import digest_text
from sinks.message import message
from sinks.message_text import message_text
from sinks.sink import Delivery, Finding, Found, Receipt, Receipts, Repeat, Sought
from sinks.views import alert_views

if TYPE_CHECKING:
    from sinks.sink import Content


class DryRun:
    """Stands for the sink `name`. `own`: what its own place is called; `threads`: whether it answers in threads.

    On failure nothing was sent. On repeat it is printed again.
    """

    type: ClassVar[str] = "dry_run"
    repeat: ClassVar[Repeat] = "harmless"
    batch: ClassVar[int] = 100
    pace: ClassVar[float] = 0.0
    seeks = False
    fallback = None

    def __init__(self, name: str, own: str | None, *, threads: bool, stream: TextIO | None = None) -> None:
        self.name, self.own, self._threads, self._stream = name, own, threads, stream or sys.stdout

    @property
    def threads(self) -> bool:
        """As the sink that it stands for."""
        return self._threads

    def check(self) -> tuple[Finding, ...]:
        """That nothing is sent is a warning: it is meant for a trial."""
        return (Finding("warning", f"{self.name} is a dry run: nothing is sent, and what would be is printed"),)

    def reaches(self, place: str) -> bool:
        """As the sink that it stands for."""
        return self._threads or not place

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        """Print each, with where it would go."""
        receipts = []
        for each in deliveries:
            place = each.to or self.own or self.name
            print(f"[dry run] {each.kind} to {place}{_where(each)}\n{_text(each.content())}", file=self._stream)
            receipts.append(Receipt(place, each.id) if self._threads else None)
        self._stream.flush()
        return receipts

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Found]:
        """Nothing is anywhere."""
        return {}

    def close(self) -> None:
        """There is nothing to give back."""


def _where(delivery: Delivery) -> str:
    if delivery.thread is None:
        return ""
    return ", changed" if delivery.kind == "update" else ", in a thread" + (" and shown" if delivery.broadcast else "")


def _text(content: "Content") -> str:
    if isinstance(content, Digest):
        return digest_text(content)
    return "\n".join(message_text(message(view)) for view in alert_views(content))
