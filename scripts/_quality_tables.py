"""The tables of docs/quality.md, in Markdown."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scripts._calibration import bins, expected_error
from scripts._labelled import Headline, key_of
from scripts._mistakes import Mistake, mistake
from scripts._scoring import FIELDS, SEVEN, TWO, Score, Tally, same, score

SETS = {"two kinds": TWO, "seven kinds": SEVEN}
Sureness = dict[str, list[tuple[float, bool]]]
"""By the kind that was read: how sure each event was, and whether it is right."""


@dataclass(frozen=True)
class Answered:
    """Headlines with what was read in them, in the same order."""

    headlines: Sequence[Headline]
    answers: Sequence[Mapping[str, Any]]
    confidences: Sequence[float]
    """Of the events; zero where none was read."""

    @cached_property
    def tally(self) -> Tally:
        """All counts."""
        tally = Tally()
        for headline, answer in zip(self.headlines, self.answers, strict=True):
            tally.add(headline.label, answer)
        return tally

    @cached_property
    def by_outlet(self) -> dict[str, Tally]:
        """The counts of each outlet."""
        tallies: dict[str, Tally] = defaultdict(Tally)
        for headline, answer in zip(self.headlines, self.answers, strict=True):
            tallies[headline.outlet].add(headline.label, answer)
        return dict(sorted(tallies.items()))

    @cached_property
    def sureness(self) -> Sureness:
        """Of each kind that was read: how sure each event was, and whether kind and company are right."""
        found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
        for headline, answer, confidence in zip(self.headlines, self.answers, self.confidences, strict=True):
            if answer["kind"] in SEVEN:
                found[answer["kind"]].append((confidence, _right(headline.label, answer)))
        return found

    @property
    def mistakes(self) -> list[Mistake]:
        """All that went wrong, the worst first."""
        told = zip(self.headlines, self.answers, self.confidences, strict=True)
        found = [wrong for each in told if (wrong := mistake(*each))]
        return sorted(found, key=lambda wrong: (-wrong.weight, wrong.headline.url))


@dataclass
class Table:
    """Rows of a Markdown table; the first column is text, the others are figures."""

    heads: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def __str__(self) -> str:
        rule = ["---"] + ["--:"] * (len(self.heads) - 1)
        return "\n".join("| " + " | ".join(row) + " |" for row in (self.heads, rule, *self.rows))


def kinds(answered: Answered) -> Table:
    """Precision, recall and F1 of each kind, and of the two and the seven together, with all fields right too."""
    table = Table(("kind", "precision", "recall", "F1", "right", "extra", "missed", "all fields right, F1"))
    for name, group in [*((kind, (kind,)) for kind in SEVEN), *SETS.items()]:
        found, whole = score(answered.tally.found, group), score(answered.tally.whole, group)
        label = f"**{name}**" if name in SETS else f"`{name}`"
        table.rows.append((label, *_three(found), *_counts(found), f"{whole.f1:.3f}"))
    return table


def fields(answered: Answered) -> Table:
    """The share of right fields among the events whose kind is right."""
    table = Table(("kind", *FIELDS))
    for kind in SEVEN:
        cells = [_share(answered.tally, kind, name) for name in FIELDS]
        table.rows.append((f"`{kind}`", *cells))
    return table


def outlets(answered: Answered) -> Table:
    """The same by outlet: events, F1 of the kinds, F1 with all fields, false events."""
    heads = ("outlet", "headlines", "events", "two kinds", "seven kinds", "all fields, two", "all fields, seven")
    table = Table((*heads, "false events"))
    for name, tally in (*answered.by_outlet.items(), ("**all**", answered.tally)):
        events = str(score(tally.found, SEVEN).wanted)
        cells = [_f1(score(counts, group)) for counts in (tally.found, tally.whole) for group in SETS.values()]
        table.rows.append((name, f"{tally.items:,}", events, *cells, f"{tally.false_events} of {tally.nothing:,}"))
    return table


def unseen(headlines: Iterable[Headline], read: Mapping[str, Mapping[str, Any]]) -> Table:
    """Of each outlet, the kinds that were read without having learned from it."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for headline in headlines:
        answer = read.get(key_of(headline.url or headline.title), {})
        for name in (headline.outlet, "**all**"):
            tallies[name].add(headline.label, {"kind": answer.get("kind", "none")})
    table = Table(("outlet", "headlines", "events", "two kinds, F1", "seven kinds, F1", "false events"))
    for name, tally in sorted(tallies.items(), key=lambda pair: (pair[0].startswith("*"), pair[0])):
        found = [score(tally.found, group) for group in SETS.values()]
        cells = (f"{tally.items:,}", str(found[1].wanted), *map(_f1, found))
        table.rows.append((name, *cells, f"{tally.false_events} of {tally.nothing:,}"))
    return table


def calibration(sureness: Sureness) -> Table:
    """Of each kind: how many events, their mean confidence, the share that is right, the expected error."""
    table = Table(("kind", "events", "said", "right", "expected calibration error"))
    everything = [each for kind in SEVEN for each in sureness.get(kind, [])]
    for name, told in [*((f"`{kind}`", sureness.get(kind, [])) for kind in SEVEN), ("**all**", everything)]:
        if told:
            said, right = (sum(each[i] for each in told) / len(told) for i in (0, 1))
            table.rows.append((name, str(len(told)), f"{said:.3f}", f"{right:.3f}", f"{expected_error(told):.3f}"))
    return table


def reliability(told: Iterable[tuple[float, bool]]) -> Table:
    """The points of the plot."""
    table = Table(("confidence", "events", "said", "right"))
    for each in bins(told):
        low = min(int(each.said * 10), 9) / 10
        cells = (str(each.count), f"{each.said:.3f}", f"{each.right:.3f}")
        table.rows.append((f"{low:.1f} to {low + 0.1:.1f}", *cells))
    return table


def worst(mistakes: Iterable[Mistake]) -> Iterator[str]:
    """A line for each mistake; only titles in the public domain are printed."""
    for wrong in mistakes:
        title = wrong.headline.title.replace("[", "(").replace("]", ")").replace("|", "/").replace("*", "")
        shown = f"[{_short(title)}]({wrong.headline.url})" if wrong.headline.free else "(a headline that is not ours)"
        yield f"1. {shown}  \n   {wrong.what}. Cause: {wrong.cause}."


def causes(mistakes: Iterable[Mistake]) -> Table:
    """How often each cause."""
    counts: dict[str, int] = defaultdict(int)
    for wrong in mistakes:
        counts[wrong.cause] += 1
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return Table(("cause", "mistakes"), [(cause, str(count)) for cause, count in ranked])


def _right(label: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
    return label["kind"] == answer["kind"] and same("company", label.get("company") or "", answer["company"])


def _three(found: Score) -> tuple[str, str, str]:
    return f"{found.precision:.3f}", f"{found.recall:.3f}", f"{found.f1:.3f}"


def _counts(found: Score) -> tuple[str, str, str]:
    return str(found.right), str(found.given - found.right), str(found.wanted - found.right)


def _f1(found: Score) -> str:
    return f"{found.f1:.3f}" if found.given + found.wanted else "–"


def _share(tally: Tally, kind: str, name: str) -> str:
    right, wrong = tally.fields[kind, name, True], tally.fields[kind, name, False]
    return f"{right} of {right + wrong}" if right + wrong else "–"


def _short(title: str) -> str:
    return title if len(title) <= 140 else f"{title[:139]}…"
