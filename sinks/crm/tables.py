"""The tables of what CRMs tell; what each column means is in docs/store.md."""

from sinks.columns import Table

COMPANIES = Table(
    "crm_companies",
    {
        "crm": "text",
        "id": "text",
        "domains": "texts",
        "words": "texts",
        "parent": "text",
        "owner": "text",
        "modified_at": "time",
        "seen_at": "time",
        "gone": "bool",
        "accounts": "texts",
        "body": "json",
    },
)
DEALS = Table(
    "deals",
    {
        "crm": "text",
        "id": "text",
        "account": "text",
        "company": "text",
        "stage": "text",
        "amount": "float",
        "currency": "text",
        "opened_at": "time",
        "closed_at": "time",
        "outcome": "text",
        "owner": "text",
        "modified_at": "time",
        "seen_at": "time",
    },
)
OWNERS = Table("crm_owners", {"crm": "text", "id": "text", "email": "text"})
PENDING = Table("crm_pending", {"crm": "text", "id": "text"})
ACCOUNTS = Table(
    "crm_accounts",
    {"domain": "text", "crm": "text", "whole": "bool", "body": "json", "base": "json", "base_source": "text"},
)
