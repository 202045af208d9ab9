"""A name server on the loopback: answers from a table of {(name, type): texts}, and what is not in it with NXDOMAIN."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = Mapping[tuple[str, str], list[str]]


class _Answering(asyncio.DatagramProtocol):
    def __init__(self, records: Records, *, broken: bool) -> None:
        self._records, self._broken = records, broken

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        made = dns.message.make_response(query)
        question = query.question[0]
        kind = dns.rdatatype.to_text(question.rdtype)
        name = question.name.to_text(omit_final_dot=True)
        found = self._records.get((name, kind))
        if self._broken:
            made.set_rcode(dns.rcode.SERVFAIL)
        elif found:
            made.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(known == name for known, _ in self._records):
            made.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(made.to_wire(), address)  # type: ignore[attr-defined]


@asynccontextmanager
async def name_server(records: Records, *, broken: bool = False) -> AsyncIterator[str]:
    """Its "address:port"."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Answering(records, broken=broken), local_addr=("127.0.0.1", 0)
    )
    try:
        host, port = transport.get_extra_info("sockname")
        yield f"{host}:{port}"
    finally:
        transport.close()
