"""Whose mail it is: the company behind an e-mail address or a domain, or nobody's."""

from functools import lru_cache

from icp.domains import email_domain, host_of, is_free_mail, is_profile_page, is_shared_host, registrable

_LONGEST = 254


def address_of(text: str | None) -> str | None:
    """The e-mail address in lower case, without name and brackets; None for text that is none."""
    if not text or "@" not in text or len(text) > 2 * _LONGEST:
        return None
    plain = text.strip()
    if plain.endswith(">"):
        plain = plain[:-1].rpartition("<")[2]
    plain = plain.lower().removeprefix("mailto:").strip()
    local, _, host = plain.rpartition("@")
    return plain if local and len(plain) <= _LONGEST and " " not in plain and host_of(host) else None


def company_of_mail(email: str | None) -> str | None:
    """The company domain of an address; None where anyone, or anyone for an hour, may have a mailbox there."""
    return company_domain(email_domain(email)) if email else None


@lru_cache(maxsize=16384)
def company_domain(text: str | None) -> str | None:
    """The registrable domain of a company's own site; None for mailbox, access and hosting providers and profile pages.

    A tracker that knows no more than "gmail.com" or "linkedin.com/company/acme" has named no company.
    """
    if not text or is_profile_page(text):
        return None
    domain = registrable(text)
    if not domain or is_free_mail(domain) or is_shared_host(domain) or is_disposable(text):
        return None
    return domain


@lru_cache(maxsize=16384)
def is_disposable(domain: str | None) -> bool:
    """Whether mailboxes at the domain, or one above it, are given away for minutes."""
    host = host_of(domain) or ""
    while "." in host:
        if host in _disposable():
            return True
        host = host.partition(".")[2]
    return False


@lru_cache(maxsize=1)
def _disposable() -> frozenset[str]:
    from disposable_email_domains import blocklist

    return frozenset(blocklist)
