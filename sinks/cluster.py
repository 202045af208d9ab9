"""The cluster's topics: made where they are missing, and looked at where they are there. Nothing of it is altered."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from sinks.sink import Finding
from sinks.topic_findings import REFUSED, rights, settings, shape, unseen
from streams.policy import Policy
from streams.topics import TOPICS, Topic

if TYPE_CHECKING:
    from kafka import KafkaAdminClient

Options = Mapping[str, Any]
"""What every client of the cluster is made with: addresses and security, by kafka-python's names."""
PATIENCE = 30_000
"""Milliseconds in which a new topic has a leader for each partition."""
_UNKNOWN, _THERE, _PARTITIONS, _REPLICATION, _POLICY = 3, 36, 37, 38, 44
_GROUP_REFUSED = 30


class ClusterError(Exception):
    """The cluster is not as it must be; each of `findings` says what is wrong, and what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(each.message for each in findings))
        self.findings = tuple(findings)


class Unreached(Exception):
    """The cluster did not answer what was asked."""


class NotTaken(Unreached):
    """The client could not even begin; it says no more than that."""


class Cluster:
    """One look at a cluster. `partitions` and `replication` (None: its own default) are what topics are made with."""

    def __init__(self, options: Options, policy: Policy, partitions: int, replication: int | None = None) -> None:
        self._options, self._policy = options, policy
        self._partitions, self._replication = partitions, replication

    def make(self) -> list[str]:
        """Make the topics that are missing; their names.

        Raises ClusterError where one cannot be made, or is not as it must be, and Unreached.
        """
        with self._asked() as admin:
            found = self._described(admin)
            missing = [TOPICS[name] for name, each in found.items() if each["error_code"] == _UNKNOWN]
            self._make(admin, missing)
            if missing:
                admin.wait_for_topics([topic.name for topic in missing], timeout_ms=PATIENCE)
            wrong = [each for each in self._looked(admin, self._described(admin)) if each.level == "error"]
        if wrong:
            raise ClusterError(wrong)
        return [topic.name for topic in missing]

    def look(self, group: str) -> list[Finding]:
        """What is to be said of the topics, and of the rights on them and on the consumer group; nothing is made.

        Raises Unreached.
        """
        with self._asked() as admin:
            found = self._described(admin)
            missing = [name for name, each in found.items() if each["error_code"] == _UNKNOWN]
            cluster = admin.describe_cluster()
            said = [*self._looked(admin, found), *self._copies(found, len(cluster["brokers"])), *_group(admin, group)]
            if missing:
                said += _to_be_made(missing, cluster)
        return said or [Finding("ok", _well(cluster, self._partitions))]

    @contextmanager
    def _asked(self) -> "Iterator[KafkaAdminClient]":
        from kafka import KafkaAdminClient
        from kafka.errors import KafkaError

        try:
            admin = KafkaAdminClient(**self._options)
        except KafkaError as error:
            raise NotTaken(str(error)) from None
        with closing(admin):
            try:
                yield admin
            except KafkaError as error:
                raise Unreached(str(error)) from None

    def _described(self, admin: "KafkaAdminClient") -> dict[str, Any]:
        found = {each["name"]: each for each in admin.describe_topics(list(TOPICS))}
        return {name: found.get(name, {"error_code": _UNKNOWN}) for name in TOPICS}

    def _make(self, admin: "KafkaAdminClient", topics: Sequence[Topic]) -> None:
        asked = {
            topic.name: {
                "num_partitions": topic.partitions(self._partitions),
                "replication_factor": self._replication or -1,
                "configs": topic.config(self._policy),
            }
            for topic in topics
        }
        if not asked:
            return
        answers = admin.create_topics(asked, raise_errors=False)["topics"]
        wrong = [_not_made(each, self) for each in answers if each["error_code"] not in (0, _THERE)]
        if wrong:
            raise ClusterError(wrong)

    def _looked(self, admin: "KafkaAdminClient", found: Mapping[str, Any]) -> Iterator[Finding]:
        there = [name for name, each in found.items() if not each["error_code"]]
        for name, each in found.items():
            if each["error_code"] not in (0, _UNKNOWN):
                yield unseen(name, each["error_code"])
        for name in there:
            yield from rights(name, found[name].get("authorized_operations"))
            yield from shape(TOPICS[name], found[name]["partitions"], self._partitions)
        yield from settings(admin, there, self._policy)

    def _copies(self, found: Mapping[str, Any], brokers: int) -> Iterator[Finding]:
        alone = [
            name
            for name, each in found.items()
            if not each["error_code"] and any(len(part["replica_nodes"]) == 1 for part in each["partitions"])
        ]
        if alone and brokers > 1:
            said = f"{', '.join(alone)}: one copy on a cluster of {brokers} brokers, so it goes where its broker goes"
            yield Finding("warning", said)


def _not_made(answer: Mapping[str, Any], cluster: Cluster) -> Finding:
    name, code = answer["name"], answer["error_code"]
    if code == REFUSED:
        return Finding("error", f"no right to make the topic {name}: allow it, or make the topics by hand")
    if code == _REPLICATION:
        said = f"{name} cannot be made with replication = {cluster._replication}: the cluster has fewer brokers"
        return Finding("error", said)
    return Finding("error", f"{name} could not be made: {answer.get('error_message') or f'error {code} of Kafka'}")


def _group(admin: "KafkaAdminClient", group: str) -> Iterator[Finding]:
    from kafka.errors import GroupAuthorizationFailedError, KafkaError

    try:
        told = admin.describe_groups([group])[group]
    except GroupAuthorizationFailedError:
        told = {"error_code": _GROUP_REFUSED}
    except KafkaError as error:
        if not error.retriable:  # such as a cluster that never had a group, and makes what it needs for one now
            yield Finding("warning", f"the consumer group {group} cannot be seen ({_name(error)})")
        return
    operations = told.get("authorized_operations")
    if told.get("error_code") == _GROUP_REFUSED or (operations is not None and "READ" not in operations):
        yield Finding("error", f"no right to read as the consumer group {group}: allow it to this user")


def _to_be_made(missing: Sequence[str], cluster: Mapping[str, Any]) -> Iterator[Finding]:
    operations = cluster.get("authorized_operations")
    told = f"{len(missing)} of {len(TOPICS)} topics are not there yet"
    if operations is not None and "CREATE" not in operations:
        said = f"{told}, and this user may not make any topic it likes: unless it may make these, make them by hand"
        yield Finding("warning", f"{said}: {', '.join(missing)}")
    else:
        yield Finding("ok", f"{told}: `fitsignal run` makes them")


def _well(cluster: Mapping[str, Any], partitions: int) -> str:
    brokers = len(cluster["brokers"])
    return f"{brokers} broker{'' if brokers == 1 else 's'}, {len(TOPICS)} topics of {partitions} partitions, as needed"


def _name(error: Exception) -> str:
    return type(error).__name__.removesuffix("Error")
