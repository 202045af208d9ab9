"""What signals teach about a company: accounts of companies on no list, and what a list left open. Pure.

What a list gives is never overwritten. What was taught may be taught anew, by what is not older.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from icp.account import Account
from icp.intake import read_accounts
from icp.origins import ORIGINS, Origin, origin_lines, origins_in
from streams.toolset import SEEN, Toolset

_KEPT = frozenset(("domain", "status", "attributes", "name"))
_OF_LISTS = frozenset(
    ("aliases", "domains", "owner", "parent", "crm_url", "last_activity", "deal_stage", "csm", "strategic")
)
"""What only a list says of a company that it names: how it is found, and whose it is."""
_RENEWED = re.compile(r"funding_stage|technologies|(?:c_level|vp|head)_\w+|\w+_leader").fullmatch
"""What later signals tell better: the next round, who leads now, one more tool. The rest stays as it was first told.

Of these the newest day counts, of one day the greater word, and tools add up but for those that a later look no longer
sees, so that the order of signals is none.
"""
_NOTHING: tuple[Any, ...] = (None, (), "", [])
_KEPT_LAST = (SEEN, ORIGINS)
TOOLS = "technologies"


def discovered(domain: str, facts: Mapping[str, Any], source: str, seen: str) -> Account:
    """The account of a domain that nobody had on a list; every fact carries its source and its day (`seen`)."""
    return learned(Account(domain=domain, name=domain, status="discovered"), facts, source, seen)


def learned(account: Account, facts: Mapping[str, Any], source: str, seen: str) -> Account:
    """The account with what was unknown of it filled; the same one where nothing of it is news.

    A fact without a value takes back what was taught. `seen`: YYYY-MM-DD.
    """
    held, said = _Held(account), _read(_told(facts))
    origin = Origin(seen, source)
    tools = held.tools(said.fields.get(TOOLS, ()), facts.get(SEEN), origin)
    fields = said.fields if tools is None else {**said.fields, TOOLS: tools.tools}
    news = _News(
        {name: value for name, value in fields.items() if held.takes(name, value, origin)},
        {name: value for name, value in said.attributes.items() if held.takes(name, value, origin)},
        [name for name, value in facts.items() if value is None and held.takes(name, None, origin)],
        tools.lines if tools else held.looks,
    )
    unnamed = account.status == "discovered" and account.name == account.domain
    name = said.name if unnamed and said.name else account.name
    if not any(news[:3]) and news.looks == held.looks and name == account.name:
        return account
    names = (*news.fields, *news.attributes, *news.gone)
    origins = {**held.origins, **{each: held.origin(each, origin) for each in names}}
    return _with(account, news, origins, name=name)


def told_of(account: Account, names: Iterable[str]) -> list[tuple[Any, Origin | None]]:
    """What is known of these attributes, and where from: what a fit and its reasons are made of."""
    origins = origins_in(account.attributes)
    return [(account.value(name), origins.get(name)) for name in names]


def carried(account: Account, before: Account) -> Account:
    """An account as a new list gives it, with what had been taught of it and the list still leaves open."""
    origins = origins_in(before.attributes)
    left = {name: at for name, at in origins.items() if account.value(name) in _NOTHING}
    taught = {name: getattr(before, name) for name in left if name in Account.model_fields}
    others = {name: before.attributes[name] for name in left if name in before.attributes}
    looks = _looks(before) if TOOLS in left else []
    return _with(account, _News(taught, others, (), looks), left) if left else account


def unlearned(account: Account) -> Account:
    """The account without what it was taught: with what its list says alone."""
    origins = origins_in(account.attributes)
    left = {name: value for name, value in account.attributes.items() if name not in (*origins, *_KEPT_LAST)}
    cleared = {name: Account.model_fields[name].get_default() for name in origins if name in Account.model_fields}
    return account.model_copy(update={**cleared, "attributes": left})


class _Held:
    """What is known of an account, and what of it may be taught."""

    def __init__(self, account: Account) -> None:
        self.account, self.origins, self.looks = account, origins_in(account.attributes), _looks(account)

    def takes(self, name: str, value: Any, origin: Origin) -> bool:
        """Whether the value is taken: nothing is known, or what is known was taught and this is told better."""
        if name in _OF_LISTS and self.account.status != "discovered":
            return False
        known = self.account.value(name)
        before = self.origins.get(name)
        if before is None:
            return known in _NOTHING
        if name == TOOLS:
            return value != self.account.technologies or origin < before
        told = (origin.day, _word(value), origin.source) > (before.day, _word(known), before.source)
        return told if _RENEWED(name) else known in _NOTHING and value is not None

    def tools(self, told: Sequence[str], seen: Any, origin: Origin) -> Toolset | None:
        """The tools with those that are told now, or that a look saw; None where nothing is said of them."""
        if self._listed(TOOLS) or not (told or isinstance(seen, list)):
            return None
        known = Toolset.of(self.account.technologies, self.looks).with_told(told)
        return known.with_look(map(str, seen), origin) if isinstance(seen, list) else known

    def _listed(self, name: str) -> bool:
        """Whether the list says it."""
        return name not in self.origins and self.account.value(name) not in _NOTHING

    def origin(self, name: str, new: Origin) -> Origin:
        """Where it comes from: of tools, who told the first."""
        before = self.origins.get(name)
        return min(before, new) if before and name == TOOLS else new


def _word(value: Any) -> str:
    return "" if value in _NOTHING else str(value)


def _looks(account: Account) -> list[Any]:
    """What sources saw of its tools, as it keeps that."""
    lines = account.attributes.get(SEEN)
    return lines if isinstance(lines, list) else []


class _News(NamedTuple):
    """What an account is taught: values of known columns, of others, what is no longer so, and looks at its tools."""

    fields: dict[str, Any]
    attributes: dict[str, Any]
    gone: Sequence[str]
    looks: list[Any]


def _with(account: Account, news: _News, origins: Mapping[str, Origin], **told: str) -> Account:
    """What a list gave stands first, as given; then what was taught, by name, so that no order of signals shows."""
    cleared = {name: Account.model_fields[name].get_default() for name in news.gone if name in Account.model_fields}
    known = {**account.attributes, **news.attributes}
    given = {name: value for name, value in account.attributes.items() if name not in (*origins, *_KEPT_LAST)}
    taught = {name: known[name] for name in sorted(origins) if name in known and name not in news.gone}
    looks = {SEEN: news.looks} if news.looks else {}
    lines = {ORIGINS: origin_lines(origins)} if origins else {}
    attributes = {**given, **taught, **looks, **lines}
    return account.model_copy(update={**news.fields, **cleared, **told, "attributes": attributes})


class _Said:
    """Facts as an account list's columns are read: any header, any way of writing a number."""

    def __init__(self, account: Account, *, named: bool) -> None:
        self.name = account.name if named else None
        self.attributes = account.attributes
        self.fields = {
            name: value
            for name in Account.model_fields
            if name not in _KEPT and (value := getattr(account, name)) not in _NOTHING
        }


def _told(facts: Mapping[str, Any]) -> bytes:
    told = {key: value for key, value in facts.items() if key not in _NOT_COLUMNS and value is not None}
    return orjson.dumps(told, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS)


@lru_cache(maxsize=4096)
def _read(facts: bytes) -> _Said:
    """Facts are alike over many companies: each wording is read once."""
    record = orjson.dumps({**orjson.loads(facts), "domain": _NOBODY})
    found = read_accounts(record, "jsonl", "traits").accounts
    account = found[0] if found else Account(domain=_NOBODY, name=_NOBODY)
    return _Said(account, named=account.name != _NOBODY)


_NOT_COLUMNS = frozenset(("domain", "status", SEEN))
_NOBODY = "nobody.example"
