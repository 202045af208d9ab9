"""Job boards that a page links to or loads, and where a company's careers page is. Pure."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from icp.domains import account_domain

_TOKEN = r"(?P<token>[A-Za-z0-9_.%-]{1,100}?)"  # noqa: S105
_END = r"(?=[/?#\"'&\\\s<>]|$)"
_SHAPES = {
    "greenhouse": (
        rf"(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io/(?:embed/job_board(?:/js)?\?(?:[^\"'\s]*&)?for=){_TOKEN}{_END}",
        rf"(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io/(?!embed){_TOKEN}{_END}",
        rf"boards-api\.greenhouse\.io/v1/boards/{_TOKEN}{_END}",
    ),
    "lever": (rf"jobs(?:\.eu)?\.lever\.co/{_TOKEN}{_END}", rf"api\.lever\.co/v0/postings/{_TOKEN}{_END}"),
    "ashby": (rf"jobs\.ashbyhq\.com/{_TOKEN}{_END}",),
    "workable": (rf"apply\.workable\.com/(?!api/){_TOKEN}{_END}", rf"(?<![\w.-]){_TOKEN}\.workable\.com{_END}"),
    "smartrecruiters": (rf"(?:careers|jobs)\.smartrecruiters\.com/{_TOKEN}{_END}",),
    "recruitee": (rf"(?<![\w.-]){_TOKEN}\.recruitee\.com{_END}",),
    "teamtailor": (rf"(?<![\w.-]){_TOKEN}\.teamtailor\.com{_END}",),
    "personio": (rf"(?<![\w.-]){_TOKEN}\.jobs\.personio\.(?:de|com){_END}",),
}
_LINKS = [(kind, re.compile(shape, re.IGNORECASE)) for kind, shapes in _SHAPES.items() for shape in shapes]
_NOBODY = frozenset((
    "www", "api", "app", "apply", "careers", "jobs", "help", "support", "blog", "cdn", "assets", "static", "embed",
    "js", "resources", "get", "go", "info", "status", "docs",
))  # fmt: skip
"""Names at those hosts that are the vendor's own."""
_WORDS = re.compile(
    r"\b(?:careers?|jobs?|vacanc\w+|openings|join[ -_]?us|work[ -_]with[ -_]us|we.re hiring|hiring|karriere|stellen\w*|"
    r"offene stellen|carri[eè]res?|recrutement|emplois?|empleo|lavora con noi|vacatures|werken bij|jobb|rekrytering)\b",
    re.IGNORECASE,
)
USUAL = ("/careers", "/jobs", "/company/careers", "/about/careers", "/karriere", "/carrieres")
"""Where careers pages are, if no link leads there."""


class BoardLink(NamedTuple):
    """A board by its kind and its company's name there."""

    kind: str
    token: str


def boards_in(html: str) -> list[BoardLink]:
    """Boards that the markup names, in its order, each once."""
    text = html.replace("\\/", "/")
    found = [(match.start(), kind, match["token"]) for kind, shape in _LINKS for match in shape.finditer(text)]
    links = [BoardLink(kind, token) for _, kind, token in sorted(found)]
    own = [link for link in links if link.token.lower() not in _NOBODY and "%" not in link.token]
    return list({(link.kind, link.token.lower()): link for link in reversed(own)}.values())[::-1]


def careers_links(html: str, address: str, domain: str) -> list[str]:
    """Addresses of the company's own pages that speak of careers, the shortest first."""
    reader = _Anchors()
    reader.feed(html)
    reader.close()
    found = {_joined(address, href) for href, text in reader.found if _WORDS.search(f"{href} {text}")}
    return sorted((url for url in found if url and account_domain(url) == domain), key=lambda url: (len(url), url))


def _joined(address: str, href: str) -> str:
    try:
        parts = urlsplit(urljoin(address, href.strip()))
    except ValueError:
        return ""
    return parts._replace(fragment="").geturl() if parts.scheme in ("http", "https") else ""


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        if tag != "a":
            return
        href = dict(attrs).get("href")
        self._open = href is not None
        if href is not None:
            self.found.append((href, ""))

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._open:
            href, text = self.found[-1]
            self.found[-1] = href, (text + data)[:200]
