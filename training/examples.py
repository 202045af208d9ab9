"""What is learned from: headlines with what they state, by outlet."""

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sources.extraction import Event
from sources.extraction.extractor import rules_event
from sources.extraction.model.features import rows
from sources.extraction.model.weights import NONE
from sources.extraction.text.item import Item, read_title

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
LABELS = Path(__file__).parent / "labels.jsonl"
HEADLINES = ROOT / "tests" / "sources" / "extraction" / "headlines"
KINDS_OF_TABLES = {
    "hires": "leadership_hire",
    "boards": "board_appointment",
    "departures": "leadership_departure",
    "none": NONE,
}
INVENTED = "invented"
"""The outlet of headlines that were made up for the tests."""


@dataclass(frozen=True)
class Example:
    """A headline, its lead, where it was published, and its label: kind and fields, ``soft`` if open to argument."""

    key: str
    outlet: str
    title: str
    lead: str
    label: dict[str, Any] = field(hash=False)

    @property
    def kind(self) -> str:
        """The kind that the headline states, or "none"."""
        return str(self.label["kind"])

    @property
    def is_soft(self) -> bool:
        """Whether readers may differ."""
        return bool(self.label.get("soft"))

    @cached_property
    def item(self) -> Item:
        """The headline as rules and model read it."""
        return Item(read_title(self.title), self.lead)

    @cached_property
    def rows(self) -> list[int]:
        """The rows of the weights that its features have."""
        return rows(self.item)

    @cached_property
    def reading(self) -> Event | None:
        """What the rules alone read."""
        return rules_event(self.title, self.lead)


def key(url: str) -> str:
    """The name of a headline in ``labels.jsonl``, which holds no texts of others: eight bytes of its link's BLAKE2b."""
    return hashlib.blake2b(url.encode(), digest_size=8).hexdigest()


def real(data: Path = DATA) -> list[Example]:
    """Every headline of the data that was labelled by reading: the development labels and ``labels.jsonl``."""
    outlets = {key(row["url"]): row for row in press_releases(data)}
    found = [_developed(row, outlets) for row in _lines(data / "news" / "labelled_dev.jsonl")]
    known = {example.key for example in found}
    for label in _lines(LABELS):
        row = outlets.get(label["key"])
        if row and label["key"] not in known:
            found.append(Example(label["key"], row["source"], row["title"], row["lead"], label))
    return found


def invented(folder: Path = HEADLINES) -> list[Example]:
    """The made-up headlines of the tests' tables, which know how newspapers write where the data has none."""
    found: list[Example] = []
    for path in (path for path in sorted(folder.glob("*.tsv")) if path.stem in KINDS_OF_TABLES):
        found += _table(path)
    for path in sorted(folder.glob("*.txt")):
        found += _cases(path)
    return found


def press_releases(data: Path = DATA) -> Iterator[dict[str, Any]]:
    """The unlabelled press releases."""
    with gzip.open(data / "news" / "press_releases_2023_2025.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _developed(row: dict[str, Any], outlets: dict[str, dict[str, Any]]) -> Example:
    name = key(row.get("url") or row["title"])
    outlet = outlets[name]["source"] if name in outlets else row["stratum"]
    return Example(name, outlet, row["title"] or "", row["lead"] or "", row["label"])


def _table(path: Path) -> Iterator[Example]:
    """The examples of a table of leaders: company, person, role, title, lead; of ``none.tsv`` the title alone."""
    kind = KINDS_OF_TABLES[path.stem]
    for cells in csv.reader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        company, title, lead = (None, cells[0], "") if kind == NONE else (cells[0], cells[3], "".join(cells[4:5]))
        yield Example(key(title), INVENTED, title, lead, {"kind": kind, "company": company})


def _cases(path: Path) -> Iterator[Example]:
    """The examples of a list: a title, its lead behind ">", and what they state behind "="."""
    title = lead = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("= "):
            kind, company = ([part.strip() for part in line[2:].split("|")] + [""])[:2]
            yield Example(key(title), INVENTED, title, lead, {"kind": kind, "company": company or None})
            title = lead = ""
        elif line.startswith("> "):
            lead = line[2:]
        elif line and not line.startswith("#"):
            title = line


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
