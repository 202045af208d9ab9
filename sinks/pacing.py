"""Pacing: when a lane may be used next, and how long what failed waits. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

from sinks.routing import OWN
from sinks.sink import DestinationError, SinkError, TransientError

PAUSE = timedelta(minutes=5)
"""How long a sink or a lane rests that refuses everything."""
FOR_GOOD = timedelta(days=3650)
"""How long a sink rests that wants no more: until it is resumed, or the next start."""
LONGEST = timedelta(minutes=30)
"""The longest wait that nobody asked for."""


@dataclass(slots=True)
class Lane:
    """A lane of one sink. `ready`: seconds of the monotonic clock; `trouble`: why its last write failed.

    `refused_until`: its place took nothing, so that no other place's messages go there instead.
    """

    ready: float = 0.0
    busy: bool = False
    rests_until: datetime | None = None
    refused_until: datetime | None = None
    trouble: str = ""

    def free(self, at: float, now: datetime) -> bool:
        """Whether it may be used."""
        return not self.busy and at >= self.ready and not self.rests(now)

    def rests(self, now: datetime) -> bool:
        """Whether it was refused so lately that another try is too early."""
        return self.rests_until is not None and now < self.rests_until

    def refuses(self, now: datetime) -> bool:
        """Whether its place took nothing lately."""
        return self.refused_until is not None and now < self.refused_until

    def afresh(self) -> None:
        """Forget what it was refused: why it was may be mended."""
        self.rests_until = self.refused_until = None
        self.trouble = ""

    def works(self) -> None:
        """Its place took a message."""
        self.refused_until, self.trouble = None, ""


@dataclass(slots=True)
class Lanes:
    """The lanes of one sink by place. `whole`: what is said of all its places.

    `folded`: places that are another's channel by a second name, with that other: both have one lane.
    """

    whole: Lane = field(default_factory=Lane)
    places: dict[str, Lane] = field(default_factory=dict)
    folded: Mapping[str, str] = field(default_factory=dict)
    _stands: dict[str, str] = field(default_factory=dict)

    def of(self, place: str) -> Lane:
        """The lane of a place."""
        return self.places.setdefault(self.folded.get(place, place), Lane())

    def met(self, place: str, channel: str) -> None:
        """What is sent to a place stands in this channel: places that share it are one, and so is its id."""
        if self._stands.get(place) == channel:
            return
        self._stands[place] = channel
        self._stands.setdefault(channel, channel)
        first: dict[str, str] = {}
        owners = {each: first.setdefault(stands, each) for each, stands in list(self._stands.items())}
        self.folded = {each: lane for each, lane in owners.items() if each != lane}

    def names(self, lanes: Collection[str]) -> list[str]:
        """All places whose messages go through these lanes."""
        return [*lanes, *(place for place, lane in self.folded.items() if lane in lanes)]

    @property
    def trouble(self) -> str:
        """Why the last writes failed: the whole sink's, then each lane's."""
        told = (each.trouble for each in (self.whole, *list(self.places.values())))
        return "; ".join(dict.fromkeys(filter(None, told)))

    @property
    def busy(self) -> bool:
        """Whether any of them is in use."""
        return any(each.busy for each in list(self.places.values()))

    def afresh(self) -> None:
        """Forget what was refused."""
        for each in (self.whole, *list(self.places.values())):
            each.afresh()

    def instead(self, place: str, fallback: str | None, now: datetime) -> str | None:
        """Where goes what a place refuses: to the sink's own, then to its fallback, unless that refuses too."""
        others = [other for other in (OWN, fallback) if other is not None and other != place]
        return next((other for other in others if not self.of(other).refuses(now)), None)


def wait(error: SinkError, attempts: int, key: str = "") -> timedelta:
    """How long what was not sent waits: as the other side asks, or twice as long each time.

    `key` tells apart what must not all come back at one instant: it makes the wait up to a quarter longer.
    """
    if isinstance(error, DestinationError):
        return FOR_GOOD if error.final else PAUSE
    if isinstance(error, TransientError) and error.retry_after is not None:
        return timedelta(seconds=error.retry_after)
    seconds = 2 ** min(attempts, 12) * (1 + (_share(f"{key} {attempts}") / 4 if key else 0))
    return min(timedelta(seconds=seconds), LONGEST)


def _share(text: str) -> float:
    """A number from 0 to 1 that differs from text to text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest()) / 2**32
