"""Traces: what a home page loads and says of itself, and what its domain's DNS says. Pure."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

MOST = 2_000
"""Addresses of one page that are looked at."""
_LOADING = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "form": "action",
    "source": "src",
    "embed": "src",
}
_LOADED_LINKS = frozenset(("stylesheet", "preload", "preconnect", "dns-prefetch", "modulepreload", "prefetch"))
_ADDRESS = re.compile(r"(?:https?:)?(?:\\?/){2}((?:[a-z0-9-]+\.)+[a-z]{2,})((?:\\?/[\w.-]*)*)", re.IGNORECASE)
_SPF = re.compile(r"(?:include|redirect)[:=]([\w.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Traces:
    """All in small letters. `loads`: "host/path" of what a page loads; `mx`, `spf`: hosts; `txt`: whole records."""

    loads: tuple[str, ...] = ()
    generators: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    mx: tuple[str, ...] = ()
    spf: tuple[str, ...] = ()
    txt: tuple[str, ...] = ()


def page_traces(html: str, address: str, cookies: Iterable[str]) -> Traces:
    """Traces of a page at an address. What it only links to is no trace: a link to a vendor is no use of it."""
    reader = _Reader(address)
    with suppress(AssertionError):  # the parser's word for markup that it gives up on: what came before it counts
        reader.feed(html)
        reader.close()
    names = tuple(dict.fromkeys(name.strip().lower() for name in cookies))
    return Traces(tuple(dict.fromkeys(reader.loads)), tuple(reader.generators), names)


def dns_traces(mx: Iterable[str], txt: Iterable[str]) -> Traces:
    """Traces of a domain's MX hosts and TXT records."""
    hosts = tuple(host.rstrip(".").lower() for host in mx)
    records = tuple(text.strip().lower() for text in txt)
    spf = tuple(found for record in records if record.startswith("v=spf1") for found in _SPF.findall(record))
    return Traces(mx=hosts, spf=spf, txt=records)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base, self._in_script = address, False
        self.loads: list[str] = []
        self.generators: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_script = tag == "script"
        if tag == "meta" and given.get("name", "").lower() == "generator":
            self.generators.append(given.get("content", "").strip().lower())
        if tag in _LOADING and (tag != "link" or _LOADED_LINKS.intersection(given.get("rel", "").lower().split())):
            self._load(given.get(_LOADING[tag], ""))

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            for host, path in _ADDRESS.findall(data):
                self._add(host, path.replace("\\", ""))

    def _load(self, target: str) -> None:
        try:
            parts = urlsplit(urljoin(self._base, target.strip()))
            self._add(parts.hostname or "", parts.path)
        except ValueError:
            return

    def _add(self, host: str, path: str) -> None:
        if host and len(self.loads) < MOST:
            self.loads.append(f"{host}{path}".lower())
