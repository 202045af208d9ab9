"""g2: what companies looked at on G2, from its Buyer Intent exports.

Watches: CSV files inside the workspace, as my.g2.com exports them under Buyer Intent (a row a company and signal).
https://documentation.g2.com/docs/buyer-intent

Emits: a `review_intent` for each row, with `page` (`pricing`, `compare`, `profile`, `category`: what the policy
weighs) and `product`. A comparison counts as one whether the company compared you or looked for alternatives to you.

Costs: a licence of G2's; no request is made.

Guarantees: each row at least once; a row of one company, signal, product and time is one signal however often it
comes. A file is read when it changes.

Legal: the data is licensed to you by G2; it names companies, not people. Columns of people are not read.

Columns are known by their usual names, however these are spelled; others are named once in `columns`, for all files
to come.

Example:

    [[sources]]
    type = "g2"
    path = "inbox/g2/*.csv"
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from sources.dates import read_instant
from sources.entry import web_link
from sources.exports.columns import folded
from sources.exports.source import COLUMNS, ExportOptions, ExportSource, fields_of, rejected
from sources.exports.table import Row
from sources.seen import key_of
from streams.ports import Rejected
from streams.signal import Company, Evidence, SignalDraft

KNOWN = {
    "domain": ("Company Domain", "Domain", "Company Website", "Website", "Company URL"),
    "company": ("Company Name", "Company", "Organization", "Account"),
    "signal": ("Signal Type", "Signal", "Intent Signal", "Activity", "Activity Type", "Tag", "Event Type", "Page Type"),
    "product": ("Product", "Product Name", "Your Product", "Viewed Product"),
    "category": ("Category", "Category Name", "Categories"),
    "competitor": ("Compared Products", "Competitor", "Compared With", "Alternative Products"),
    "date": ("Time", "Timestamp", "Date", "Signal Date", "Visited At", "Last Seen", "Last Seen At", "Day"),
    "url": ("URL", "Page URL", "Page", "G2 URL"),
    "country": ("Company Country", "Country", "Visitor Country"),
}
PAGES = (
    ("pricing", ("pricing", "price", "leadform", "leadsubmission", "contactvendor")),
    ("compare", ("compar", "alternative", "competitor", "versus")),
    ("profile", ("profile", "product", "review", "feature", "discussion", "reference")),
    ("category", ("categor", "grid", "ad", "sponsor", "content", "report")),
)
"""What a signal's name holds, by the page that the policy weighs; the first that fits."""


class G2Options(ExportOptions):
    """Where the exports are put."""

    type: Literal["g2"]
    columns: dict[str, str] = Field(default={}, description=COLUMNS + fields_of(KNOWN))
    fields: ClassVar[tuple[str, ...]] = tuple(KNOWN)


class G2Source(ExportSource):
    """Rows of Buyer Intent exports."""

    type = "g2"
    options_model = G2Options
    options: G2Options
    known = KNOWN
    needed = (("domain", "company"), ("signal", "url"))

    def drafts(self, rows: Sequence[Row], where: str) -> Iterator[SignalDraft | Rejected]:
        for row in rows:
            if not (row.fields.get("domain") or row.fields.get("company")):
                yield rejected(row, where, "the row names no company")
            else:
                yield _draft(row, where)


def page_of(signal: str) -> str | None:
    """The policy's page of a signal's name or address; None where it is none of them."""
    name = folded(signal)
    return next((page for page, stems in PAGES if any(stem in name for stem in stems)), None)


def _draft(row: Row, where: str) -> SignalDraft:
    fields = row.fields
    signal, said = fields.get("signal") or fields.get("url", ""), fields.get("date")
    moment = read_instant(said) if said else None
    told: dict[str, str | bool | None] = {
        "page": page_of(signal),
        "signal": signal[:200] or None,
        "product": fields.get("product"),
    }
    told |= {"category": fields.get("category"), "competitor": fields.get("competitor")}
    told |= {"date_unparsed": said if said and moment is None else None, "date_missing": None if said else True}
    company = (fields.get("domain") or fields.get("company") or "").casefold()
    about = fields.get("product") or fields.get("category")
    return SignalDraft(
        kind="review_intent",
        company=Company(name=fields.get("company", "")[:500] or None, domain=fields.get("domain", "")[:500] or None),
        occurred_at=moment,
        evidence=Evidence(url=web_link(fields.get("url")), title=f"G2: {signal}{f', {about}' if about else ''}"[:500]),
        details={field: value[:500] if isinstance(value, str) else value for field, value in told.items() if value},
        native=key_of(company, signal.casefold(), about, fields.get("competitor"), moment or said or where),
        country=fields.get("country", "")[:500] or None,
    )
