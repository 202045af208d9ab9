"""Alerts on the topic `fitsignal.alerts.v1`, keyed by account: for other programs, and for a store to be rebuilt from.

The broker's size limit is the only one. Digests are for people and are not sent.

On failure the deliveries that were not acknowledged stay in the outbox and are tried again for as long as it takes.
On repeat the same alert is there twice with the same id: whoever reads keeps the last of an id.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from sinks.broker import PATIENCE, Options, writer
from sinks.sink import Delivery, Finding, MessageError, Receipts, Repeat, TransientError
from streams.alert import Alert
from streams.topics import ALERTS

if TYPE_CHECKING:
    from kafka import KafkaProducer

RETRY = 5.0
"""Seconds until a broker that did not take an alert is tried again."""


class AlertsTopic:
    """Publishes decided alerts. `options`: what every client of the cluster is made with. `read` gives the alerts of
    these ids, in their order: of all that people are shown beside an alert the topic has nothing.
    """

    type: ClassVar[str] = "kafka"
    repeat: ClassVar[Repeat] = "harmless"
    batch: ClassVar[int] = 500
    pace: ClassVar[float] = 0.0

    def __init__(self, options: Options, read: Callable[[Sequence[str]], Sequence[Alert]]) -> None:
        self._options, self._read = options, read
        self._producer: KafkaProducer | None = None

    def check(self) -> tuple[Finding, ...]:
        """Nothing can be known without the broker."""
        return ()

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        """Publish all, in order."""
        from kafka.errors import KafkaError, MessageSizeTooLargeError

        done, sent = 0, []
        try:
            producer = self._open()
            sent = [producer.send(ALERTS, key=key, value=body) for key, body in self._records(deliveries)]
            producer.flush(timeout=PATIENCE)
            for each in sent:
                each.get(timeout=PATIENCE)
                done += 1
            return ()
        except MessageSizeTooLargeError as error:
            raise MessageError(f"the alert is larger than the broker takes: {error}", done=done) from None
        except KafkaError as error:
            self.close()  # what it still holds would overtake what is tried again
            said = f"the broker did not take an alert: {error}"
            raise TransientError(said, retry_after=RETRY, done=done) from None

    def close(self) -> None:
        """Let go of the broker."""
        producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=RETRY)

    def _open(self) -> "KafkaProducer":
        if self._producer is None:
            self._producer = writer(self._options)
        return self._producer

    def _records(self, deliveries: Sequence[Delivery]) -> list[tuple[bytes, bytes]]:
        alerts = self._read([each.alert for each in deliveries if each.alert is not None])
        return [(alert.account.encode(), alert.model_dump_json().encode()) for alert in alerts]
