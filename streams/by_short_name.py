"""Which account a short form means: the beginning of one account's name, or its initials."""

from typing import NamedTuple

from streams.directory import Directory
from streams.many import LISTED
from streams.names import CompanyName, read_name, without_group
from streams.short_names import is_acronym, is_described, is_in_prose, is_rare, is_telling, rest_of
from streams.words import Words

SURE, WEAK, GUESS = 0.78, 0.75, 0.0
"""Confidence of a telling short form, of one that may mean something else, and of one that a person may confirm.

None reaches the bar of .80: a short form alone interrupts nobody, since another company may be called so.
"""


class Short(NamedTuple):
    """The accounts that a short form may mean, and how far that can be trusted."""

    accounts: tuple[str, ...]
    confidence: float


def find_short(directory: Directory, name: CompanyName, text: str) -> Short | None:
    """What the name is short for. None where it stands with a legal form, since then it is whole.

    `text`: the name as written, for capitals make an acronym. A look-up costs the same in a directory of any size.
    """
    if name.legal or not name.key:
        return None
    count = directory.begun.count(name.key)
    if count == 0:
        return _by_initials(directory, name, text) if is_acronym(text) else None
    if count > LISTED:
        return None
    alike = directory.begun.first(name.key)
    if count > 1:
        return _of_family(directory, alike, name) if is_telling(name) else None
    if not is_described(rest_of(_words(directory, alike[0]), name.key)):
        return None
    if is_telling(name):
        return Short(alike, SURE)
    stands_out = len(name.words) > 1 or (is_acronym(text) and not is_in_prose(name.key))
    return Short(alike, WEAK if stands_out else GUESS)


def _by_initials(directory: Directory, name: CompanyName, text: str) -> Short | None:
    accounts = directory.initials.first(name.key)
    if not accounts:
        return None
    return Short(accounts, WEAK if is_rare(text, len(directory.initials)) else GUESS)


def _of_family(directory: Directory, alike: tuple[str, ...], name: CompanyName) -> Short | None:
    """Of all that begin with one name, the company that has no more of it than "Group": the others are its own."""
    loose = {account: without_group(_words(directory, account)) for account in alike}
    head = min(loose.values(), key=len)
    heads = tuple(account for account in alike if loose[account] == head)
    if len(heads) == 1 and all(words[: len(head)] == head for words in loose.values()):
        return Short(heads, SURE)
    return None


def _words(directory: Directory, account: str) -> Words:
    entry = directory.get(account)
    return read_name(entry.name).written.words if entry else ()
