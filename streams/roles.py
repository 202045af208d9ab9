"""Role families and seniority of a job title: whose seat it is, and how high."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

_LEADS = r"(?!team|gebiet|gruppen|schicht|projekt|filial|bau|markt)\w*leit(?:er|erin|ung)"
SENIORITY = (
    (
        "c_level",
        r"c[efotmriphsd]o|chief|ciso|chro|presidente?s?|founder|cofounder|founding partner|owner|managing director|"
        r"general manager|country manager|geschaftsfuhr\w*|geschaftsleit\w*|\w*vorstand\w*|generaldirektor\w*|"
        r"grunder\w*|directeur general|directrice generale|dg|pdg|fondat\w*|cofondat\w*|gerante?",
    ),
    ("vp", r"[se]?vp|[se]?avp|vice president\w*|vice-president\w*"),
    ("head", rf"head|{_LEADS}|responsable|global lead|rssi"),
    ("director", r"director|directeur|directrice|\w*direktor\w*|dsi|drh|daf"),
    ("manager", r"manager\w*|lead|team lead\w*|\w+leit(?:er|erin|ung)|supervisor|chef|cheffe"),
)
_SENIORITY = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in SENIORITY)
_VICE = re.compile(r"\bvice[ -]presidente?\b")
_NOT_TOP = re.compile(r"\bproduct owner|\bchief of staff")
_MARKS = re.compile(r"[^\w&/+#-]+")


class Role(NamedTuple):
    """What a title says: families it belongs to, first named first, and its seniority."""

    families: tuple[str, ...]
    seniority: str | None


class Families:
    """The words of each family, compiled: whole words, `*` at the end only.

    A title is cut at the first "never" word: "Assistant to the CEO" is nobody's, "CRO and board member" the CRO's.
    """

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self.never = _pattern(words.get("never", ()))
        self.patterns = {name: _pattern(list_) for name, list_ in words.items() if name != "never"}
        self.classify = lru_cache(maxsize=4096)(self._classify)

    def _classify(self, title: str) -> Role:
        text = _title(title)
        if self.never and (cut := self.never.search(text)):
            text = text[: cut.start()]
        found = [(m.start(), -len(m[0]), name) for name, p in self.patterns.items() if p and (m := p.search(text))]
        return Role(tuple(name for _, _, name in sorted(found)), seniority(text))


@lru_cache(maxsize=4096)
def folded(title: str) -> str:
    """Lower case without accents, words one space apart."""
    plain = unicodedata.normalize("NFKD", title[:500])
    return _MARKS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c)).lower()).strip()


def _title(text: str) -> str:
    """A vice president is no president: the longer title stands for itself."""
    return _VICE.sub("vp", folded(text))


def seniority(text: str) -> str | None:
    """The highest seniority that the folded title names; None where it names none."""
    rest = _NOT_TOP.sub(" ", text)
    return next((name for name, pattern in _SENIORITY if pattern.search(rest)), None)


def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    terms = [re.escape(folded(w.rstrip("*"))) + (r"\w*" if w.endswith("*") else "") for w in words]
    return re.compile(rf"\b(?:{'|'.join(sorted(terms, key=len, reverse=True))})\b") if terms else None
