"""crunchbase: funding rounds, from Crunchbase's API with a key or from its CSV exports.

Watches: the newest rounds of https://api.crunchbase.com/api/v4/searches/funding_rounds, or exports of rounds inside
the workspace. https://data.crunchbase.com/docs

Emits: a `funding_round` for each round not seen before, with `round`, `amount` and `currency`. Shares sold after a
listing, secondary sales, coins and help without money are none.

Costs: a licence of Crunchbase's that includes its API, or its exports. One request a poll where nothing is new, at
most five; Crunchbase allows 200 a minute.

Guarantees: each round at least once. What Crunchbase learns of late is emitted when it does, and dated by its
announcement. The first poll of the API takes the newest 200 rounds as history. An answer without any round, where
there were some, is an outage.

Legal: the data is licensed to you by Crunchbase, which wants to be named where it is shown: the link of each signal
leads there.

Rounds of the API name a company without its domain: it is found by its name. Exports have the website where you add
that column; columns of other names are named once in `columns`.

Example:

    [[sources]]
    type = "crunchbase"
    key = "${CRUNCHBASE_KEY}"            # or path = "inbox/crunchbase/*.csv"
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Literal

from pydantic import Field, SecretStr, model_validator

from sources.contract import Context, Cursor, Every, Step
from sources.errors import SourceError
from sources.exports.rounds import bare, code, drafted, entities, id_of, round_of, with_money
from sources.exports.source import COLUMNS, ExportOptions, ExportSource, fields_of, numbered, rejected
from sources.exports.table import Row
from sources.page import host_of
from sources.place import ALLOW_PRIVATE, WEB_BYTES, PatternText, PlaceText
from sources.seen import remembered
from streams.ports import Rejected
from streams.signal import Company, SignalDraft

SITE = "https://api.crunchbase.com/api/v4/searches/funding_rounds"
PAGE = 200
PAGES = 5
"""Requests of a poll at most."""
FIELDS = (
    "identifier",
    "funded_organization_identifier",
    "announced_on",
    "investment_type",
    "money_raised",
    "created_at",
)
KNOWN = {
    "company": ("Organization Name", "Company Name", "Company", "Organization"),
    "domain": ("Organization Website", "Website", "Company Website", "Domain"),
    "round": ("Funding Type", "Funding Round Type", "Investment Type", "Last Funding Type"),
    "amount": ("Money Raised", "Amount Raised", "Last Funding Amount"),
    "currency": ("Money Raised Currency", "Currency", "Last Funding Amount Currency"),
    "date": ("Announced Date", "Announced On", "Date", "Last Funding Date"),
    "url": ("Transaction Name URL", "Funding Round URL", "URL", "Organization Name URL"),
    "id": ("Transaction ID", "UUID", "Funding Round UUID"),
}


class CrunchbaseOptions(ExportOptions):
    """Either a key, or a pattern of exports."""

    type: Literal["crunchbase"]
    path: PatternText | None = Field(  # type: ignore[assignment]
        default=None, description="exports: a file or a pattern inside the workspace"
    )
    key: SecretStr | None = Field(default=None, description="the API's key, from the environment")
    url: PlaceText = Field(default=SITE, repr=False, description="where the API is, if elsewhere")
    columns: dict[str, str] = Field(default={}, description=COLUMNS + fields_of(KNOWN))
    every: Every = timedelta(hours=1)
    allow_private: bool = Field(default=False, description=ALLOW_PRIVATE)
    fields: ClassVar[tuple[str, ...]] = tuple(KNOWN)

    @model_validator(mode="after")
    def _is_one_of_two(self) -> "CrunchbaseOptions":
        if bool(self.key) == bool(self.path):
            raise ValueError('expected either key = "${CRUNCHBASE_KEY}" or path = "inbox/*.csv"')
        return self


class CrunchbaseSource(ExportSource):
    """Rounds, the newest first. The cursor holds the rounds seen, or how far files were read."""

    type = "crunchbase"
    options_model = CrunchbaseOptions
    options: CrunchbaseOptions
    known = KNOWN
    needed = (("company", "domain"), ("round",))

    @property
    def live(self) -> bool:
        return self.options.key is not None

    @property
    def host(self) -> str | None:
        return host_of(self.options.url) if self.live else None

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        if not self.live:
            async for step in super().poll(cursor, context):
                yield step
            return
        seen = cursor.get("seen", [])
        found = await self._newest(frozenset(seen), context)
        if not found and seen:
            raise SourceError("Crunchbase lists no round where it had some: taken as an outage")
        drafts, broken = [], []
        for entity in reversed(found):
            if id_of(entity) not in seen:
                told = round_of(entity)
                broken += [told] if isinstance(told, Rejected) else []
                drafts += [told] if isinstance(told, SignalDraft) else []
        yield Step({"seen": remembered(map(id_of, found), seen)}, drafts, broken, first="seen" not in cursor)

    async def _newest(self, seen: frozenset[str], context: Context) -> list[Mapping[str, Any]]:
        """Rounds by falling day of entry, page by page until one is known; of the first poll one page."""
        found: list[Mapping[str, Any]] = []
        for _ in range(PAGES):
            page = await self._page(id_of(found[-1]) if found else None, context)
            found += page
            if len(page) < PAGE or not seen or any(id_of(entity) in seen for entity in page):
                break
        return found

    async def _page(self, after: str | None, context: Context) -> list[Mapping[str, Any]]:
        asked: dict[str, Any] = {
            "field_ids": FIELDS,
            "order": [{"field_id": "created_at", "sort": "desc"}],
            "limit": PAGE,
        }
        body = json.dumps(asked | ({"after_id": after} if after else {})).encode()
        key = self.options.key.get_secret_value() if self.options.key else ""
        headers = {"x-cb-user-key": key, "content-type": "application/json", "accept": "application/json"}
        options = self.options
        page = await context.web.get(options.url, {}, WEB_BYTES, options.allow_private, headers=headers, body=body)
        return entities(page.body if page else b"")

    def drafts(self, rows: Sequence[Row], where: str) -> Iterator[SignalDraft | Rejected]:
        for row in rows:
            fields = row.fields
            company = Company(
                name=fields.get("company", "")[:500] or None, domain=fields.get("domain", "")[:500] or None
            )
            if company == Company():
                yield rejected(row, where, "the row names no company")
                continue
            draft = drafted(company, fields.get("round", ""), fields.get("date"), fields.get("url"))
            if draft:
                amount = {"amount": numbered(bare(fields.get("amount"))), "currency": code(fields.get("currency"))}
                yield with_money(draft, amount, fields.get("id") or fields.get("url"))
