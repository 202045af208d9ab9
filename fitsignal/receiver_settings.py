"""`[receiver]`: where calls come in, whose they may be, and how much of them is taken."""

import ipaddress
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from fitsignal.sizes import Size, within
from fitsignal.tables import Bind, Secret, Table, WebAddress, listed
from streams.durations import Duration

HookType = Literal[
    "generic", "standard-webhooks", "segment", "rudderstack", "posthog", "rb2b", "snitcher", "warmly",
    "happierleads", "common-room", "usergems", "clearbit",
]  # fmt: skip
_SHORTEST = timedelta(seconds=1)


def _network(text: Any) -> str:
    try:
        if isinstance(text, str):
            return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        pass
    raise ValueError('expected an address or a network such as "127.0.0.1" or "10.0.0.0/8"')


Network = Annotated[str, BeforeValidator(_network)]
Networks = Annotated[tuple[Network, ...], BeforeValidator(listed)]


class Hook(Table):
    """An endpoint for a tracker's calls: POST /hooks/{name}."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    type: HookType
    secret: Secret


class SpoolCap(Table):
    """How much may wait for the store: bytes in all, and the age of the oldest. Beyond it the answer is 503."""

    bytes: Annotated[Size, within(10**6, 10**12)] = 1_000_000_000
    age: Annotated[Duration, Field(ge=timedelta(minutes=1), le=timedelta(days=365))] = timedelta(days=7)


class Rate(Table):
    """Requests of one key: so many a second for ever, and so many at once. Beyond it the answer is 429."""

    per_second: Annotated[float, Field(gt=0, le=10_000_000)] = 50_000
    burst: Annotated[int, Field(ge=1, le=100_000_000)] = 100_000


class Receiver(Table):
    """Where calls come in. `keys`: a write key for each client; `snowplow`: whether its clients may, without one.

    `body`: the largest request as sent, in bytes; `replays`: how long the id of a request is known, so that the same
    again is answered and not kept again. `trusted_proxies`: whose word on a visitor's address is taken.
    """

    bind: Bind | None = None
    public_url: WebAddress | None = None
    keys: dict[str, Secret] = Field(default_factory=dict)
    snowplow: bool = True
    hooks: tuple[Hook, ...] = ()
    trusted_proxies: Networks = ("127.0.0.0/8", "::1/128")
    body: Annotated[Size, within(10**3, 10**8)] = 5_000_000
    spool: SpoolCap = SpoolCap()
    rate: Rate = Rate()
    replays: Annotated[Duration, Field(ge=_SHORTEST, le=timedelta(days=90))] = timedelta(days=4)
