"""A customer's person who moves is a champion at the new company, by the accounts as they stand when it is read."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fitsignal.operations import operate
from fitsignal.receiving import build_receiver, drain
from fitsignal.service import Service, open_service
from sources.receiver.contract import Request

Write = Callable[..., Path]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CONFIG = """
[receiver]
[[receiver.hooks]]
name = "moves"
type = "common-room"
secret = "0123456789abcdef"
"""


def kinds_of(service: Service, left: str) -> list[str]:
    """What is stored of a contact who left that company."""
    move = {
        "fullName": "Noor Haddad",
        "organization": {"domain": "larkfield.example", "name": "Larkfield"},
        "previousOrganization": {"domain": left},
        "organizationChangeDate": (NOW - timedelta(days=3)).isoformat(),
    }
    body = json.dumps({"payload": move}).encode()
    built = build_receiver(service.workspace, service.wall)
    assert built is not None
    with closing(built) as receiver:
        receiver.spool.keep(Request("hooks/moves", "POST", "/hooks/moves", "", {}, body, "", NOW))
        drain(service, receiver)
        assert receiver.drain is not None
        assert receiver.drain.until_empty() == ""
    return [row["kind"] for row in service.store.rows("SELECT kind FROM signals ORDER BY ALL")]


@pytest.mark.parametrize(
    ("left", "kind"),
    [
        ("app.oldmill.example", "champion_move"),
        ("oldmill-labs.example", "champion_move"),
        ("prospect.example", "leadership_hire"),
        ("stranger.example", "leadership_hire"),
    ],
)
def test_who_left_a_customer_under_any_of_its_domains_is_a_champion(write: Write, left: str, kind: str) -> None:
    accounts = "domain,name,domains,status\noldmill.example,Oldmill,oldmill-labs.example,customer\n"
    accounts += "prospect.example,Prospect,,prospect\n"
    with open_service(write(CONFIG, accounts__csv=accounts)) as service:
        assert kinds_of(service, left) == [kind]


def test_who_became_a_customer_while_it_runs_is_one(write: Write) -> None:
    with open_service(write(CONFIG, accounts__csv="domain,name,status\noldmill.example,Oldmill,prospect\n")) as service:
        operate(service, "accounts.set", {"domain": "oldmill.example", "values": {"status": "customer"}})
        assert kinds_of(service, "oldmill.example") == ["champion_move"]
