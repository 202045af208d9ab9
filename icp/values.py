"""Cells as people and vendors write them: nothing at all, years, yes and no, lists. Numbers are in `quantities`."""

import re
from functools import lru_cache

import orjson

from icp.text import fold_text

_NOTHING = """-|--|---|–|—|.|?|n/a|n.a.|n.a|na|#n/a|#value!|#ref!|null|none|nil|unknown|undefined|nan|nat|(blank)
(empty)|blank|empty|not available|not applicable|not specified|unspecified|tbd|no data|k.a.|inconnu|unbekannt"""
_EMPTY = frozenset(("", *_NOTHING.replace("\n", "|").split("|")))
_LONGEST_NOTHING = 40  # blanks around the word included
_YES = frozenset(("true", "yes", "y", "1", "ja", "oui", "si", "sí", "x", "wahr", "vrai"))
_NO = frozenset(("false", "no", "n", "0", "nein", "non", "falsch", "faux"))
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_LEGAL_FORMS = "inc llc ltd limited corp co gmbh ag sa sas sarl bv nv ab as oy oyj plc kg kk pty lp llp srl spa"
_LEGAL = frozenset(_LEGAL_FORMS.split())


def is_empty(text: str) -> bool:
    """Whether a cell says nothing, in any of the usual spellings ("", "-", "n/a", "null", "None", "unknown")."""
    return len(text) < _LONGEST_NOTHING and text.strip().casefold() in _EMPTY


def parse_year(text: str) -> int | None:
    """The year in a year or a date ("2015", "2015-03-01", "Mar 2015"); None where there is none, or more than one."""
    years = {int(year) for year in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def parse_flag(text: str) -> bool | None:
    """Yes or no in their usual spellings; None for any other text."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    return False if word in _NO else None


@lru_cache(maxsize=16384)
def parse_list(text: str) -> tuple[str, ...]:
    """The members of a list: JSON, or separated by `;`, `|`, line ends or `,` (the first that is there); each once."""
    text = text.strip()
    members = _json_list(text) if text.startswith("[") else None
    if members is None:
        separator = next((sign for sign in ";|\n" if sign in text), ",")
        members = text.split(separator)
    return tuple(dict.fromkeys(member.strip() for member in members if not is_empty(member)))


def parse_names(text: str) -> tuple[str, ...]:
    """As `parse_list`, but "Acme, Inc." is one name: a legal form belongs to what stands before it."""
    names: list[str] = []
    for part in parse_list(text):
        if names and fold_text(part).replace(" ", "") in _LEGAL:
            names[-1] = f"{names[-1]}, {part}"
        else:
            names.append(part)
    return tuple(names)


def _json_list(text: str) -> list[str] | None:
    try:
        members = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return [str(member) for member in members if member is not None] if isinstance(members, list) else None
