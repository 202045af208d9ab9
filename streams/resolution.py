"""Which account a signal's company is: by domain, by e-mail, by the tracker's word, by name, or nobody.

Rather nobody than a wrong company: an ambiguous name, a name that says nothing, and a name beside a foreign domain
resolve to nobody, with the reason in words. What resolved to nobody can be claimed later.
"""

from collections.abc import Mapping
from typing import Literal

from icp.domains import account_domain, email_domain, is_free_mail, is_profile_page, is_shared_host, registrable
from streams.by_name import match_name
from streams.directory import Directory, text_of
from streams.match import Match, Query, listed, nobody

DOMAIN, EMAIL, TRACKER = 1.0, 0.97, 0.94
"""Confidence of a domain, of an e-mail domain, and the most for a company that a tracker named."""

__all__ = ["DOMAIN", "EMAIL", "TRACKER", "Match", "Query", "resolve", "resolve_line"]


def resolve(directory: Directory, query: Query) -> Match:
    """The account of the company, or nobody. Deterministic; no text raises; costs the same in a directory of any size.

    Domain, e-mail domain, tracker's company, name: the first that says something decides. A company domain that is
    no account's ends the search, since whoever has another domain is a namesake.
    """
    return _by_domain(directory, query) or _by_email(directory, query) or _by_names(directory, query)


def _by_domain(directory: Directory, query: Query) -> Match | None:
    domain = None if is_profile_page(query.domain) else account_domain(query.domain)
    if not domain:
        return None
    if accounts := directory.at_domain(domain):
        return _at_domain(directory, query, accounts, domain, "domain")
    return _foreign(domain) if _is_company(domain) else None


def _by_email(directory: Directory, query: Query) -> Match | None:
    domain = email_domain(query.email)
    if not domain or not _is_company(domain):
        return None
    if accounts := directory.at_domain(domain):
        return _at_domain(directory, query, accounts, domain, "email")
    return _foreign(domain)


def _is_company(domain: str) -> bool:
    return registrable(domain) is not None and not is_free_mail(domain) and not is_shared_host(domain)


def _foreign(domain: str) -> Match:
    return nobody(f"No account has the domain {domain}; the same name with another domain is a namesake.", domain)


def _at_domain(
    directory: Directory, query: Query, accounts: tuple[str, ...], domain: str, method: Literal["domain", "email"]
) -> Match:
    confidence, what = (DOMAIN, "domain") if method == "domain" else (EMAIL, "e-mail domain")
    if len(accounts) == 1:
        return Match(accounts[0], method, confidence, f"The {what} {domain} is that of {accounts[0]}.", domain)
    named = _by_names(directory, query)
    meant = {named.account, *named.candidates}.intersection(accounts)
    if len(meant) == 1:
        account = meant.pop()
        return Match(account, method, confidence, f"The {what} {domain} and the name are those of {account}.", domain)
    reason = f"The {what} {domain} is that of {listed(accounts)}, and the name tells none of them."
    return nobody(reason, domain, accounts)


def _by_names(directory: Directory, query: Query) -> Match:
    if not query.tracker_name:
        return match_name(directory, query.name, query.country)
    tracked = match_name(directory, query.tracker_name, query.country)
    if tracked.account:
        confidence = min(tracked.confidence, TRACKER)
        return Match(tracked.account, "tracker", confidence, f"The tracker named the company: {tracked.reason}")
    return match_name(directory, query.name, query.country) if query.name and not tracked.candidates else tracked


def resolve_line(directory: Directory, record: Mapping[str, object]) -> dict[str, object]:
    """The answer to one line of `fitsignal resolve`: `{"id", "account", "method", "confidence", "reason"}`.

    The line has `{"id", "name", "domain", "email", "ip", "country"}`. Fields that are missing, null or of another type
    count as not given; the id comes back as it was.
    """
    fields = ("name", "domain", "email", "country", "ip")
    match = resolve(directory, Query(**{field: text_of(record.get(field)) for field in fields}))
    return {
        "id": record.get("id"),
        "account": match.account,
        "method": match.method,
        "confidence": match.confidence,
        "reason": match.reason,
    }
