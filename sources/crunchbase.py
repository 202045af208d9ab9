"""crunchbase: funding rounds, from Crunchbase's API with a key or from its CSV exports.

Watches: the newest rounds of https://api.crunchbase.com/api/v4/searches/funding_rounds, or exports of rounds inside
the workspace. https://data.crunchbase.com/docs

Emits: a `funding_round` for each round not seen before, with `round`, `amount` and `currency`. Shares sold after a
listing, secondary sales, coins and help without money are none.

Costs: a licence of Crunchbase's that includes its API, or its exports. One request a poll where nothing is new, else
one for each 200 rounds, at most 50; Crunchbase allows 200 a minute.

Guarantees: each round at least once, however many came at once: a poll that reaches its bound is gone on with at the
next. What Crunchbase learns of late is emitted when it does, and dated by its announcement. The first poll of the API
takes the newest 200 rounds as history. An answer without any round, where there were some, is an outage.

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
from sources.exports.walk import Walk
from sources.page import host_of
from sources.place import ALLOW_PRIVATE, WEB_BYTES, PatternText, PlaceText
from streams.ports import Rejected
from streams.signal import Company, SignalDraft

SITE = "https://api.crunchbase.com/api/v4/searches/funding_rounds"
PAGE = 200
PAGES = 50
"""Requests of a poll at most; where that is not enough, the next poll goes on."""
GONE = frozenset((400, 404, 410, 422))
"""Answers to a request for what follows a round that Crunchbase has no more: the walk begins anew at the top."""
FIELDS = (
    "identifier",
    "funded_organization_identifier",
    "announced_on",
    "investment_type",
    "money_raised",
    "created_at",
)
KNOWN = {
    "company": ("Organization Name", "Company Name", "Company", "Organization", "Org Name"),
    "domain": ("Organization Website", "Website", "Company Website", "Homepage URL", "Domain"),
    "round": ("Funding Type", "Funding Round Type", "Investment Type", "Last Funding Type", "Funding Stage"),
    "amount": ("Money Raised", "Amount Raised", "Raised Amount", "Last Funding Amount"),
    "currency": ("Money Raised Currency", "Raised Amount Currency Code", "Currency", "Last Funding Amount Currency"),
    "amount_usd": (
        "Money Raised Currency (in USD)",
        "Money Raised (in USD)",
        "Raised Amount USD",
        "Last Funding Amount Currency (in USD)",
        "Last Funding Amount (in USD)",
    ),
    "date": ("Announced Date", "Announced On", "Date", "Funded At", "Last Funding Date"),
    "url": ("Transaction Name URL", "Funding Round URL", "URL", "CB URL", "Organization Name URL"),
    "id": ("Transaction ID", "UUID", "Funding Round UUID", "Funding Round ID"),
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
        walk, resumed = Walk.of(cursor), "walk" in cursor
        for _ in range(1 if context.brief else PAGES):
            try:
                page = await self._page(walk.after, context)
            except SourceError as cause:
                if not resumed or cause.status not in GONE:
                    raise
                walk, resumed = walk.anew(), False
                continue
            if not page and walk.seen and not walk.after:
                raise SourceError("Crunchbase lists no round where it had some: taken as an outage")
            step, walk = _step(walk, page)
            yield step
            if walk.ended and not resumed:
                return
            if walk.ended:
                walk, resumed = walk.anew(), False

    async def _page(self, after: str | None, context: Context) -> list[Any]:
        asked: dict[str, Any] = {
            "field_ids": FIELDS,
            "query": [],
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
                yield with_money(draft, _money(fields), fields.get("id") or fields.get("url"))


def _step(walk: Walk, page: Sequence[Any]) -> tuple[Step, Walk]:
    """What is new on a page, the oldest first, and the walk behind it. SourceError where it cannot go on."""
    ids = [name for entity in page if (name := id_of(entity))]
    if len(page) >= PAGE and not ids:
        raise SourceError("Crunchbase gave a page of rounds without uuid: what follows it cannot be asked for")
    news = set(walk.news(ids))
    told = [round_of(entity) for entity in reversed(page) if not id_of(entity) or id_of(entity) in news]
    after = walk.with_page(ids, last=len(page) < PAGE)
    drafts = [each for each in told if isinstance(each, SignalDraft)]
    broken = [each for each in told if isinstance(each, Rejected)]
    return Step(after.cursor, drafts, broken, first=not walk.seen), after


def _money(fields: Mapping[str, str]) -> dict[str, Any]:
    """Sum and currency; what an export tells in dollars counts where the sum has no currency of its own."""
    amount, currency = numbered(bare(fields.get("amount"))), code(fields.get("currency"))
    dollars = numbered(bare(fields.get("amount_usd")))
    if dollars is not None and (amount is None or currency is None):
        return {"amount": dollars, "currency": "USD"}
    return {"amount": amount, "currency": currency}
