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
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar, Literal

from pydantic import Field, SecretStr, model_validator

from sources.contract import Context, Cursor, Every, Step
from sources.dates import read_instant
from sources.entry import web_link
from sources.errors import SourceError
from sources.exports.columns import folded
from sources.exports.source import COLUMNS, ExportOptions, ExportSource, fields_of, numbered, rejected
from sources.exports.table import Row
from sources.page import host_of
from sources.place import ALLOW_PRIVATE, WEB_BYTES, PatternText, PlaceText
from sources.seen import remembered
from streams.ports import Rejected
from streams.signal import Company, Evidence, SignalDraft

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
ROUNDS: Mapping[str, str | None] = {
    **{name: name for name in ("pre_seed", "seed", "angel", "series_a", "series_b", "series_c", "grant")},
    **{f"series_{letter}": "series_d_plus" for letter in "defghij"},
    "debt_financing": "debt",
    "equity_crowdfunding": "crowdfunding",
    "product_crowdfunding": "crowdfunding",
    "private_equity": "growth",
    **dict.fromkeys(("post_ipo_equity", "post_ipo_debt", "post_ipo_secondary", "secondary_market")),
    **dict.fromkeys(("initial_coin_offering", "non_equity_assistance")),
}
"""Crunchbase's types by ours; None for what is no round of a company that grows. Others are rounds without a name."""
_BY_FOLDED = {folded(name): round_ for name, round_ in ROUNDS.items()}
UNNAMED = "venture_unspecified"


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
            if _id(entity) not in seen:
                told = round_of(entity)
                broken += [told] if isinstance(told, Rejected) else []
                drafts += [told] if isinstance(told, SignalDraft) else []
        yield Step({"seen": remembered(map(_id, found), seen)}, drafts, broken, first="seen" not in cursor)

    async def _newest(self, seen: frozenset[str], context: Context) -> list[Mapping[str, Any]]:
        """Rounds by falling day of entry, page by page until one is known; of the first poll one page."""
        found: list[Mapping[str, Any]] = []
        for _ in range(PAGES):
            page = await self._page(_id(found[-1]) if found else None, context)
            found += page
            if len(page) < PAGE or not seen or any(_id(entity) in seen for entity in page):
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
            draft = _draft(company, fields.get("round", ""), fields.get("date"), fields.get("url"))
            if draft:
                amount = {"amount": numbered(_bare(fields.get("amount"))), "currency": _code(fields.get("currency"))}
                yield _with(draft, amount, fields.get("id") or fields.get("url"))


def entities(body: bytes) -> list[Mapping[str, Any]]:
    """The rounds of an answer. SourceError for what is none."""
    try:
        found = json.loads(body)["entities"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SourceError("Crunchbase answered without a list of rounds: does the key include its API?") from None
    if not isinstance(found, list):
        raise SourceError("Crunchbase answered without a list of rounds: does the key include its API?")
    return [entity for entity in found if isinstance(entity, dict) and _id(entity)]


def round_of(entity: Mapping[str, Any]) -> SignalDraft | Rejected | None:
    """The signal of a round; what lacks its company, and None for what is no round of ours."""
    told = entity.get("properties")
    told = told if isinstance(told, dict) else {}
    name = _value(told.get("funded_organization_identifier"), "value")
    if not name:
        raw = json.dumps(entity, default=str).encode("utf-8", "replace")[:65_536]
        return Rejected(f"crunchbase round {_id(entity)}", "the round names no company", raw)
    link = _value(told.get("identifier"), "permalink")
    url = f"https://www.crunchbase.com/funding_round/{link}" if link else None
    said = told.get("announced_on")
    day = _value(said, "value") if isinstance(said, dict) else said
    draft = _draft(Company(name=name[:500]), str(told.get("investment_type") or ""), day, url)
    money = told.get("money_raised")
    money = money if isinstance(money, dict) else {}
    value = money.get("value")
    amount = float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None
    return draft and _with(draft, {"amount": amount, "currency": _code(money.get("currency"))}, _id(entity))


def _draft(company: Company, type_: str, said: Any, url: str | None) -> SignalDraft | None:
    """The round of that type; None for what is none of ours."""
    found = _BY_FOLDED.get(folded(type_), UNNAMED)
    if found is None:
        return None
    moment = read_instant(said)
    dated = {"date_missing": True} if not said else {} if moment else {"date_unparsed": str(said)[:100]}
    title = f"{company.name or company.domain}: {type_.replace('_', ' ') or 'funding round'}"
    evidence = Evidence(url=web_link(url), title=title[:500])
    return SignalDraft(
        kind="funding_round", company=company, occurred_at=moment, evidence=evidence, details={"round": found, **dated}
    )


def _with(draft: SignalDraft, more: Mapping[str, Any], native: str | None) -> SignalDraft:
    known = {field: value for field, value in more.items() if value is not None}
    if "amount" not in known:
        known = {}
    return replace(draft, details={**draft.details, **known}, native=native[:500] if native else None)


def _id(entity: Mapping[str, Any]) -> str:
    found = entity.get("uuid")
    return found if isinstance(found, str) else ""


def _value(given: Any, field: str) -> str | None:
    found = given.get(field) if isinstance(given, dict) else None
    return found.strip() or None if isinstance(found, str) else None


def _bare(said: str | None) -> str | None:
    """The amount without the sign of a currency: "$12,500,000"."""
    return said.lstrip("$€£¥ ") if said else None


def _code(said: Any) -> str | None:
    return said.upper() if isinstance(said, str) and len(said) == 3 and said.isalpha() else None
