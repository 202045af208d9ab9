"""Directness: how near a page is to the event that it tells of. Pure; the lists are in outlets.txt."""

from functools import lru_cache

from icp.domains import host_of, registrable
from streams.word_lists import word_set

OWN, WIRE, OUTLET, AGGREGATOR, NOWHERE = range(5)
"""The company's own site, a wire or register that prints what it says, an outlet, who links to outlets, no page."""


def directness(url: str | None, account: str | None) -> int:
    """The rank of an address that tells of an account, the most direct first."""
    host, site = _site(url)
    if not host:
        return NOWHERE
    if site == account:
        return OWN
    if _listed("wires", host, site):
        return WIRE
    return AGGREGATOR if _listed("aggregators", host, site) else OUTLET


@lru_cache(maxsize=4096)
def _site(url: str | None) -> tuple[str, str]:
    host = host_of(url) or ""
    return host, registrable(host) or host


def _listed(section: str, host: str, site: str) -> bool:
    known = word_set("outlets.txt", section)
    return site in known or host in known
