"""Gates: which groups of stems a text has, asked of all groups at once."""

from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce
from operator import or_

from sources.extraction.text.tables import anywhere, words

_REMEMBERED = 1 << 15
"""Words whose groups are remembered: the vocabulary of headlines."""


class Gates:
    """Groups of stems, each with a bit; a stem counts wherever it stands in a text in small letters."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self.bits = {name: 1 << place for place, name in enumerate(groups)}
        self._any_inner = anywhere(s for stems in groups.values() for s in stems if " " not in s)
        self._inner = [(bit, anywhere(s for s in groups[name] if " " not in s)) for name, bit in self.bits.items()]
        self._spaced = [(bit, stem) for name, bit in self.bits.items() for stem in groups[name] if " " in stem]
        self._any_spaced = anywhere(stem for _, stem in self._spaced)
        self._of_word = lru_cache(_REMEMBERED)(self._look)

    def passed(self, text: str) -> int:
        """The bits of the groups of which the text has a stem."""
        found = 0
        for word in text.split():
            found |= self._of_word(word)
        if self._any_spaced.search(text):
            for bit, stem in self._spaced:
                found |= bit if stem in text else 0
        return found

    def _look(self, word: str) -> int:
        if not self._any_inner.search(word):
            return 0
        return reduce(or_, (bit for bit, stems in self._inner if stems.search(word)))


GATES = Gates(
    {
        name: words("gates", name)
        for name in (
            "hires",
            "departures",
            "offerings",
            "fund_closes",
            "acquisitions",
            "funding",
            "investments",
            "told",
        )
    }
)
"""The gates of titles, by reader; ``told`` is that of the lead."""
