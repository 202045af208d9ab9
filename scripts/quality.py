"""Measures how well events are read and names resolved, and writes docs/quality.md: `make quality`.

Needs the real inputs (FITSIGNAL_DATA, or ../shared/data). With a file of labelled headlines of your own as argument,
prints the figures of those instead and writes nothing: `python scripts/quality.py MINE.jsonl`.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import _labelled, _quality_names, _quality_tables  # noqa: E402
from scripts._calibration import plot  # noqa: E402
from scripts._quality_tables import Answered, Sureness  # noqa: E402
from sources.extraction import extract  # noqa: E402
from sources.extraction.extractor import extract_line  # noqa: E402

PAGE = ROOT / "docs" / "quality.md"
PLOT = ROOT / "docs" / "images" / "reliability.svg"
WORST = 20
Unseen = Mapping[str, Mapping[str, Any]]
"""What was read in headlines by weights that had not seen their outlet: see `_labelled.held_out`."""
ELSEWHERE = "## On other outlets and days"
"""From this heading on the page is written by hand, and kept."""


def main(arguments: Sequence[str]) -> int:
    """Write the page, or print the figures of a file; 1 where the inputs are missing."""
    if arguments:
        print("\n\n".join(figures(read([one for one in _labelled.scored_file(Path(arguments[0])) if not soft(one)]))))
        return 0
    data = Path(os.environ.get("FITSIGNAL_DATA") or ROOT.parent / "shared" / "data")
    if missing := [name for name in (*_labelled.NEEDED, *_quality_names.NEEDED) if not (data / name).is_file()]:
        print(f"quality: no {missing[0]} in {data}; FITSIGNAL_DATA names the folder of real inputs", file=sys.stderr)
        return 1
    development, releases = read(_labelled.development(data)), read(_labelled.releases(data))
    unseen = _labelled.held_out()
    PAGE.write_text("\n\n".join([*page(development, releases, unseen, data), by_hand()]) + "\n", encoding="utf-8")
    PLOT.write_text(plot(flat(sureness_of(unseen)), "Reliability of confidences"), encoding="utf-8")
    return 0


def read(headlines: Sequence[_labelled.Headline]) -> Answered:
    """What is read in the headlines."""
    events = [extract(headline.title, headline.lead) for headline in headlines]
    answers = [extract_line({"title": headline.title, "lead": headline.lead}) for headline in headlines]
    return Answered(headlines, answers, [event.confidence if event else 0.0 for event in events])


def soft(headline: _labelled.Headline) -> bool:
    """Whether a reader could argue about the label."""
    return bool(headline.label.get("soft"))


def sureness_of(unseen: Unseen) -> Sureness:
    """How sure each event was that weights read which had not seen its outlet, and whether it is right."""
    found: Sureness = {}
    for row in unseen.values():
        if not row.get("soft"):
            found.setdefault(row["kind"], []).append((row["confidence"], row["right"]))
    return found


def flat(sureness: Sureness) -> list[tuple[float, bool]]:
    """The events of all kinds."""
    return [each for kind in sureness.values() for each in kind]


def page(development: Answered, releases: Answered, unseen: Unseen, data: Path) -> Iterator[str]:
    """The page down to what is written by hand."""
    yield "# How good it is\n\nWritten by `make quality`; do not edit above the last heading."
    yield (
        "An event is right when its kind is; a field when it is the same without case, accents and legal form "
        "(amounts within one per cent). Headlines that a reader could argue about are left out. “All fields” counts "
        "an event only if everything that its label says was read."
    )
    yield "## Development headlines\n\nThe rules were written while these were read: an upper bound, no forecast."
    yield from figures(development)
    if releases.headlines:
        yield "## Press releases labelled here\n\nLabelled before the answers were seen, and used for mending after."
        yield from figures(releases)
    if unseen:
        yield from held_out([*development.headlines, *releases.headlines], unseen)
        yield from sure(sureness_of(unseen))
    yield from mistakes(releases if releases.headlines else development)
    yield "## Names to accounts\n\nEvery case against the whole directory."
    yield str(_quality_names.table(_quality_names.resolved(data)))


def figures(answered: Answered) -> Iterator[str]:
    """By kind, field and outlet."""
    yield str(_quality_tables.kinds(answered))
    yield f"Right fields, of the events found (fields that were invented: {answered.tally.invented}):"
    yield str(_quality_tables.fields(answered))
    yield "By outlet, F1:"
    yield str(_quality_tables.outlets(answered))


def held_out(headlines: Sequence[_labelled.Headline], unseen: Unseen) -> Iterator[str]:
    """What is read in an outlet by weights that never saw it."""
    yield (
        "## Each outlet held out\n\nKinds as they are read with weights and a scale of confidence from all other "
        "outlets. The rules are the same for all."
    )
    yield str(_quality_tables.unseen(headlines, unseen))


def sure(sureness: Sureness) -> Iterator[str]:
    """Whether confidences are what they say."""
    yield (
        "## Confidence\n\nOf the events said at 0.9, nine in ten should be right in kind and company. Each "
        "confidence here is from a scale that had not seen the outlet."
    )
    yield "![Reliability plot: the share that is right against the confidence said](images/reliability.svg)"
    yield str(_quality_tables.reliability(flat(sureness)))
    yield str(_quality_tables.calibration(sureness))


def mistakes(answered: Answered) -> Iterator[str]:
    """The worst of them, and the causes of all."""
    found = answered.mistakes
    yield f"## The worst of {len(found)} mistakes\n\nA false event that is sure of itself first, misses last."
    yield "\n".join(_quality_tables.worst(found[:WORST]))
    yield str(_quality_tables.causes(found))


def by_hand() -> str:
    """The last part of the page as it stands."""
    written = PAGE.read_text("utf-8") if PAGE.is_file() else ""
    return ELSEWHERE + written.partition(ELSEWHERE)[2].rstrip() if ELSEWHERE in written else ELSEWHERE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
