"""What to paste where: the address of each endpoint of the receiver, and what will not work as it is configured."""

import ipaddress
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, urlsplit

from fitsignal.receiver_settings import Receiver
from sources.receiver.hook_options import GenericHook, HookOptions

HIDDEN = "•••"
LOCAL = "http://127.0.0.1:8787"
PRODUCTS = {
    "generic": "any sender", "standard-webhooks": "any sender", "segment": "Segment", "rudderstack": "RudderStack",
    "posthog": "PostHog", "rb2b": "RB2B", "snitcher": "Snitcher", "warmly": "Warmly", "happierleads": "HappierLeads",
    "common-room": "Common Room", "usergems": "UserGems", "clearbit": "Clearbit",
}  # fmt: skip
PROOFS = {
    "standard-webhooks": "it signs with the hook's secret",
    "segment": "the hook's secret is its shared secret",
    "rudderstack": "a header such as X-Signing-Key holds the hook's secret",
    "posthog": "a header such as X-Secret holds the hook's secret",
    "snitcher": "the hook's secret is its signing secret",
    "common-room": "the header x-commonroom-webhook-secret holds the hook's secret",
    "usergems": "the header X-Api-Key holds the hook's secret",
    "clearbit": "the hook's secret is the API key that it signs with",
}
"""How those prove themselves that have no secret in their address."""


class Line(NamedTuple):
    """An endpoint, or what will not work. `url` is what to paste; None where the sentence is all there is."""

    name: str
    level: Literal["ok", "warning"]
    message: str
    type: str | None = None
    url: str | None = None


def receiver_lines(receiver: Receiver, bind: str | None, *, hide: bool = False) -> list[Line]:
    """The lines of a workspace's receiver, what will not work last.

    Secrets are part of an address only where it can be pasted: with a public_url, and not with `hide`.
    """
    base = receiver.public_url or _local(bind)
    hide = hide or receiver.public_url is None
    return [
        *(_hook(hook, base, hide=hide) for hook in receiver.hooks),
        *_clients(receiver, base, hide=hide),
        *_troubles(receiver, base),
    ]


def _local(bind: str | None) -> str:
    return f"http://{bind}" if bind else LOCAL


def _hook(hook: Any, base: str, *, hide: bool) -> Line:
    secret = HIDDEN if hide else quote(hook.secrets[0], safe="")
    url, proof = _address(hook, f"{base}/hooks/{hook.name}", secret)
    return Line(hook.name, "ok", f"{PRODUCTS[hook.type]}: the webhook's address{proof}", hook.type, url)


def _address(hook: HookOptions, url: str, secret: str) -> tuple[str, str]:
    """The address with the secret where it belongs into it, or else the words on where it belongs."""
    type_ = str(getattr(hook, "type", ""))
    if isinstance(hook, GenericHook) and hook.auth not in ("any", "path"):
        return _generic(hook, url, secret)
    if type_ in PROOFS:
        return url, f"; {PROOFS[type_]}"
    return f"{url}/{secret}", ""


def _generic(hook: GenericHook, url: str, secret: str) -> tuple[str, str]:
    if hook.auth == "query":
        return f"{url}?{quote(hook.parameter or 'secret', safe='')}={secret}", ""
    if hook.auth == "header":
        return url, f"; the header {hook.header or 'Authorization'} holds the hook's secret"
    return url, f"; the header {hook.header} holds the body's HMAC ({hook.algorithm}) by the hook's secret"


def _clients(receiver: Receiver, base: str, *, hide: bool) -> Iterator[Line]:
    for name, key in receiver.keys.items():
        shown = HIDDEN if hide else key.get_secret_value()
        text = f"host of Segment, data plane URL of RudderStack, api_host of PostHog; write key {shown}"
        yield Line(name, "ok", text, "write key", base)
        snippet = f'<script async src="{base}/t.js" data-key="{shown}"></script>'
        yield Line(name, "ok", f"our own snippet: {snippet}", "t.js", f"{base}/t.js")
    if receiver.snowplow:
        yield Line("snowplow", "ok", "collector of Snowplow's trackers; no key", "collector", base)


def _troubles(receiver: Receiver, base: str) -> Iterator[Line]:
    for text in (*_unreachable(receiver, base), *_unkeyed(receiver), *_unknown_companies(receiver)):
        yield Line("receiver", "warning", text)


def _unreachable(receiver: Receiver, base: str) -> Iterator[str]:
    if receiver.public_url is None:
        yield (
            f"no public_url: trackers and browsers elsewhere cannot reach {base}, only programs on this machine can. "
            "docs/public.md puts a proxy or a tunnel before it; then set public_url under [receiver]"
        )
    elif is_private(receiver.public_url):
        yield f"public_url is {receiver.public_url}, which no tracker on the internet can reach"
    elif receiver.public_url.startswith("http:"):
        yield "public_url is http: browsers send nothing from https pages to it, and secrets travel in clear"


def _unkeyed(receiver: Receiver) -> Iterator[str]:
    if not receiver.keys:
        yield "no keys: clients of Segment, RudderStack and PostHog, and our own snippet, are answered 401"
    if not receiver.hooks:
        yield "no hooks: RB2B, Snitcher and other trackers have no address to send to"


def _unknown_companies(receiver: Receiver) -> Iterator[str]:
    if (receiver.keys or receiver.snowplow) and not (receiver.networks or receiver.reverse_dns):
        yield (
            "no networks: a visitor's address names no company without an mmdb file; e-mail addresses, group calls and "
            "trackers still do"
        )


def is_private(url: str) -> bool:
    """Whether an address can only be reached from this machine or its own network."""
    host = (urlsplit(url).hostname or "").lower()
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host
