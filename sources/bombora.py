"""bombora: topics that companies read about more than they used to, from Bombora's Company Surge exports.

Watches: CSV files inside the workspace, such as a folder into which the weekly report is put; the comprehensive
report (a row a company and topic) or the summary (a row a company). https://bombora.com/company-surge/

Emits: a `topic_surge` for each row from the policy's `score` (60) on, with `topic`, `score` (0 to 100) and `share`, the
part of the report's topics on which the company surges. Both bars are Bombora's own advice: less than the policy's
`share` (0.25) earns nothing.

Costs: a licence of Bombora's; no request is made.

Guarantees: each row at least once; a row of one company, topic and report date is one signal however often it comes. A
report without dates is dated by the first such in its file's name, else by when it is seen: there a row is told again
when its score changes. A file is read when it changes.

Legal: the data is licensed to you by Bombora; who may see it is in your contract.

Columns are known by their usual names, however these are spelled; others are named once in `columns`, for all files
to come.

Example:

    [[sources]]
    type = "bombora"
    path = "inbox/bombora/*.csv"
    columns = { domain = "Web Domain" }
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from sources.dates import read_instant
from sources.exports.source import COLUMNS, ExportOptions, ExportSource, fields_of, numbered, rejected
from sources.exports.table import Row
from sources.seen import key_of
from streams.policy import KindRule
from streams.ports import Rejected
from streams.signal import Company, Evidence, SignalDraft

KNOWN = {
    "domain": ("Domain", "Company Domain", "Website", "Company Website", "Company URL", "URL"),
    "company": ("Company Name", "Company", "Account Name", "Organization"),
    "topic": ("Topic Name", "Topic", "Intent Topic"),
    "score": ("Composite Score", "Company Surge Score", "Surge Score", "Topic Score", "Score", "Average Score"),
    "date": ("Report Date", "Date", "Week Ending", "Date Stamp", "As Of Date", "Universal Date"),
    "topics": ("Topic Count", "Topics Surging", "Number of Topics"),
    "country": ("Country", "HQ Country", "Company Country"),
}
SURGES = 60.0
"""The score from which on Bombora calls it a surge."""
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


class BomboraOptions(ExportOptions):
    """Where the reports are put."""

    type: Literal["bombora"]
    columns: dict[str, str] = Field(default={}, description=COLUMNS + fields_of(KNOWN))
    fields: ClassVar[tuple[str, ...]] = tuple(KNOWN)


class BomboraSource(ExportSource):
    """Rows of Company Surge reports."""

    type = "bombora"
    options_model = BomboraOptions
    options: BomboraOptions
    known = KNOWN
    needed = (("domain", "company"), ("score",))

    def drafts(self, rows: Sequence[Row], where: str) -> Iterator[SignalDraft | Rejected]:
        shares, day = _shares(rows), _day_of(where)
        least = self.setting.policy.kinds.get("topic_surge", KindRule()).score or 0.0
        for row in rows:
            score = numbered(row.fields.get("score"))
            if score is None or not 0 <= score <= 100:
                yield rejected(row, where, "the score is no number from 0 to 100")
            elif not _key(row):
                yield rejected(row, where, "the row names no company")
            elif score >= least:
                yield _draft(row, score, shares.get(_key(row)), day, where)


def _key(row: Row) -> str:
    return (row.fields.get("domain") or row.fields.get("company") or "").casefold()


def _shares(rows: Sequence[Row]) -> dict[str, float]:
    """By company the part of the report's topics on which it surges; of a summary, which has none, nothing."""
    topics = {row.fields["topic"].casefold() for row in rows if "topic" in row.fields}
    surging: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if "topic" in row.fields and (numbered(row.fields.get("score")) or 0.0) >= SURGES:
            surging[_key(row)].add(row.fields["topic"].casefold())
    return {_key(row): round(len(surging[_key(row)]) / len(topics), 4) for row in rows} if topics else {}


def _day_of(where: str) -> datetime | None:
    found = _DAY.search(where.rpartition("/")[2])
    return read_instant("-".join(found.groups())) if found else None


def _draft(row: Row, score: float, share: float | None, day: datetime | None, where: str) -> SignalDraft:
    fields = row.fields
    said = fields.get("date")
    moment = (read_instant(said) if said else None) or day
    topic = fields.get("topic")
    told = {"topic": topic, "score": score, "share": share, "topics": numbered(fields.get("topics"))}
    told |= {
        "date_unparsed": said if said and moment is None else None,
        "date_missing": None if moment or said else True,
    }
    title = f"Surging on {topic}: {score:g}" if topic else f"Surging: {score:g}"
    return SignalDraft(
        kind="topic_surge",
        company=Company(name=fields.get("company", "")[:500] or None, domain=fields.get("domain", "")[:500] or None),
        occurred_at=moment,
        evidence=Evidence(title=title[:500]),
        details={field: value for field, value in told.items() if value is not None},
        native=key_of(_key(row), (topic or "").casefold(), moment.date() if moment else f"{where}:{score:g}"),
        country=fields.get("country", "")[:500] or None,
    )
