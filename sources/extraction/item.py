"""A headline with its lead, cleaned and cut into the parts that rules read."""

import re
from dataclasses import dataclass

from . import wire
from .text import LEAD_LIMIT, TITLE_LIMIT, fold, tidy

_BOUNDARY = re.compile(r"(?<=[.!?])[\"')]?\s+(?=[\"'(]?[A-Z0-9$€£])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Ltd|Corp|Co|Dr|Mr|Mrs|Ms|Prof|Jr|Sr|St|No|vs|Calif|Fla|Conn|Mass|Ill|Tenn|Colo|Ariz|Wash|Ore|Minn|Wis"
    r"|Mich|Ind|Pa|Va|Md|Ga|Tex|Del|Esq|Ph\.D|Gen|Sen|Rev|a\.k\.a|Nev|Kan|Okla|Ala|La|Miss|Mo|Neb|Wyo|Mont|Hon|Rs)"
    r"|(?:^|[\s.(])[A-Z])\.$"
)
_SENTENCES = 5


@dataclass(frozen=True, slots=True)
class Item:
    """What the rules read: ``title`` and the lead's opening ``sentences``, both without what wires add.

    ``marked`` is the title with a § where a ticker stood. ``cased`` is false where the title's letter case says
    nothing (an address line in lower case, a title in capitals): then names are read from the lead.
    ``listed`` holds the folded text before each ticker.
    """

    title: str
    marked: str
    sentences: tuple[str, ...]
    cased: bool
    listed: tuple[str, ...]

    @property
    def text(self) -> str:
        """Title and lead in one."""
        return " ".join((self.title, *self.sentences))

    def is_listed(self, company: str) -> bool:
        """Whether the text shows shares of this company on an exchange."""
        name = fold(company).split()
        return bool(name) and any(name[0] in before.split()[-8:] for before in self.listed)


def read_title(title: str) -> str:
    """The title cleaned, tickers still in it."""
    return wire.without_label(tidy(title[: 8 * TITLE_LIMIT])[:TITLE_LIMIT])


def read(title: str, lead: str) -> Item:
    """The item of a cleaned title (see :func:`read_title`) and a raw lead."""
    lines = [wire.without_dateline(tidy(line)) for line in lead[: 4 * LEAD_LIMIT].splitlines()[:12] if line.strip()]
    body = " ".join(
        line if line.endswith((".", "!", "?")) or i == len(lines) - 1 else f"{line}." for i, line in enumerate(lines)
    )
    body = body[:LEAD_LIMIT]
    plain = wire.without_tickers(title)
    return Item(
        title=plain,
        marked=wire.TICKER.sub(" §", title),
        sentences=tuple(sentences(wire.without_tickers(body))),
        cased=any(c.isupper() for c in plain) and any(c.islower() for c in plain),
        listed=tuple(
            fold(text[max(0, m.start() - 80) : m.start()]) for text in (title, body) for m in wire.TICKER.finditer(text)
        ),
    )


def sentences(text: str) -> list[str]:
    """The first sentences of a text."""
    found: list[str] = []
    for piece in _BOUNDARY.split(text):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += f" {piece}"
        elif len(found) == _SENTENCES:
            break
        else:
            found.append(piece.strip())
    return [sentence for sentence in found if sentence]
