"""Industries: the words and codes of CRMs, data vendors and statistics offices, folded to one vocabulary.

"COMPUTER_SOFTWARE", "B2B SaaS", NAICS 541511 and NACE 62.01 are the same industry. A narrow industry is also a part of
its broader ones (fintech of financial services), never the other way round. The table is `industries.toml`.
"""

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from icp.text import fold_text

_SCHEMES = ("naics", "nace", "sic")
_CODE = re.compile(
    r"(?:(?P<scheme>naics|nace|naf|sic|wz|ateco|cnae)(?: code)?(?: ?rev[. ]*2(?:\.1)?| ?\d{4}(?=\s*:))?\s*[:#]?\s*)?"
    r"(?P<letter>[a-u](?=\d))?(?P<number>\d{2}(?:\.?\d{1,2}){0,2})(?P<tail>[a-z]?)(?P<title>(?:\s*[:,–-])?\s.*|\b)",
    re.IGNORECASE | re.DOTALL,
)
_NAICS = """11 21 22 23 31 32 33 42 44 45 48 49 51 52 53 54 55 56 61 62 71 72 81 92
111 112 113 114 115 211 212 213 221 236 237 238 311 312 313 314 315 316 321 322 323 324 325 326 327 331 332 333 334
335 336 337 339 423 424 425 441 442 443 444 445 446 447 448 449 451 452 453 454 455 456 457 458 459 481 482 483 484
485 486 487 488 491 492 493 511 512 513 515 516 517 518 519 521 522 523 524 525 531 532 533 541 551 561 562 611 621
622 623 624 711 712 713 721 722 811 812 813 814 921 922 923 924 925 926 927 928"""
_SECTORS = frozenset(_NAICS.split())
_UK_SIC = {"naics": 0, "sic": 5}  # British SIC codes are NACE codes with a fifth digit
_FILLERS = frozenset(("and", "the", "industry", "sector", "companies"))
_SEPARATORS = re.compile(r"\s*[;|,/•\n]\s*")


@lru_cache(maxsize=16384)
def fold_industry(text: str) -> frozenset[str]:
    """The canonical industries that the text belongs to, broader ones included; unknown text is its own industry.

    Several words ("FinTech, SaaS") belong to the industries of each.
    """
    direct = industry_named(text)
    return direct.union(*(_table().within.get(group, ()) for group in direct))


@lru_cache(maxsize=16384)
def industry_named(text: str) -> frozenset[str]:
    """The industries that the text names, without the broader ones: what a criterion asks for."""
    parts = (part for part in _SEPARATORS.split(text) if not part.isdecimal() or len(part) > 3)
    known = _lookup(text) or frozenset().union(*map(_lookup, parts))
    return known or frozenset({fold_text(text)} - {""})


def _lookup(text: str) -> frozenset[str]:
    return _table().names.get(_name_key(text)) or _by_code(text.strip(" ()[]"))


def _name_key(text: str) -> str:
    """The words that tell industries apart: HubSpot leaves out the "and" of LinkedIn's names, people add "industry"."""
    return " ".join(word for word in fold_text(text).split() if word not in _FILLERS)


def _by_code(text: str) -> frozenset[str]:
    if len(text) == 1 and text.isalpha():
        return _table().codes["nace"].get(text.lower(), frozenset())
    match = _CODE.fullmatch(text)
    digits = match["number"].replace(".", "") if match else ""
    if not match or (match["title"].strip() and len(digits) < 4):
        return frozenset()
    return _longest(_table().codes[_scheme(match, digits)], digits)


def _scheme(match: re.Match[str], digits: str) -> str:
    """The classification of a code: named, or NAICS where its subsector is one, else NACE (62.01, 6201Z, J62)."""
    named = (match["scheme"] or "").lower()
    if named in ("naics", "sic") and len(digits) != _UK_SIC[named]:
        return named
    if named or match["letter"] or match["tail"] or "." in match["number"]:
        return "nace"
    return "naics" if digits[:3] in _SECTORS else "nace"


def _longest(codes: dict[str, frozenset[str]], digits: str) -> frozenset[str]:
    return next((codes[digits[:size]] for size in range(len(digits), 1, -1) if digits[:size] in codes), frozenset())


class _Table(NamedTuple):
    names: dict[str, frozenset[str]]
    codes: dict[str, dict[str, frozenset[str]]]
    within: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def _table() -> _Table:
    groups = tomllib.loads(resources.files("icp").joinpath("industries.toml").read_text("utf-8"))
    names: dict[str, frozenset[str]] = {}
    codes: dict[str, dict[str, frozenset[str]]] = {scheme: {} for scheme in _SCHEMES}
    for group, entry in groups.items():
        for name in (group, *entry["names"]):
            _add(names, _name_key(name), group)
        for scheme in _SCHEMES:
            for code in entry.get(scheme, ()):
                _add(codes[scheme], code.replace(".", "").lower(), group)
    return _Table(names, codes, {group: frozenset(entry.get("within", ())) for group, entry in groups.items()})


def _add(table: dict[str, frozenset[str]], key: str, group: str) -> None:
    table[key] = table.get(key, frozenset()) | {group}
