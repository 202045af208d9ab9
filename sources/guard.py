"""Which addresses a source may reach: public ones, checked after resolution, and connected to as checked.

A feed's URL and every redirect are foreign input. The name is resolved once, each address it has is judged, and the
connection goes to that very address, so that a name cannot answer differently the second time (DNS rebinding).
What the configuration itself names by a private address (or localhost) is meant so, that host and port alone; where it
redirects to is foreign again.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

import httpx

from sources.errors import SourceError

NAMED = "fitsignal.named"
"""The request extension that holds the host and port which the configuration names by a private address."""
Resolver = Callable[[str, int], Awaitable[list[str]]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, in the system's order; SourceError where it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceError(f"the host {host} is not known to the name service: check the address") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """False for private, loopback, link-local, metadata, multicast and reserved addresses, however they are wrapped."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    inner = _embedded(ip)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_site_local


def is_link_local(address: str) -> bool:
    """True for link-local addresses, where clouds serve a machine's credentials, however they are wrapped."""
    ip = ipaddress.ip_address(address.split("%")[0])
    inner = _embedded(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    return (inner or ip).is_link_local


def named(url: httpx.URL) -> tuple[str, int] | None:
    """Host and port of a configured address that says itself that it is private: an IP address, or localhost."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        ipaddress.ip_address(url.host)
    except ValueError:
        return (url.host, port) if url.host == "localhost" else None
    return url.host, port


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip.teredo:
        return ip.teredo[1]
    low = int(ip) & 0xFFFFFFFF
    return ipaddress.IPv4Address(low) if ip in _NAT64 or (int(ip) >> 32 == 0 and low > 1) else None


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connects only to addresses that were judged, keeping the name for TLS (SNI, certificate) and the Host header.

    Connections are not kept: one is bound to an address and a name, and polls are minutes apart.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, resolver: Resolver, allow_private: bool) -> None:
        self.inner = inner
        self.resolver = resolver
        self.allow_private = allow_private

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        meant = request.extensions.get(NAMED) == (host, port)
        return await self._first_that_connects(request, host, await self._judged(host, port, meant))

    async def _judged(self, host: str, port: int, meant: bool) -> list[str]:
        addresses = await self.resolver(host, port)
        if meant:
            return addresses
        if not self.allow_private and (bad := next((a for a in addresses if not is_public(a)), None)):
            raise SourceError(
                f"{host} is at {bad}, which is not a public address: sources reach into a private network only with "
                "allow_private = true"
            )
        if bad := next((a for a in addresses if is_link_local(a)), None):
            raise SourceError(f"{host} is at {bad}, where machines keep their own secrets: no source is read there")
        return addresses

    async def _first_that_connects(self, request: httpx.Request, host: str, addresses: list[str]) -> httpx.Response:
        extensions = {**request.extensions, "sni_hostname": host}
        for last, address in zip([False] * (len(addresses) - 1) + [True], addresses, strict=True):
            request.url = request.url.copy_with(host=address.split("%")[0])
            request.extensions = extensions
            try:
                return await self.inner.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if last:
                    raise
        raise httpx.ConnectError("no address")

    async def aclose(self) -> None:
        await self.inner.aclose()
