"""Gates: which groups of stems a text has, asked of all groups at once."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import or_

from sources.extraction.text.tables import anywhere, words

_REMEMBERED = 1 << 15
"""Words whose groups are remembered: the vocabulary of headlines."""


class Gates:
    """Groups of stems, each with a bit; a stem counts wherever it stands in a text in small letters."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self.bits = {name: 1 << place for place, name in enumerate(groups)}
        self._inner = [(bit, anywhere(s for s in groups[name] if " " not in s)) for name, bit in self.bits.items()]
        self._spaced = [(bit, stem) for name, bit in self.bits.items() for stem in groups[name] if " " in stem]
        self._any_spaced = anywhere(stem for _, stem in self._spaced) if self._spaced else None
        self._of_word = lru_cache(_REMEMBERED)(self._look)

    def passed(self, text: str) -> int:
        """The bits of the groups of which the text has a stem."""
        found = 0
        for word in text.split():
            found |= self._of_word(word)
        if self._any_spaced and self._any_spaced.search(text):
            for bit, stem in self._spaced:
                found |= bit if stem in text else 0
        return found

    def _look(self, word: str) -> int:
        found = 0
        for bit, stems in self._inner:
            found = or_(found, bit) if stems.search(word) else found
        return found


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
