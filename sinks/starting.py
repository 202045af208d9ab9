"""Starting: from where each partition is read, decided from what the store has read and what the broker has. Pure.

Nothing is ever skipped in silence: what was lost, cut off or made again is told in a sentence, and nothing is read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sinks.offsets import Offset, Place


class ConsumingError(Exception):
    """The topics cannot be read on from where the store stands; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Broker:
    """What a broker has: the cluster's id, the id of each topic, and where each partition begins and ends."""

    cluster: str
    topic_ids: Mapping[str, str]
    spans: Mapping[Place, tuple[int, int]]

    def without(self, topic: str) -> "Broker":
        """The same, but for one topic."""
        return replace(self, spans={place: span for place, span in self.spans.items() if place.topic != topic})

    def has_records(self, topic: str) -> bool:
        """Whether anything was ever written to a topic."""
        return any(end for place, (_, end) in self.spans.items() if place.topic == topic)


def starts(broker: Broker, kept: Mapping[Place, list[Offset]], *, replay: bool) -> dict[Place, Offset]:
    """From where each partition is read. `replay`: what is there by now was decided in an earlier life of the store.

    Raises ConsumingError with a sentence for each partition that cannot be read on.
    """
    problems = list(dict.fromkeys(_problems(broker, kept)))
    if problems:
        raise ConsumingError("\n".join(problems))
    return {place: _start(broker, place, kept.get(place, ()), replay=replay) for place in broker.spans}


def _start(broker: Broker, place: Place, kept: "list[Offset] | tuple[()]", *, replay: bool) -> Offset:
    begin, end = broker.spans[place]
    topic_id = broker.topic_ids[place.topic]
    found = next((each for each in kept if (each.cluster, each.topic_id) == (broker.cluster, topic_id)), None)
    following, until = (found.next, found.replay_until) if found else (begin, None)
    if replay:
        until = end
    return Offset(broker.cluster, topic_id, following, until if until is not None and until > following else None)


def _problems(broker: Broker, kept: Mapping[Place, list[Offset]]) -> Iterator[str]:
    for place, offsets in kept.items():
        if place.topic not in broker.topic_ids:
            yield f"{place.topic}, which the store has read, is not there: make it again from a backup of the broker"
        elif place not in broker.spans:
            yield (
                f"{place.topic} has no partition {place.partition} any more, which the store has read: "
                "it was made again with fewer"
            )
        else:
            yield from _problem(broker, place, offsets)


def _problem(broker: Broker, place: Place, offsets: list[Offset]) -> Iterator[str]:
    same = [each for each in offsets if each.cluster == broker.cluster]
    if not same:
        yield (
            f"the store has read cluster {offsets[0].cluster}, and this is cluster {broker.cluster}: set [broker] url "
            "to the one it read, or begin with an empty store, which is rebuilt from the topics"
        )
        return
    found = next((each for each in same if each.topic_id == broker.topic_ids[place.topic]), None)
    if found is None:
        yield remade(place.topic)
    elif problem := span_problem(place, found.next, *broker.spans[place]):
        yield problem


def remade(topic: str) -> str:
    """Why a topic with another id cannot be read on."""
    return (
        f"{topic} was deleted and made again since the store read it: what was in it and not read is lost; "
        f"to read the new one from its beginning, {_forget(topic)}"
    )


def span_problem(place: Place, following: int, begin: int, end: int) -> str | None:
    """Why a partition cannot be read on from an offset, or None."""
    where = f"{place.topic} partition {place.partition}"
    if following < begin:
        return (
            f"{where} was read up to {following} and begins at {begin}: {begin - following} records were deleted "
            f"before they were read; lengthen retention.ms, and to go on without them, {_forget(*place)}"
        )
    if following > end:
        return (
            f"{where} was read up to {following} and ends at {end}: the broker has lost what the store has read; "
            f"to read it from its beginning, where what is stored already counts once, {_forget(*place)}"
        )
    return None


def _forget(topic: str, partition: int | None = None) -> str:
    where = f"topic = '{topic}'" + ("" if partition is None else f' AND "partition" = {partition}')
    return f"stop fitsignal and run in the store with DuckDB: DELETE FROM offsets WHERE {where}"  # noqa: S608
