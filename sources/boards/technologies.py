"""Technologies that a posting names. Pure; the names are those of technologies.toml, which a person can add to.

A name that is an ordinary word too ("Go", "Segment", "Close") counts only where it is written as a name, and stands in
a list with another technology, or in a way of saying that leaves no doubt.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

LONGEST = 20_000
"""Characters of a posting that are looked through."""
MOST = 50
MANY = 3
"""So many doubtful names in one list are technologies, also without a sure one among them."""
_WORD = re.compile(r"(?<![\w.@#+-])\.?\w+")
_GOES_ON = re.compile(r"[\w@#+]|[.-]\w").match
_BETWEEN = re.compile(r"\s*(?:[,;/|&+]|\(|,?\s*\b(?:and|or|und|oder|et|ou)\b)\s*").fullmatch


class _Name(NamedTuple):
    said: str
    name: str
    sure: bool
    cased: bool

    def is_at(self, text: str, begin: int) -> bool:
        """Whether it stands there as a whole word."""
        there = text[begin : begin + len(self.said)]
        same = there == self.said if self.cased else there.lower() == self.said.lower()
        return same and not _GOES_ON(text, begin + len(self.said))


class _Found(NamedTuple):
    start: int
    end: int
    name: str
    sure: bool


class Vocabulary:
    """Names by how much their word alone says: `plain` in any case, `cased` as written, `doubtful` beside others.

    `ways`: other ways to say a name, each enough alone.
    """

    def __init__(
        self,
        plain: Iterable[str],
        cased: Iterable[str] = (),
        doubtful: Iterable[str] = (),
        ways: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        said = {way: name for name, each in (ways or {}).items() for way in each}
        self._doubtful = frozenset(doubtful)
        told = [_Name(name, name, sure=True, cased=False) for name in plain]
        told += [_Name(way, name, sure=True, cased=False) for way, name in said.items()]
        told += [_Name(name, name, sure=True, cased=True) for name in cased]
        told += [_Name(name, name, sure=False, cased=True) for name in self._doubtful]
        self.names = frozenset(each.name for each in told)
        self._by_start: dict[str, list[_Name]] = defaultdict(list)
        for each in sorted(told, key=lambda name: (-len(name.said), name.said)):
            self._by_start[_first(each.said)].append(each)

    def named_in(self, text: str) -> list[str]:
        """The technologies that the text names, in its order, each once."""
        found = self._found(text[:LONGEST])
        return list(dict.fromkeys(each.name for group in _lists(text, found) for each in _counted(group)))[:MOST]

    def doubts(self, name: str) -> bool:
        """Whether the name is an ordinary word too."""
        return name in self._doubtful

    def _found(self, text: str) -> list[_Found]:
        """What is there, the longer name where two begin together."""
        kept: list[_Found] = []
        for word in _WORD.finditer(text):
            begin = word.start()
            if kept and begin < kept[-1].end:
                continue
            for each in self._by_start.get(word[0].lower(), ()):
                if each.is_at(text, begin):
                    kept.append(_Found(begin, begin + len(each.said), each.name, each.sure))
                    break
        return kept


def _lists(text: str, found: Sequence[_Found]) -> list[list[_Found]]:
    """Names that stand together, with nothing but commas and conjunctions between them."""
    groups: list[list[_Found]] = []
    for each in found:
        if groups and _BETWEEN(text[groups[-1][-1].end : each.start]):
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _counted(group: Sequence[_Found]) -> list[_Found]:
    sure = [each for each in group if each.sure]
    return list(group) if sure or len(group) >= MANY else []


def _first(name: str) -> str:
    found = _WORD.match(name)
    return found[0].lower() if found else name.lower()


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The shipped one."""
    text = (resources.files("sources.boards") / "technologies.toml").read_text(encoding="utf-8")
    return Vocabulary(**tomllib.loads(text))


def of_these(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names that the text names; up to three letters only in their own case, doubtful ones as above."""
    known = vocabulary()
    named: Iterable[str] | None = None
    found = []
    for name in dict.fromkeys(names):
        if known.doubts(name):
            named = known.named_in(text) if named is None else named
            found += [name] if name in named else []
        elif _word(name).search(text):
            found.append(name)
    return found


@lru_cache(maxsize=4096)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.NOFLAG if len(name) <= 3 else re.IGNORECASE)
