"""Context: which of several accounts of one name a signal means, by what stands around the name. Pure."""

import re
from collections.abc import Iterator

from icp.domains import account_domain
from streams.match import Match, listed

SURE = 0.85
"""Confidence of a name of several, one of whose domains stands beside it."""
LONGEST = 10_000
"""Characters of a text that are looked at."""
_HOST = re.compile(r"(?<![\w.-])(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}(?![\w-])")


def told_apart(match: Match, *texts: str | None) -> Match:
    """The candidate whose domain the texts name, where they name just one; else the match as it is."""
    if match.account is not None or len(match.candidates) < 2:
        return match
    named = {domain for text in texts if text for domain in _domains(text)}
    meant = [account for account in match.candidates if account in named]
    if len(meant) != 1:
        return match
    reason = f"The name is one of {listed(match.candidates)}, and only {meant[0]} is named beside it."
    return Match(meant[0], "exact", SURE, reason)


def _domains(text: str) -> Iterator[str]:
    return (domain for host in _HOST.findall(text[:LONGEST]) if (domain := account_domain(host)))
