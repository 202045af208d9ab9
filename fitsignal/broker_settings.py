"""`[broker]`: the Kafka cluster of a workspace that runs as several processes, and as whom it is spoken to."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from fitsignal.tables import Secret, Table, Text, is_bind

_EXAMPLE = '"kafka-1.example:9092,kafka-2.example:9092"'
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]


def _servers(text: str) -> str:
    if not all(is_bind(each.strip()) for each in text.split(",")):
        raise ValueError(f"expected addresses with their ports such as {_EXAMPLE}")
    return text


def _table(value: object) -> object:
    """`true` is the table with nothing in it, `false` is none."""
    return {} if value is True else None if value is False else value


class Tls(Table):
    """Speak TLS. `ca`: a file of the certificates to trust, else those that the system trusts.

    `cert` and `key`: files of a certificate of our own, where the broker asks for one. Paths are of the workspace.
    """

    ca: Text | None = None
    cert: Text | None = None
    key: Text | None = None
    password: Secret | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.key and not self.cert:
            raise ValueError("expected cert beside key")
        return self


class Sasl(Table):
    """Say who we are."""

    mechanism: Mechanism
    user: Text
    password: Secret


class Broker(Table):
    """Where the cluster is: addresses, separated by commas.

    `partitions` and `replication` are what topics are made with; without `replication` the cluster's own default.
    `join_workers`: how many of them `fitsignal run` starts on this machine.
    """

    url: Annotated[Text, AfterValidator(_servers)]
    partitions: Annotated[int, Field(ge=1, le=10_000)] = 6
    replication: Annotated[int | None, Field(ge=1, le=32)] = None
    join_workers: Annotated[int, Field(ge=1, le=256)] = 1
    tls: Annotated[Tls | None, BeforeValidator(_table)] = None
    sasl: Sasl | None = None

    @property
    def servers(self) -> list[str]:
        """The addresses."""
        return [each.strip() for each in self.url.split(",")]
