"""Kinship: a company that is a plain prospect has the status of its parent, or of the next above that is none. Pure.

Whose status it is stands in the account, so that its own is known still when the parent's changes.
"""

from collections.abc import Mapping
from typing import NamedTuple

from icp.account import Account, Status

STATUS_FROM = "status_from"
"""The attribute that names the company whose status an account has."""
DEEPEST = 16
"""Parents above parents that are looked at."""
_PLAIN = frozenset(("prospect", "discovered"))


class Inherited(NamedTuple):
    """A status, and the account that has it itself."""

    status: Status
    source: str


def inherited(domain: str, own: Mapping[str, Status], parents: Mapping[str, str]) -> Inherited | None:
    """What the account has of those above it; None where it has a status of its own, or they have none.

    `own`: the status of each account by itself; `parents`: the account above each. A circle ends where it began.
    """
    seen = {domain}
    above = parents.get(domain) if own.get(domain) in _PLAIN else None
    while above is not None and above not in seen and len(seen) <= DEEPEST:
        status = own.get(above, "prospect")
        if status not in _PLAIN:
            return Inherited(status, above)
        seen.add(above)
        above = parents.get(above)
    return None


def bare(account: Account) -> Account:
    """The account by itself: without the status of another."""
    if STATUS_FROM not in account.attributes:
        return account
    attributes = {name: value for name, value in account.attributes.items() if name != STATUS_FROM}
    return account.model_copy(update={"status": "prospect", "attributes": attributes})


def with_inherited(account: Account, found: Inherited | None) -> Account:
    """The account with what it has of those above it, or by itself."""
    account = bare(account)
    if found is None:
        return account
    attributes = {**account.attributes, STATUS_FROM: found.source}
    return account.model_copy(update={"status": found.status, "attributes": attributes})
