"""The name service: MX and TXT records of a domain, by dnspython (https://www.dnspython.org)."""

from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address

from sources.errors import SourceError

LIFETIME = 10.0
"""Seconds for one question, all servers and tries together."""
Ask = Callable[[str, str], Awaitable[list[str]]]
"""Records of a name by type ("MX": hosts, "TXT": texts); none where there are none. Raises SourceError."""


def server(text: str) -> str:
    """The place of a name server, as it is. ValueError for what is none."""
    try:
        host, port = _place(text)
        good = bool(ip_address(host)) and 0 < port < 65_536
    except ValueError:
        good = False
    if not good:
        raise ValueError('expected an address such as "192.0.2.1" or "192.0.2.1:5353"')
    return text


def asking(nameservers: Sequence[str] = ()) -> Ask:
    """Ask these servers ("address" or "address:port"), else the machine's own. SourceError where it has none."""
    import dns.asyncresolver
    import dns.exception
    import dns.nameserver
    import dns.resolver

    try:
        resolver = dns.asyncresolver.Resolver(configure=not nameservers)
    except dns.resolver.NoResolverConfiguration:
        raise SourceError('this machine names no name server: write nameservers = ["192.0.2.1"]') from None
    resolver.lifetime = LIFETIME
    if nameservers:
        resolver.nameservers = [dns.nameserver.Do53Nameserver(*_place(text)) for text in nameservers]

    async def ask(name: str, kind: str) -> list[str]:
        try:
            found = await resolver.resolve(name, kind, raise_on_no_answer=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as cause:
            raise SourceError(f"the name service did not answer for {kind} of {name}: {type(cause).__name__}") from None
        return [_text(record) for record in found]

    return ask


def _place(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    return (host.strip("[]"), int(port)) if colon and (":" not in host or host[0] == "[") else (text, 53)


def _text(record: object) -> str:
    strings = getattr(record, "strings", None)
    if strings is not None:
        return b"".join(strings).decode("utf-8", "replace")
    return str(getattr(record, "exchange", record))
