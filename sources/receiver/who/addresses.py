"""Addresses on the network: read from whatever a header holds, and the visitor's own found behind trusted proxies."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
_LONGEST = 64
_HOPS = 32
_NAT64 = IPv6Network("64:ff9b::/96")


@lru_cache(maxsize=16384)
def address(text: str | None) -> Address | None:
    """The address that the text names, with or without a port, brackets or a zone; None for anything else.

    IPv4 wrapped in IPv6 (mapped, NAT64) is the IPv4 address.
    """
    bare = bare_address(text or "")
    if not bare or len(bare) > _LONGEST:
        return None
    try:
        return _unwrapped(ip_address(bare))
    except ValueError:
        return None


def bare_address(text: str) -> str:
    """The text without port, brackets, zone and quotation marks, whether it is an address or not."""
    text = text.strip().strip("\"'").strip()
    if text.startswith("["):
        return text[1:].partition("]")[0].partition("%")[0]
    if text.count(":") == 1:
        text = text.partition(":")[0]
    return text.partition("%")[0]


def _unwrapped(found: Address) -> Address:
    if isinstance(found, IPv4Address):
        return found
    if found in _NAT64:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found


class Networks:
    """A set of networks that answers whether an address is in one of them."""

    def __init__(self, cidrs: Iterable[str]) -> None:
        nets = [ip_network(cidr, strict=False) for cidr in cidrs]
        self._four = [net for net in nets if isinstance(net, IPv4Network)]
        self._six = [net for net in nets if isinstance(net, IPv6Network)]

    def __contains__(self, found: object) -> bool:
        if isinstance(found, IPv4Address):
            return any(found in net for net in self._four)
        return isinstance(found, IPv6Address) and any(found in net for net in self._six)


def client_of(peer: str, headers: Mapping[str, str], trusted: Networks) -> str:
    """The address of who sent a request, by the word of trusted proxies alone; empty where none is known.

    `peer` is the other end of the connection, `headers` have names in lower case; the values of a header that came
    several times are joined by commas. Hops are read from the right, the nearest first: the first that is not trusted
    is the client, and what stands left of it is only what it says. A proxy that names no address hides the client.
    """
    near = address(peer)
    if near is None or near not in trusted:
        return str(near) if near else ""
    hops = _hops(headers)
    if not hops:
        return str(address(headers.get("cf-connecting-ip")) or near)
    for hop in reversed(hops):
        near = address(hop)
        if near is None:
            return ""
        if near not in trusted:
            return str(near)
    return str(near)


def _hops(headers: Mapping[str, str]) -> list[str]:
    if plain := headers.get("x-forwarded-for", "").strip():
        return _last(plain)
    return [_for(element) for element in _last(headers.get("forwarded", "").strip())]


def _last(text: str) -> list[str]:
    return [hop.strip() for hop in text.rsplit(",", _HOPS)[-_HOPS:]] if text else []


def _for(element: str) -> str:
    """The `for` of a Forwarded element (RFC 7239), or an obfuscated or unknown node as it stands."""
    for pair in element.split(";"):
        name, _, value = pair.partition("=")
        if name.strip().lower() == "for":
            return value.strip()
    return ""
