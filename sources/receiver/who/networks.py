"""From an address to a company: by the files of networks that the workspace has, where the network is a company's own.

Most offices leave through access providers, relays and clouds: the honest answer is mostly none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address
from pathlib import Path

from sources.receiver.who.addresses import Address
from sources.receiver.who.mail import company_domain
from sources.receiver.who.mmdb import BrokenNetworks, Mmdb
from sources.receiver.who.network_kinds import Kind, kind_of
from sources.receiver.who.records import Record, merged
from streams.names import read_name

__all__ = ["BrokenNetworks", "Network", "Networks"]


@dataclass(frozen=True, slots=True)
class Network:
    """Whose network an address is in. `name` and `domain` only where the kind is company."""

    kind: Kind
    name: str | None = None
    domain: str | None = None


_PRIVATE, _UNKNOWN = Network("private"), Network("unknown")


class Networks:
    """The open files, and what they said lately. Safe from several threads."""

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        """Open all; raises BrokenNetworks with a sentence that names the file, the cause and what to do."""
        self._files = [_useful(Mmdb(path)) for path in paths]
        self.of = lru_cache(maxsize=32768)(self._of)

    @property
    def types(self) -> Sequence[str]:
        """What the files call themselves, in their order."""
        return [file.type for file in self._files]

    def reload(self) -> list[str]:
        """Read files that were replaced since; sentences on those that cannot be read now, which stay as they were."""
        troubles = []
        for place, file in enumerate(self._files):
            try:
                if file.path.stat().st_mtime != file.changed:
                    self._files[place] = _useful(Mmdb(file.path))
                    self.of.cache_clear()
            except OSError as error:
                troubles.append(f"{file.path} cannot be read: {error.strerror}; what it said before is used")
            except BrokenNetworks as error:
                troubles.append(f"{error}; what it said before is used")
        return troubles

    def _of(self, found: Address) -> Network:
        if not found.is_global or found.is_multicast:
            return _PRIVATE
        if not self._files:
            return _UNKNOWN
        record = merged(_records(self._files, found))
        return told(record) if record else _UNKNOWN


def told(record: Record) -> Network:
    """The network that a record tells of."""
    kind = kind_of(record)
    if kind != "company":
        return Network(kind)
    used = record.name if record.name not in (record.provider, record.holder) else None
    domain = company_domain(record.domain) or (None if used else company_domain(record.holder_domain))
    name = used if used and _is_firm(used) else None if used else record.name or record.holder or record.provider
    return Network("company", name, domain) if name or domain else _UNKNOWN


def _is_firm(name: str) -> bool:
    """Whether the user of a provider's block calls itself a firm: others may be a person with a line at home."""
    return "_" not in name and read_name(name).written.legal


def _records(files: Sequence[Mmdb], found: Address) -> Iterable[Mapping[str, object]]:
    for file in files:
        yield file.get(found)
        if isinstance(found, IPv6Address) and found.sixtofour:
            yield file.get(found.sixtofour)


def _useful(file: Mmdb) -> Mmdb:
    """The file, if any of its first records tells something of networks; those of cities and countries do not."""
    if file.samples and not any(merged([record]) for record in file.samples):
        kind = file.type[:80] or "no type"
        raise BrokenNetworks(
            f"{file.path} ({kind}) says nothing of companies or networks: give a file of networks, such as "
            "GeoLite2-ASN, GeoIP2-ISP, IPinfo Lite or DB-IP ASN"
        )
    return file
