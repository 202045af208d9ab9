"""Findings on the topics of a cluster: what of them is not as it must be, and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sinks.sink import Finding
from streams.durations import duration_text
from streams.policy import Policy
from streams.topics import TOPICS, Topic

if TYPE_CHECKING:
    from kafka import KafkaAdminClient

REFUSED = 29
"""Kafka's code for no right to a topic."""
_LESS = "a store that is rebuilt from it would lack what is gone; raise its retention, or back the store up"


def unseen(name: str, code: int) -> Finding:
    """Why a topic cannot be seen, by Kafka's code."""
    if code == REFUSED:
        return Finding("error", f"no right to see the topic {name}: allow this user to read, write and describe it")
    return Finding("error", f"{name} cannot be seen: error {code} of Kafka")


def rights(name: str, operations: Sequence[str] | None) -> Iterator[Finding]:
    """Which rights are missing; None: the broker does not tell."""
    missing = [each.lower() for each in ("READ", "WRITE") if operations is not None and each not in operations]
    if missing:
        yield Finding("error", f"no right to {' or '.join(missing)} {name}: allow it to this user")


def shape(topic: Topic, partitions: Sequence[Mapping[str, Any]], configured: int) -> Iterator[Finding]:
    """Whether it has as many partitions as it must, each with a leader."""
    wanted = topic.partitions(configured)
    if len(partitions) != wanted:
        yield Finding("error", _other_count(topic, len(partitions), wanted))
    headless = [each["partition_index"] for each in partitions if each["leader_id"] < 0]
    if headless:
        told = ", ".join(map(str, sorted(headless)))
        yield Finding("error", f"{topic.name} has no leader for partition {told}: is a broker of the cluster down?")


def settings(admin: "KafkaAdminClient", names: Sequence[str], policy: Policy) -> Iterator[Finding]:
    """Whether topics keep records as they must: how, how large, for how long."""
    from kafka.admin import ConfigResource, ConfigResourceType
    from kafka.errors import KafkaError

    if not names:
        return
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    try:
        told = admin.describe_configs(asked, config_filter="all")["topic"]
    except KafkaError as error:
        yield Finding(
            "warning", f"the topics' settings cannot be seen, so they are not checked ({type(error).__name__})"
        )
        return
    for name in names:
        values = {key: each["value"] for key, each in told.get(name, {}).items()}
        yield from _cleanup(TOPICS[name], values)
        yield from _size(TOPICS[name], values)
        yield from _kept(TOPICS[name], values, policy)


def _other_count(topic: Topic, found: int, wanted: int) -> str:
    said = f"{topic.name} has {found} partition{'' if found == 1 else 's'}"
    if topic.ordered:
        return f"{said}, and must have 1, since it is read in one order: delete it, and it is made anew"
    return f"{said}, where partitions = {wanted} under [broker]: say {found} there, or give all topics {wanted}"


def _cleanup(topic: Topic, settings: Mapping[str, str]) -> Iterator[Finding]:
    found = settings.get("cleanup.policy", topic.cleanup)
    if found != topic.cleanup:
        yield Finding("error", f"{topic.name} has cleanup.policy={found}, and must have {topic.cleanup}")


def _size(topic: Topic, settings: Mapping[str, str]) -> Iterator[Finding]:
    found = int(settings.get("max.message.bytes", topic.largest))
    if found < topic.largest:
        said = f"{topic.name} takes records up to {found:,} bytes, too few: set its max.message.bytes to {topic.limit}"
        yield Finding("error", said)


def _kept(topic: Topic, settings: Mapping[str, str], policy: Policy) -> Iterator[Finding]:
    found, needed = int(settings.get("retention.ms", -1)), topic.kept(policy)
    size = int(settings.get("retention.bytes", -1))
    if topic.cleanup == "compact":
        return
    if 0 <= found < needed / timedelta(milliseconds=1):
        kept, counts = duration_text(timedelta(milliseconds=found)), duration_text(needed)
        yield Finding("warning", f"{topic.name} keeps records for {kept}, where signals count {counts}: {_LESS}")
    if size >= 0:
        yield Finding("warning", f"{topic.name} keeps {size:,} bytes a partition, however young they are: {_LESS}")
