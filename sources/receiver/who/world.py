"""What is known of visitors and networks in a workspace: built once, asked for each event."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from icp.domains import registrable
from sources.receiver.who.addresses import Address
from sources.receiver.who.hashing import daily_of, hashing_key
from sources.receiver.who.judge import Judge
from sources.receiver.who.mail import address_of
from sources.receiver.who.networks import Network, Networks
from sources.receiver.who.options import WhoOptions
from sources.receiver.who.people import People
from sources.receiver.who.reverse import ReverseNames
from sources.receiver.who.visitor import person_id
from streams.ports import Erasure

ERASED = 400
"""Days back for which a person's daily hashes are named in an erasure: the longest that any kind of signal is kept."""
_NAMELESS = frozenset(("unknown", "isp", "company"))
"""Kinds of networks in which a name may still tell a company."""


class World:
    """The workspace's key, people, networks and rules. One thread asks at a time; `forget` may come from any."""

    def __init__(
        self, key: bytes, people: People, networks: Networks, options: WhoOptions, own: Iterable[str] = (),
        reverse: ReverseNames | None = None,
    ) -> None:  # fmt: skip
        self.key, self.people, self.networks, self.options = key, people, networks, options
        self.judge = Judge(options, frozenset(filter(None, map(registrable, own))))
        self.reverse = reverse or (ReverseNames() if options.reverse_dns else None)
        self.troubles: list[str] = []
        self._day: date | None = None

    @classmethod
    def open(cls, folder: Path, options: WhoOptions, own: Iterable[str] = ()) -> "World":
        """The world of a workspace whose state is in `folder`. `own`: domains of own accounts.

        Raises BrokenNetworks or BrokenKey, each with a sentence. Files of networks are relative to the folder's parent.
        """
        networks = Networks(folder.parent / name for name in options.networks)
        return cls(hashing_key(folder), People(folder), networks, options, own)

    def close(self) -> None:
        """Close the files."""
        self.people.close()

    def turn(self, at: datetime) -> None:
        """Once a day: forget who was long not seen, and read files of networks that were replaced; within `written`."""
        day = at.date()
        if self._day != day:
            self._day = day
            self.people.prune(day, self.options.identities_kept)
            self.troubles = self.networks.reload()

    def network(self, ip: Address) -> Network:
        """Whose network it is; by reverse DNS where the files name nobody, if that is switched on."""
        found = self.networks.of(ip)
        if self.reverse is None or not self._may_ask(found):
            return found
        domain = self.reverse.domains((ip,), 0).get(ip)
        return Network("company", found.name, domain) if domain else found

    def ask_names(self, ips: Iterable[Address]) -> None:
        """Ask the name service for those that no file knows, all at once, and wait a little for its answers."""
        if self.reverse is not None:
            asked = [ip for ip in dict.fromkeys(ips) if self._may_ask(self.networks.of(ip))]
            self.reverse.domains(asked, self.options.reverse_dns_timeout.total_seconds())

    @staticmethod
    def _may_ask(found: Network) -> bool:
        return not found.domain and found.kind in _NAMELESS

    def daily(self, person: str, day: date) -> str:
        """What stands for the person in a day's signals."""
        return daily_of(self.key, person, day)

    def forget(self, person: str, at: datetime) -> Erasure:
        """Suppress the person of this user id, visitor id or e-mail address, and say what to look for elsewhere.

        They are known as suppressed on the disk before this returns. Twice is harmless.
        """
        with self.people.written():
            erasure = self.erasure(person, at)
        self.people.sync()
        return erasure

    def erasure(self, person: str, at: datetime, also: Iterable[str] = ()) -> Erasure:
        """As `forget`, within `written`. `also`: lasting hashes of the same person's other ids."""
        asked = person_id(self.key, person)
        ids = self.people.forget([asked, *also], at)
        days = [at.date() - timedelta(days=back) for back in range(-1, ERASED)]
        hashes = tuple(self.daily(each, day) for each in ids for day in days)
        return Erasure(asked, hashes, address_of(person))
