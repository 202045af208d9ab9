"""The topics between the rooms, as data: what each is called, how it is cut, and how long it is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from streams.policy import Policy
from streams.retention import TABLES, least

SIGNALS = "fitsignal.signals.v1"
ACCOUNTS = "fitsignal.accounts.v1"
QUALIFIED = "fitsignal.qualified.v1"
SILENT = "fitsignal.silent.v1"
UNRESOLVED = "fitsignal.unresolved.v1"
COMMANDS = "fitsignal.commands.v1"
ALERTS = "fitsignal.alerts.v1"
DEAD_LETTERS = "fitsignal.dead-letters.v1"

LARGEST = 1_000_000
"""Bytes of the largest record but for dead letters: below Kafka's own default limit, with room for its framing."""
LARGEST_DEAD = 16_000_000
"""Bytes of the largest dead letter, which holds the bytes of a record that may be too large itself."""
_FRAMING = 48_576


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `ordered`: one partition, for what must be read in one order; the others have the configured number.

    `largest`: bytes of the largest record that is ever sent to it.
    """

    name: str
    cleanup: Literal["delete", "compact"] = "delete"
    ordered: bool = False
    largest: int = LARGEST

    def partitions(self, configured: int) -> int:
        """How many partitions it has where `configured` are asked for."""
        return 1 if self.ordered else configured

    def config(self, policy: Policy) -> dict[str, str]:
        """The settings that it is made with, by Kafka's names."""
        kept = {} if self.cleanup == "compact" else {"retention.ms": str(_millis(self.kept(policy)))}
        return {"cleanup.policy": self.cleanup, "max.message.bytes": str(self.limit), **kept}

    @property
    def limit(self) -> int:
        """Its `max.message.bytes`: the largest record with its framing."""
        return self.largest + _FRAMING

    def kept(self, policy: Policy) -> timedelta:
        """How long its records are needed, so that a store can be rebuilt from them; a compacted one keeps its last."""
        return max(horizon(policy), TABLES["dead_letters"]) if self.name == DEAD_LETTERS else horizon(policy)


TOPICS: Mapping[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(SIGNALS),
        Topic(ACCOUNTS, cleanup="compact"),
        Topic(QUALIFIED),
        Topic(SILENT),
        Topic(UNRESOLVED),
        Topic(COMMANDS, ordered=True),
        Topic(ALERTS),
        Topic(DEAD_LETTERS, largest=LARGEST_DEAD),
    )
}
"""Every topic by its name, in the order of the way a signal takes."""


def horizon(policy: Policy) -> timedelta:
    """The longest span for which a signal of any kind counts, with the cooldown after it."""
    return max((least(kind, policy) for kind in policy.kinds), default=policy.alert.cooldown)


def _millis(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
