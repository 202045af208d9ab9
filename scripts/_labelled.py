"""The headlines that quality is measured on: labelled ones of the real inputs, and releases labelled here by key."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "training" / "labels.jsonl"
HELD_OUT = ROOT / "training" / "held_out.jsonl"
"""What was read in each headline by weights and a scale of confidence that had seen nothing of its outlet."""
DEVELOPMENT = "news/labelled_dev.jsonl"
RELEASES = "news/press_releases_2023_2025.jsonl.gz"
NEEDED = (DEVELOPMENT, RELEASES)


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline with what it states, as a reader labelled it."""

    outlet: str
    title: str
    lead: str
    url: str
    label: Mapping[str, Any]
    free: bool
    """Whether its title may be printed again: the press releases are in the public domain, the rest is not."""


def development(data: Path) -> list[Headline]:
    """The labelled development headlines that no reader could argue about; the outlet is their stratum."""
    return [headline for headline in scored_file(data / DEVELOPMENT) if not headline.label.get("soft")]


def scored_file(file: Path) -> Iterator[Headline]:
    """The headlines of a labelled file: JSON Lines of stratum, title, lead, url and label."""
    for row in _lines(file.read_text("utf-8")):
        yield Headline(
            row["stratum"], row["title"] or "", row["lead"] or "", row.get("url") or "", row["label"], free=False
        )


def releases(data: Path, labels: Path = OURS) -> list[Headline]:
    """The press releases that were labelled here, in the order of their keys; soft ones are left out."""
    wanted = {row["key"]: row for row in _lines(labels.read_text("utf-8"))} if labels.is_file() else {}
    with gzip.open(data / RELEASES, "rt", encoding="utf-8") as file:
        found = {key: row for row in _lines(file.read()) if (key := key_of(row["url"])) in wanted}
    return [
        Headline(row["source"], row["title"], row["lead"], row["url"], wanted[key], free=True)
        for key, row in sorted(found.items())
        if not wanted[key].get("soft")
    ]


def held_out(file: Path = HELD_OUT) -> dict[str, Mapping[str, Any]]:
    """By key: the kind that was read, how sure, whether kind and company are right. Empty where there is no file."""
    return {row["key"]: row for row in _lines(file.read_text("utf-8"))} if file.is_file() else {}


def key_of(url: str) -> str:
    """The key by which labels name a release, since they hold no text: sixteen hexadecimal digits of its address."""
    return blake2b(url.encode(), digest_size=8).hexdigest()


def _lines(text: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in text.split("\n") if line.strip())
