"""Rounds as Crunchbase tells them, by its API or in an export, as drafts of signals. Pure."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sources.dates import read_instant
from sources.entry import web_link
from sources.errors import SourceError
from sources.exports.columns import folded
from sources.foreign_json import read_json
from sources.markup import plain
from streams.ports import Rejected
from streams.signal import Company, Evidence, SignalDraft

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
MOST = 1e15
"""What is not below it is no sum of money."""


def entities(body: bytes) -> list[Any]:
    """The rounds of an answer, as they are. SourceError for what is none."""
    try:
        found = read_json(body)["entities"]
    except (ValueError, KeyError, TypeError):
        raise SourceError("Crunchbase answered without a list of rounds: does the key include its API?") from None
    if not isinstance(found, list):
        raise SourceError("Crunchbase answered without a list of rounds: does the key include its API?")
    return found


def round_of(entity: Any) -> SignalDraft | Rejected | None:
    """The signal of a round; what lacks its id or its company, and None for what is no round of ours."""
    told = _properties(entity)
    name = _value(told.get("funded_organization_identifier"), "value")
    if not name or not id_of(entity):
        raw = json.dumps(entity).encode()[:65_536]
        lacking = "the round names no company" if id_of(entity) else "the round has no uuid"
        return Rejected(f"crunchbase round {id_of(entity)}".strip(), lacking, raw)
    link = _value(told.get("identifier"), "permalink")
    url = f"https://www.crunchbase.com/funding_round/{link}" if link else None
    said = told.get("announced_on")
    day = _value(said, "value") if isinstance(said, dict) else said
    draft = drafted(Company(name=name[:500]), str(told.get("investment_type") or ""), day, url)
    money = told.get("money_raised")
    money = money if isinstance(money, dict) else {}
    value = money.get("value")
    amount = (
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < MOST else None
    )
    return draft and with_money(draft, {"amount": amount, "currency": code(money.get("currency"))}, id_of(entity))


def drafted(company: Company, type_: str, said: Any, url: str | None) -> SignalDraft | None:
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


def with_money(draft: SignalDraft, more: Mapping[str, Any], native: str | None) -> SignalDraft:
    """The draft with sum and currency, where a sum is told, and with the round's own id."""
    known = {field: value for field, value in more.items() if value is not None}
    if "amount" not in known:
        known = {}
    return replace(draft, details={**draft.details, **known}, native=native[:500] if native else None)


def id_of(entity: Any) -> str:
    """Crunchbase's own id of a round, which its identifier repeats; empty where it has none."""
    found = entity.get("uuid") if isinstance(entity, dict) else None
    return found if isinstance(found, str) else _value(_properties(entity).get("identifier"), "uuid") or ""


def _properties(entity: Any) -> Mapping[str, Any]:
    found = entity.get("properties") if isinstance(entity, dict) else None
    return found if isinstance(found, dict) else {}


def _value(given: Any, field: str) -> str | None:
    found = given.get(field) if isinstance(given, dict) else None
    return plain(found, 500) or None if isinstance(found, str) else None


def bare(said: str | None) -> str | None:
    """The amount without the sign of a currency: "$12,500,000"."""
    return said.lstrip("$€£¥ ") if said else None


def code(said: Any) -> str | None:
    """The code of a currency; None for anything else."""
    return said.upper() if isinstance(said, str) and len(said) == 3 and said.isalpha() else None
