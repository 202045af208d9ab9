"""What a signal says of its company, and the account it was found to be."""

from dataclasses import dataclass
from typing import Literal

Method = Literal["domain", "email", "tracker", "exact", "alias", "fuzzy", "none"]


@dataclass(frozen=True, slots=True)
class Query:
    """What a signal says of its company. Any field may be missing or hold any text."""

    name: str | None = None
    domain: str | None = None
    """A domain or a URL."""
    email: str | None = None
    tracker_name: str | None = None
    """The company that a tracker gave; it is believed before the name."""
    country: str | None = None
    """A country's name or code; it tells companies of one name apart, and shakes or steadies the trust in a name."""
    ip: str | None = None
    """Not used yet."""


@dataclass(frozen=True, slots=True)
class Match:
    """The account, or None, with the way it was found and why."""

    account: str | None
    method: Method
    confidence: float
    """0 to 1; 0 where there is no account."""
    reason: str
    """A sentence for people."""
    domain: str | None = None
    """The registrable company domain that the signal named: where no account has it, one can be discovered by it."""
    candidates: tuple[str, ...] = ()
    """The accounts it could be, sorted, where it could be several."""


def nobody(reason: str, domain: str | None = None, candidates: tuple[str, ...] = ()) -> Match:
    return Match(None, "none", 0.0, reason, domain, candidates)


def quoted(text: str) -> str:
    """The text in one line of at most 80 characters, in quotation marks, fit to be encoded."""
    line = " ".join(text[:1000].encode("utf-8", "replace").decode().split())
    return f"“{line if len(line) <= 80 else line[:79] + '…'}”"


def listed(accounts: tuple[str, ...]) -> str:
    """The first five accounts, and how many more there are."""
    more = len(accounts) - 5
    return ", ".join(accounts[:5]) + (f" and {more} more" if more > 0 else "")
