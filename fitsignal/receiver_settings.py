"""`[receiver]`: where calls come in, whose they may be, and how much of them is taken."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from fitsignal.sizes import Size, within
from fitsignal.tables import Bind, Secret, Table, WebAddress
from sources.receiver.hook_options import AnyHook
from sources.receiver.limits import Limits
from sources.receiver.spool import CAP_AGE, CAP_BYTES, KEYS_KEPT
from sources.receiver.who.options import WhoOptions
from streams.durations import Duration

_LIMITS = Limits()


class SpoolCap(Table):
    """How much may wait for the store: bytes in all, and the age of the oldest. Beyond it the answer is 503."""

    bytes: Annotated[Size, within(10**6, 10**12)] = CAP_BYTES
    age: Annotated[Duration, Field(ge=timedelta(minutes=1), le=timedelta(days=365))] = CAP_AGE


class Rate(Table):
    """Requests of one key: so many a second for ever, and so many at once. Beyond it the answer is 429."""

    per_second: Annotated[float, Field(gt=0, le=10_000_000)] = _LIMITS.rate
    burst: Annotated[int, Field(ge=1, le=100_000_000)] = int(_LIMITS.burst)


class Receiver(WhoOptions, Table):
    """Where calls come in. `keys`: a write key for each client; `snowplow`: whether its clients may, without one.
    `posthog_js`: where PostHog's HTML snippet, which asks the receiver for it, gets its client.

    `body`: the largest request as sent, in bytes; `replays`: how long the id of a request is known, so that the same
    again is answered and not kept again. Who a visitor was is told by the keys of WhoOptions.
    """

    bind: Bind | None = None
    public_url: WebAddress | None = None
    keys: dict[str, Secret] = Field(default_factory=dict)
    snowplow: bool = True
    posthog_js: WebAddress | None = None
    hooks: tuple[AnyHook, ...] = ()
    body: Annotated[Size, within(10**3, 10**8)] = _LIMITS.body
    spool: SpoolCap = SpoolCap()
    rate: Rate = Rate()
    replays: Annotated[Duration, Field(ge=timedelta(seconds=1), le=timedelta(days=90))] = KEYS_KEPT
