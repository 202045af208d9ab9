"""Which account a name means: the one that has it, or nobody if several have it or it says too little."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from icp.countries import fold_country
from streams.by_short_name import GUESS, WEAK, find_short
from streams.directory import Directory, Kind
from streams.match import Match, Method, listed, nobody, quoted
from streams.names import CompanyName, NameReading, is_weak, read_name
from streams.spelling import without_possessive

EXACT, ALIAS, IMPLIED, LOOSE = 0.96, 0.95, 0.92, 0.88
"""Confidence of a name, of another name of the account, of a spelling it implies, of a name but for "Group"."""
DOUBTED = 0.85
"""Confidence of a weak name whose country agrees; the most for a name of several words whose country does not."""


@dataclass(frozen=True, slots=True)
class _Found:
    name: CompanyName
    accounts: tuple[str, ...]
    method: Method
    confidence: float


def match_name(directory: Directory, text: str | None, country: str | None = None) -> Match:
    """The account that a text names, if it names one. The country tells several of one name apart."""
    if not text or not text.strip():
        return nobody("The signal names no company that could be looked up.")
    reading = read_name(text)
    if not reading.written.key:
        return nobody(f"{quoted(text)} is no name of a company.")
    if reading.written.hollow:
        return nobody(f"{quoted(text)} is too general to name one company.")
    found = next((found for name in _names(reading, text) if (found := _find(directory, name, text.strip()))), None)
    if found and found.name in reading.implied:
        found = replace(found, confidence=min(found.confidence, IMPLIED))
    if not found:
        return nobody(f"No account is named {quoted(text)}.")
    return _chosen(directory, text, found, _code(country))


def _names(reading: NameReading, text: str) -> Iterator[CompanyName]:
    """The likeliest first; a closing 's is part of the name unless the name is only known without it."""
    yield reading.written
    yield reading.stated
    yield from reading.implied
    if (bare := without_possessive(text)) != text:
        yield read_name(bare).written


def _find(directory: Directory, name: CompanyName, text: str) -> _Found | None:
    if not name.key or name.hollow:
        return None
    named, known_as = directory.named(name.key, Kind.NAME), directory.named(name.key, Kind.ALIAS)
    if named:
        return _Found(name, tuple(sorted({*named, *known_as})) if known_as else named, "exact", EXACT)
    if known_as:
        return _Found(name, known_as, "alias", ALIAS)
    if implied := directory.named(name.key, Kind.IMPLIED):
        return _Found(name, implied, "alias", IMPLIED)
    return _find_loosely(directory, name) or _find_short(directory, name, text)


def _find_short(directory: Directory, name: CompanyName, text: str) -> _Found | None:
    short = find_short(directory, name, text)
    return _Found(name, short.accounts, "alias", short.confidence) if short else None


def _find_loosely(directory: Directory, name: CompanyName) -> _Found | None:
    """Of two companies of one word ("Noah", "Noah Holdings") each may be meant; of two words, rarely."""
    if is_weak(name.loose):
        return None
    accounts = directory.named(name.key, Kind.LOOSE) or directory.named(name.loose, Kind.NAME)
    alone = name.loose == name.words[0] or name.loose == name.words[-1]
    return _Found(name, accounts, "exact", WEAK if alone else LOOSE) if accounts else None


def _chosen(directory: Directory, text: str, found: _Found, country: str | None) -> Match:
    if found.confidence == GUESS:
        return nobody(f"{quoted(text)} may be short for {listed(found.accounts)}.", candidates=found.accounts)
    if len(found.accounts) == 1:
        return _one(directory, text, found, country)
    there = [account for account in found.accounts if country and _country(directory, account) == country]
    if len(there) != 1:
        return nobody(f"{quoted(text)} could be any of {listed(found.accounts)}.", candidates=found.accounts)
    reason = f"{quoted(text)} is a name of {listed(found.accounts)}, and only {there[0]} is in {country}."
    return Match(there[0], found.method, found.confidence, reason)


def _one(directory: Directory, text: str, found: _Found, country: str | None) -> Match:
    account = found.accounts[0]
    confidence, remark = _weighed(found, country, _country(directory, account))
    what = "the name" if found.method == "exact" else "another name"
    return Match(account, found.method, confidence, f"{quoted(text)} is {what} of {account}{remark}.")


def _weighed(found: _Found, there: str | None, here: str | None) -> tuple[float, str]:
    if there and here and there != here:
        most = WEAK if len(found.name.words) == 1 else DOUBTED
        return min(found.confidence, most), f", but that is in {here}, not in {there}"
    if not found.name.weak:
        return found.confidence, ""
    agrees = there is not None and there == here
    return (DOUBTED, f", and both are in {here}") if agrees else (WEAK, ", but the word may mean something else")


def _country(directory: Directory, account: str) -> str | None:
    entry = directory.get(account)
    return _code(entry.country) if entry else None


def _code(country: str | None) -> str | None:
    """The ISO code; None for what is no country known, so that it neither agrees nor disagrees."""
    code = fold_country(country) if country else ""
    return code if code.isupper() else None
