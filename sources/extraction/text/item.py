"""A headline with its lead, cleaned and cut into the parts that rules read."""

import re
from dataclasses import dataclass
from functools import cached_property

from sources.extraction.text import wire
from sources.extraction.text.text import LEAD_LIMIT, TITLE_LIMIT, fold, tidy

_BOUNDARY = re.compile(r"(?<=[.!?])[\"')]?\s+(?=[\"'(]?[A-Z0-9$€£])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Ltd|Corp|Co|Pvt|Pte|Pty|Bros|Mfg|Intl|Bhd|Sdn|Dr|Mr|Mrs|Ms|Prof|Jr|Sr|St|No|vs|Calif|Fla|Conn|Mass|Ill|Tenn|Colo|Ariz|Wash|Ore|Minn|Wis"
    r"|Mich|Ind|Pa|Va|Md|Ga|Tex|Del|Esq|Ph\.D|Gen|Sen|Rev|Nev|Kan|Okla|Ala|La|Miss|Mo|Neb|Wyo|Mont|Hon|Rs)"
    r"|(?:^|[\s.(])[A-Z])\.$"
)
_BULLET = re.compile(r"^(?:[-–—•*·]\s+)+(?=[A-Z0-9])")
"""What a newsletter sets before each of its items."""
_TAIL = 12
"""Characters at a sentence's end in which an abbreviation is sought."""
_SENTENCES = 5
_LONGEST = 600


@dataclass(frozen=True)
class Item:
    """What the rules read: a cleaned title (see :func:`read_title`, tickers still in it) and a raw lead.

    The lead is cleaned when a rule first asks for it: most titles need none.
    """

    marked_up: str
    lead: str

    @cached_property
    def title(self) -> str:
        """The title without tickers."""
        return wire.without_tickers(self.marked_up)

    @cached_property
    def marked(self) -> str:
        """The title with a § where a ticker stood."""
        return wire.TICKER.sub(" §", self.marked_up)

    @cached_property
    def cased(self) -> bool:
        """False where letter case says nothing (an address line, a title in capitals): names are then the lead's."""
        return any(c.isupper() for c in self.title) and any(c.islower() for c in self.title)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The first sentences of the lead, without tickers and what the wire adds."""
        return tuple(_sentences(wire.without_tickers(self._body)))

    @cached_property
    def opening(self) -> str:
        """The first sentences of the lead in one."""
        return " ".join(self.sentences)

    @cached_property
    def text(self) -> str:
        """Title and lead in one."""
        return f"{self.title} {self.opening}"

    def is_listed(self, company: str) -> bool:
        """Whether the text shows shares of this company on an exchange."""
        name = fold(company).split()
        return bool(name) and any(name[0] in before.split()[-8:] for before in self._before_tickers)

    @cached_property
    def _before_tickers(self) -> tuple[str, ...]:
        texts = (self.marked_up, self._body)
        return tuple(fold(t[max(0, m.start() - 80) : m.start()]) for t in texts for m in wire.TICKER.finditer(t))

    @cached_property
    def _body(self) -> str:
        """The beginning of the lead in one line, its lines made sentences, without datelines."""
        lines: list[str] = []
        length = 0
        for raw in self.lead[: 4 * LEAD_LIMIT].splitlines():
            line = tidy(raw[: 2 * LEAD_LIMIT])
            line = wire.without_dateline(line) if len(lines) < 3 else line
            if line:
                lines.append(line if line.endswith((".", "!", "?", ":", ",")) else f"{line}.")
                length += len(line)
            if length > LEAD_LIMIT:
                break
        return " ".join(lines)[:LEAD_LIMIT]


def read_title(title: str) -> str:
    """The title cleaned, without the label before its news, tickers still in it."""
    return wire.without_label(_BULLET.sub("", tidy(title[: 8 * TITLE_LIMIT])[:TITLE_LIMIT]))


def _sentences(text: str) -> list[str]:
    """The first sentences of a text."""
    found: list[str] = []
    for piece in _BOUNDARY.split(text):
        if found and _ABBREVIATION.search(found[-1][-_TAIL:]):
            found[-1] += f" {piece}"
        elif len(found) == _SENTENCES:
            break
        else:
            found.append(piece.strip())
    return [sentence[:_LONGEST] for sentence in found if sentence]
