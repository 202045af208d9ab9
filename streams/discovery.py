"""Discovered accounts: companies on no list, made of what the signals that name their domain say of them. Pure."""

from collections.abc import Mapping
from typing import Any

import orjson

from icp.account import Account
from icp.intake import read_accounts

ORIGINS = "origins"
"""The attribute that says where each fact of a discovered account comes from, and of which day."""


def discovered(domain: str, facts: Mapping[str, Any], source: str, seen: str) -> Account:
    """The account of a domain that nobody had on a list; every fact carries its source and its day (`seen`)."""
    bare = Account(domain=domain, name=domain, status="discovered")
    return learned(bare, facts, source, seen)


def learned(account: Account, facts: Mapping[str, Any], source: str, seen: str) -> Account:
    """The discovered account with what was unknown of it filled; what was known is never overwritten."""
    said = read(account.domain, facts)
    fields = {
        name: value
        for name in Account.model_fields
        if name not in ("domain", "status", "attributes", "name")
        and (value := getattr(said, name)) not in (None, ())
        and getattr(account, name) in (None, ())
    }
    if account.name == account.domain and said.name:
        fields["name"] = said.name
    others = {key: value for key, value in said.attributes.items() if key not in account.attributes}
    news = sorted({*fields, *others} - {"name"})
    if not fields and not others:
        return account
    origins = [*_lines(account), *(f"{name}: {source}, {seen}" for name in news)]
    return account.model_copy(
        update={**fields, "attributes": {**account.attributes, **others, ORIGINS: sorted(origins)}}
    )


def read(domain: str, facts: Mapping[str, Any]) -> Account:
    """The facts as an account list's columns are read: any header, any way of writing a number."""
    record = {**{key: value for key, value in facts.items() if key not in ("domain", "status")}, "domain": domain}
    found = read_accounts(orjson.dumps(record, default=str, option=orjson.OPT_NON_STR_KEYS), "jsonl", "traits").accounts
    return found[0] if found else Account(domain=domain, name=str(facts.get("name") or domain))


def _lines(account: Account) -> list[str]:
    lines = account.attributes.get(ORIGINS)
    return [str(line) for line in lines] if isinstance(lines, list) else []
