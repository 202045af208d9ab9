"""Sinks that take what they are given, or fail as they are told."""

from collections.abc import Sequence
from typing import ClassVar

from sinks.digest import Digest
from sinks.sink import Delivery, Finding, Receipts, Repeat


class FakeSink:
    """Takes deliveries, or fails as it is told."""

    type: ClassVar[str] = "fake"
    repeat: ClassVar[Repeat] = "harmless"
    batch: ClassVar[int] = 10
    pace: ClassVar[float] = 0.0

    def __init__(self) -> None:
        self.taken: list[Delivery] = []
        self.failures: list[Exception] = []

    def check(self) -> tuple[Finding, ...]:
        return ()

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        if self.failures:
            raise self.failures.pop(0)
        self.taken += deliveries
        return ()

    def close(self) -> None:
        pass

    @property
    def digests(self) -> list[Digest]:
        """What of it are digests."""
        return [found for each in self.taken if isinstance(found := each.content(), Digest)]
