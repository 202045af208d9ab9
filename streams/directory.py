"""The accounts as a signal's company can be found among them: by domain, by name, by another name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from icp.domains import account_domain, is_profile_page
from streams.many import Many
from streams.names import read_name
from streams.short_names import acronym, beginnings


@dataclass(frozen=True, slots=True)
class Entry:
    """One account of the directory."""

    account: str
    """The id that a match answers with; usually the account's domain."""
    name: str = ""
    domain: str | None = None
    aliases: tuple[str, ...] = ()
    """Other names of the company: brands, former names, abbreviations."""
    domains: tuple[str, ...] = ()
    """Further domains of the company."""
    country: str | None = None


class Kind(IntEnum):
    """What a name in the index is to its account, the surest first."""

    NAME = 0
    ALIAS = 1
    IMPLIED = 2
    """Another spelling that its own spelling implies."""
    LOOSE = 3
    """The name without "Group", "Holdings" and the like."""


@dataclass(slots=True)
class Directory:
    """An index of accounts. A look-up costs the same in any size; a change costs as much as the names of one entry.

    Whoever holds a directory may change it with `add` and `remove`; nothing else does. What it answers depends on
    its entries alone, never on the order they came in.
    """

    _entries: dict[str, Entry] = field(default_factory=dict)
    _domains: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _names: tuple[dict[str, tuple[str, ...]], ...] = field(default_factory=lambda: tuple({} for _ in Kind))
    begun: Many = field(default_factory=Many)
    """Accounts by the first words of their names: see `streams.short_names.beginnings`."""
    initials: Many = field(default_factory=Many)
    """Accounts of three words or more by their initials."""

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> "Directory":
        """A directory of the entries; of several with one account, the last counts."""
        directory = cls()
        for entry in entries:
            directory.add(entry)
        return directory

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, account: object) -> bool:
        return account in self._entries

    def get(self, account: str) -> Entry | None:
        return self._entries.get(account)

    def add(self, entry: Entry) -> None:
        """Takes the entry in; it replaces the one of the same account, if there is one."""
        if entry.account in self._entries:
            self.remove(entry.account)
        self._entries[entry.account] = entry
        found = _places(entry)
        for domain in found.domains:
            _put(self._domains, domain, entry.account)
        for kind, key in found.names:
            _put(self._names[kind], key, entry.account)
        for key in found.begins:
            self.begun.add(key, entry.account)
        if found.initials:
            self.initials.add(found.initials, entry.account)

    def remove(self, account: str) -> None:
        """Forgets the account; one that is not there is no error."""
        entry = self._entries.pop(account, None)
        if entry is None:
            return
        found = _places(entry)
        for domain in found.domains:
            _drop(self._domains, domain, account)
        for kind, key in found.names:
            _drop(self._names[kind], key, account)
        for key in found.begins:
            self.begun.drop(key, account)
        self.initials.drop(found.initials, account)

    def at_domain(self, domain: str) -> tuple[str, ...]:
        """The accounts of a registrable domain, sorted."""
        return self._domains.get(domain, ())

    def named(self, key: str, kind: Kind) -> tuple[str, ...]:
        """The accounts that a key (`streams.names.name_key`) names in this way, sorted."""
        return self._names[kind].get(key, ()) if key else ()


def _put(index: dict[str, tuple[str, ...]], key: str, account: str) -> None:
    held = index.get(key)
    index[key] = (account,) if held is None else tuple(sorted({*held, account}))


def _drop(index: dict[str, tuple[str, ...]], key: str, account: str) -> None:
    left = tuple(other for other in index.get(key, ()) if other != account)
    if left:
        index[key] = left
    else:
        index.pop(key, None)


def _domains(entry: Entry) -> set[str]:
    given = (entry.domain, *entry.domains)
    own = (text for text in given if text and not ("/" in text and is_profile_page(text)))
    return {domain for text in own if (domain := account_domain(text))}


class _Places(NamedTuple):
    """Where an entry stands in the index."""

    domains: set[str]
    names: set[tuple[Kind, str]]
    begins: tuple[str, ...]
    initials: str


def _places(entry: Entry) -> _Places:
    own, *aliases = map(read_name, (entry.name, *entry.aliases))
    domains, initials = _domains(entry), acronym(own.written.words)
    stated = [own.stated, *(name for alias in aliases for name in (alias.written, alias.stated))]
    implied = [name for reading in (own, *aliases) for name in reading.implied]
    names = {(Kind.NAME, own.written.key)} | {(Kind.ALIAS, name.key) for name in stated}
    names |= {(Kind.IMPLIED, name.key) for name in implied}
    names |= {(Kind.LOOSE, name.loose) for name in (own.written, *stated, *implied) if name.loose != name.key}
    if initials in {domain.partition(".")[0] for domain in domains}:
        names.add((Kind.IMPLIED, initials))  # the company itself goes by them: "ibm.com"
    return _Places(domains, {each for each in names if each[1]}, beginnings(own.written.words), initials)


def directory_from_records(records: Iterable[Mapping[str, object]]) -> Directory:
    """A directory of `{"id", "name", "domain", "aliases", "domains", "country"}`.

    The account is the id (as text), or the domain where there is none. Fields that are missing or of another type
    count as not given; a record that has neither id nor domain can be no account and is left out.
    """
    return Directory.build(entry for record in records if (entry := _entry(record)))


def _entry(record: Mapping[str, object]) -> Entry | None:
    domain = text_of(record.get("domain"))
    account = _id(record.get("id")) or account_domain(domain)
    if not account:
        return None
    return Entry(
        account=account,
        name=text_of(record.get("name")) or "",
        domain=domain,
        aliases=_texts(record.get("aliases")),
        domains=_texts(record.get("domains")),
        country=text_of(record.get("country")),
    )


def text_of(value: object) -> str | None:
    """The value without outer spaces if it is a text with anything in it, else None."""
    return (value.strip() or None) if isinstance(value, str) else None


def _id(value: object) -> str | None:
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**64
    return str(value) if whole else text_of(value)


def _texts(value: object) -> tuple[str, ...]:
    parts = value.replace("|", ";").split(";") if isinstance(value, str) else value
    return tuple(text for part in parts if (text := text_of(part))) if isinstance(parts, list | tuple) else ()
