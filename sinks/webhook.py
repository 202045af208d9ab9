"""Signed webhooks by Standard Webhooks (https://www.standardwebhooks.com): alerts as JSON, to any address.

On failure the delivery waits and is tried again for three days; an answer 410 stops the sink until it is resumed. On
repeat the same `webhook-id` comes again, by which the receiver knows it.
"""

import base64
import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import orjson

from sinks.quiet_http import Mask
from sinks.retry_after import retry_after
from sinks.sink import Delivery, DestinationError, Finding, MessageError, Receipts, Repeat, SinkError, TransientError
from sinks.views import AlertView
from sinks.webhook_options import WebhookOptions

if TYPE_CHECKING:
    import httpx

TIMEOUT = 15.0
"""Seconds that the receiver may take, as the standard asks."""


class WebhookSink:
    """Posts alerts to one address. `clock`: seconds since 1970, for the signature."""

    type: ClassVar[str] = "webhook"
    repeat: ClassVar[Repeat] = "harmless"
    batch: ClassVar[int] = 1
    pace: ClassVar[float] = 0.0

    def __init__(
        self,
        options: WebhookOptions,
        transport: "httpx.BaseTransport | None" = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        import httpx

        self.options, self._clock = options, clock
        self._client = httpx.Client(transport=transport, timeout=TIMEOUT, follow_redirects=False)
        self._mask = Mask(options.url.get_secret_value())
        logging.getLogger("httpx").addFilter(self._mask)

    def check(self) -> tuple[Finding, ...]:
        """Nothing is sent, since any call would be taken for an alert."""
        return (Finding("ok", f"alerts are posted to {self.options.host}, signed; nothing was sent"),)

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        """Post each, in order."""
        for done, delivery in enumerate(deliveries):
            content = delivery.content()
            try:
                if isinstance(content, AlertView):
                    self._post(delivery.alert or delivery.id, orjson.dumps(payload(content)))
            except SinkError as error:
                error.done = done
                raise
        return ()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        logging.getLogger("httpx").removeFilter(self._mask)

    def _post(self, id_: str, body: bytes) -> None:
        import httpx

        headers = signed(self.options.keys, f"msg_{id_}", int(self._clock()), body)
        try:
            url, kind = self.options.url.get_secret_value(), {"Content-Type": "application/json"}
            answer = self._client.post(url, content=body, headers={**headers, **kind})
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TransientError(f"{self.options.host} could not be reached: {type(error).__name__}") from None
        failure = _failure(self.options.host, answer)
        if failure:
            raise failure


def payload(view: AlertView) -> dict[str, Any]:
    """The body: `type`, `timestamp` and `data`, which has the alert as it was decided, and its account."""
    account = view.account
    told = {"domain": account.domain, "name": account.name, "owner": account.owner, "status": account.status}
    return {
        "type": "alert.escalated" if view.alert.escalates else "alert.created",
        "timestamp": view.alert.decided_at.isoformat().replace("+00:00", "Z"),
        "data": {"alert": view.alert.model_dump(mode="json"), "account": told},
    }


def signed(keys: Sequence[bytes], id_: str, at: int, body: bytes) -> Mapping[str, str]:
    """The headers of a message: its id, the second of its sending, and a signature by each key."""
    said = f"{id_}.{at}.".encode() + body
    marks = (base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode() for key in keys)
    signature = " ".join(f"v1,{mark}" for mark in marks)
    return {"webhook-id": id_, "webhook-timestamp": str(at), "webhook-signature": signature}


def _failure(host: str, answer: "httpx.Response") -> SinkError | None:
    """What an answer means. By the standard any 2xx is a success, and all else is tried again."""
    status = answer.status_code
    if 200 <= status < 300:
        return None
    said = f"{host} answered {status}"
    if status == 410:
        return DestinationError(f"{said}: it wants no more; resume it with `fitsignal check --live`", final=True)
    if status in (400, 413, 422):
        return MessageError(f"{said}: this alert is refused")
    return TransientError(f"{said}: tried again later", retry_after=retry_after(answer.headers.get("retry-after")))
