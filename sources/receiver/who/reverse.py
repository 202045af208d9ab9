"""Reverse DNS: the name that an address has, believed only where the name leads back to the address.

Names are asked for on threads of their own and remembered. A request's visitors wait a fraction of a second, all
together; what comes later is known the next time.
"""

import re
import socket
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address
from queue import Full, Queue
from time import monotonic

from icp.domains import registrable
from sources.receiver.who.addresses import Address, address
from sources.receiver.who.mail import company_domain
from sources.receiver.who.network_kinds import by_host

Ask = Callable[[str], str | None]
Confirm = Callable[[str], Iterable[str]]
_MOST = 20_000
_KEPT = 24 * 3600.0
_THREADS = 4
_WAITING = 200
_LINE = re.compile(
    r"(?:^|[.-])(?:dyn\w*|dhcp|pool\w*|ppp\w*|dsl\w*|adsl|cable|cust\w*|client|home|res|static|mobile|nat|ip)\d*[.-]"
)


class ReverseNames:
    """Company domains by address. `ask` gives the name of an address, `confirm` the addresses of a name."""

    def __init__(self, ask: Ask | None = None, confirm: Confirm | None = None) -> None:
        self._ask, self._confirm = ask or _name_of, confirm or _addresses_of
        self._known: OrderedDict[Address, tuple[float, str | None]] = OrderedDict()
        self._asked: set[Address] = set()
        self._queue: Queue[Address] = Queue(_WAITING)
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []

    def domains(self, wanted: Iterable[Address], seconds: float) -> dict[Address, str]:
        """The company domains of these addresses, as far as they are known in time."""
        missing = {each for each in wanted if self._lookup(each) is None}
        until = monotonic() + seconds
        with self._changed:
            while any(each in self._asked for each in missing) and (left := until - monotonic()) > 0:
                self._changed.wait(left)
            return {each: found for each in wanted if (found := self._known.get(each, (0, None))[1])}

    def _lookup(self, wanted: Address) -> bool | None:
        """True where an answer, or that there is none, is known; else it is asked for."""
        with self._changed:
            known = self._known.get(wanted)
            if known and monotonic() - known[0] < _KEPT:
                return True
            if wanted in self._asked:
                return None
            try:
                self._queue.put_nowait(wanted)
            except Full:
                return True
            self._asked.add(wanted)
            self._start()
        return None

    def _start(self) -> None:
        if len(self._threads) < _THREADS:
            thread = threading.Thread(target=self._work, name="reverse-dns", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while True:
            wanted = self._queue.get()
            found = self._resolved(wanted)
            with self._changed:
                self._known[wanted] = (monotonic(), found)
                self._known.move_to_end(wanted)
                while len(self._known) > _MOST:
                    self._known.popitem(last=False)
                self._asked.discard(wanted)
                self._changed.notify_all()

    def _resolved(self, wanted: Address) -> str | None:
        try:
            name = self._ask(str(wanted))
            domain = domain_of(name, wanted) if name else None
            if not name or not domain:
                return None
            return domain if any(address(each) == wanted for each in self._confirm(name)) else None
        except (OSError, UnicodeError, ValueError):
            return None


def domain_of(name: str, wanted: Address) -> str | None:
    """The company that a host's name tells, or None: a provider's, or a name made of the address or of a line."""
    host = name.strip().rstrip(".").lower()
    if _LINE.search(host) or _is_made_of(host, wanted):
        return None
    domain = company_domain(registrable(host))
    return domain if domain and by_host(domain) is None else None


def _is_made_of(host: str, wanted: Address) -> bool:
    if isinstance(wanted, IPv4Address):
        parts = str(wanted).split(".")
        shapes = [sign.join(order) for sign in ".-_" for order in (parts, parts[::-1])]
        return any(shape in host for shape in shapes) or f"{int(wanted):08x}" in host
    return wanted.exploded.replace(":", "")[-16:] in host.replace("-", "").replace(".", "")


def _name_of(text: str) -> str | None:
    return socket.gethostbyaddr(text)[0]


def _addresses_of(name: str) -> Iterable[str]:
    return [str(each[4][0]) for each in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]
