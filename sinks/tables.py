"""The tables of the store that are written in sets; what each column means is in docs/store.md."""

from sinks.columns import Table

SIGNALS = Table(
    "signals",
    {
        "id": "uuid",
        "seq": "int",
        "kind": "text",
        "account": "text",
        "source": "text",
        "occurred_at": "time",
        "observed_at": "time",
        "company": "json",
        "evidence": "json",
        "details": "json",
        "confidence": "float",
        "seeded": "bool",
        "method": "text",
        "match_confidence": "float",
        "verdict": "text",
        "batch": "int",
        "stored_at": "time",
    },
    often=True,
)
DECISIONS = Table(
    "decisions",
    {
        "signal": "uuid",
        "seq": "int",
        "account": "text",
        "kind": "text",
        "decided_at": "time",
        "fit": "float",
        "intent": "float",
        "priority": "text",
        "verdict": "text",
        "cause": "text",
        "profile": "text",
        "fit_version": "text",
        "policy": "text",
        "engine": "int",
    },
    often=True,
)
TRIGGERS = Table(
    "triggers",
    {
        "id": "uuid",
        "account": "text",
        "kind": "text",
        "at": "time",
        "confidence": "float",
        "points": "float",
        "signals": "int",
        "anchor": "uuid",
        "details": "json",
    },
    often=True,
)
INTENTS = Table("intents", {"account": "text", "kind": "text", "as_of": "time", "points": "float"}, often=True)
UNRESOLVED = Table(
    "unresolved",
    {
        "id": "uuid",
        "name": "text",
        "kind": "text",
        "reason": "text",
        "candidates": "texts",
        "source": "text",
        "observed_at": "time",
        "signal": "json",
        "visitor": "text",
    },
)
IDENTITIES = Table(
    "identities", {"visitor": "text", "domain": "text", "method": "text", "confidence": "float", "made_at": "time"}
)
ERASED = Table("erased", {"id": "uuid"})
DEAD_LETTERS = Table(
    "dead_letters",
    {"id": "uuid", "source": "text", "place": "text", "cause": "text", "raw": "bytes", "observed_at": "time"},
)
OUTBOX = Table(
    "outbox",
    {
        "id": "uuid",
        "alert": "uuid",
        "sink": "text",
        "state": "text",
        "attempts": "int",
        "due_at": "time",
        "changed_at": "time",
        "note": "text",
    },
    often=True,
)
PLANNED = Table(
    "outbox",
    {
        **OUTBOX.columns,
        "kind": "text",
        "destination": "text",
        "account": "text",
        "signal": "uuid",
        "made_at": "time",
        "broadcast": "bool",
        "part_of": "uuid",
    },
)
"""A row of the outbox with where it goes."""
DELIVERIES = Table("deliveries", {"outbox": "uuid", "state": "text", "made_at": "time", "note": "text"})
ENTRIES = Table("entries", {"seq": "int", "kind": "text", "body": "json", "made_at": "time"})
ACCOUNT_VERSIONS = Table("account_versions", {"seq": "int", "domain": "text", "body": "json"}, often=True)
FITS = Table(
    "fits",
    {
        "account": "text",
        "profile": "text",
        "version": "text",
        "fit": "float",
        "tier": "text",
        "verdict": "text",
        "known": "float",
        "known_mandatory": "int",
        "best": "bool",
        "reasons": "json",
    },
)
ALERTS = Table(
    "alerts",
    {
        "id": "uuid",
        "account": "text",
        "signal": "uuid",
        "kind": "text",
        "decided_at": "time",
        "priority": "text",
        "fit": "float",
        "tier": "text",
        "intent": "float",
        "level": "text",
        "escalates": "uuid",
        "profile": "text",
        "policy": "text",
        "engine": "int",
        "fit_reasons": "json",
        "intent_reasons": "json",
    },
)
ACCOUNTS = Table(
    "accounts",
    {
        "domain": "text",
        "name": "text",
        "aliases": "texts",
        "industry": "text",
        "employees": "int",
        "revenue": "float",
        "country": "text",
        "region": "text",
        "technologies": "texts",
        "founded": "int",
        "funding_stage": "text",
        "owner": "text",
        "status": "text",
        "domains": "texts",
        "parent": "text",
        "crm_url": "text",
        "last_activity": "text",
        "deal_stage": "text",
        "csm": "text",
        "strategic": "bool",
        "attributes": "json",
        "source": "text",
        "body": "json",
    },
)
