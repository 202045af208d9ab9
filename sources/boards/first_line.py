"""The first line of a post in "Who is hiring?": Company | Role | Place | REMOTE | https://company.example. Pure."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from icp.domains import is_profile_page, is_shared_host, registrable
from sources.markup import plain

LONGEST = 600
MOST_ROLES = 8
_END = re.compile(r"<p\b[^<>]*>|<br\s*/?>|\n", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"'|)]+", re.IGNORECASE)
_BARE_SITE = re.compile(
    r"(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|io|ai|co|dev|net|org|app|eu|de|fr|uk|tech|health|xyz)\b(?:/\S*)?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,120}[)\]]")
_MONEY = re.compile(r"[$€£]\s?\d|\d\s?k\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*(?:,|;|/(?=\s)|\s/\s|\s&\s|\s\+\s|\band\b)\s*")
_WORD = re.compile(r"[^\W_]+")


class _Words(NamedTuple):
    """The words of first_line.toml."""

    role: re.Pattern[str]
    place: re.Pattern[str]
    terms: re.Pattern[str]
    boards: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    said = tomllib.loads((resources.files("sources.boards") / "first_line.toml").read_text(encoding="utf-8"))
    words = (rf"\b(?:{'|'.join(said[name])})\b" for name in ("roles", "places", "terms"))
    role, place, terms = (re.compile(pattern, re.IGNORECASE) for pattern in words)
    return _Words(role, place, terms, frozenset(said["boards"]))


@dataclass(frozen=True, slots=True)
class FirstLine:
    """What the line says. `domain` is the company's own, where a link names one that is like its name."""

    text: str
    company: str
    roles: tuple[str, ...]
    location: str | None = None
    domain: str | None = None


def first_line(comment: str) -> FirstLine | None:
    """The first line of a post; None where it is not in the thread's form, as a question or an aside is not."""
    markup = _END.split(comment.strip(), maxsplit=1)[0][: 4 * LONGEST]
    text = plain(markup, LONGEST)
    company, *rest = (part.strip() for part in text.split("|"))
    name = _named(company)
    if not rest or not name:
        return None
    parts = [part for part in rest if part and not _LINK.fullmatch(part)]
    roles = [role for part in parts for role in _roles(part)][:MOST_ROLES]
    places = [part for part in parts if _is_place(part)]
    if not roles:
        return None
    return FirstLine(text, name, tuple(dict.fromkeys(roles)), "; ".join(places)[:300] or None, _domain(text, name))


def _is_place(segment: str) -> bool:
    known = _words()
    other = known.role.search(segment) or known.terms.match(segment.lstrip(" (-")) or _MONEY.search(segment)
    return not other and not _BARE_SITE.fullmatch(segment)


def _named(segment: str) -> str | None:
    """The company of the first segment, without what stands in brackets and without its address."""
    bare = _BARE_SITE.sub("", _LINK.sub("", _ASIDE.sub("", segment))) or segment
    name = " ".join(bare.split()).strip(" -–—:,*")
    return name if 1 < len(name) <= 80 and len(name.split()) <= 8 and _WORD.search(name) else None


def _roles(segment: str) -> list[str]:
    """The roles of a segment: each part of a list that names one by itself, else the segment as it is."""
    plain_segment = " ".join(_LINK.sub("", segment).split())
    known = _words()
    if not known.role.search(plain_segment) or (known.place.match(plain_segment) and len(plain_segment.split()) < 3):
        return []
    parts = [part for part in _SEVERAL.split(_ASIDE.sub("", plain_segment)) if part]
    listed = len(parts) > 1 and all(known.role.search(part) and len(part) < 80 for part in parts)
    return [part.strip(" .:") for part in (parts if listed else [plain_segment])][:MOST_ROLES]


def _domain(text: str, name: str) -> str | None:
    """The domain of the first link that is nobody's else, where it is like the company's name."""
    for link in (*_LINK.findall(text), *_BARE_SITE.findall(text)):
        domain = registrable(link.rstrip(".,;"))
        if domain and domain not in _words().boards and not is_shared_host(domain) and not is_profile_page(link):
            label, key = domain.partition(".")[0].replace("-", ""), "".join(_WORD.findall(name.lower()))
            if label and key and (label.startswith(key[:5]) or key.startswith(label[:5])):
                return domain
    return None
