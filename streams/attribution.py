"""Attribution: a signal of nobody, given to the company that its visitor turned out to be of. Pure."""

from streams.match import Match
from streams.ports import Identity
from streams.resolution import DOMAIN
from streams.signal import Resolution, Signal


def visitor_of(signal: Signal) -> str | None:
    """The daily hash of who it was, where the source tells people apart."""
    found = signal.details.get("visitor")
    return found if isinstance(found, str) and found else None


def attributed(signal: Signal, identity: Identity, match: Match) -> Signal | None:
    """The same signal at the company of the identity; None where its domain names no one account.

    It keeps its id and instants. It is marked as seeded: it counts and shows, and interrupts nobody, since it is news
    of the past by the time it is known whose it was. `match` is what the identity's domain resolves to.
    """
    account = match.account or (None if match.candidates else match.domain)
    if account is None:
        return None
    sure = identity.confidence * (match.confidence if match.account else DOMAIN)
    told = Resolution(method=identity.method, confidence=sure)
    return signal.model_copy(update={"account": account, "seeded": True, "resolution": told})
