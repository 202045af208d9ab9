"""Accounts below others in the store: they are as quiet as those above them, from the change on that makes them so."""

from pathlib import Path
from typing import Any

import pytest

from icp.account import Account
from sinks.overriding import override
from sinks.sync import take_in
from tests.laws.desks import World, account, draft, world

DEMO = draft("form_submitted", "golf", form="demo")
HEAD = account("kelvora").model_copy(update={"name": "Kelvora Group Inc"})
CHILD = account("golf", parent="kelvora.example")


def statuses(made: World) -> dict[str, str]:
    return dict(made.rows("SELECT domain, status FROM accounts ORDER BY domain"))


def verdict(made: World, name: str = "golf") -> str:
    return str(made.catalog.standings[f"{name}.example"].verdict)


def by_hand(made: World, name: str, **changes: Any) -> None:
    override(made.desk, f"{name}.example", changes, made.now)


@pytest.mark.parametrize(
    "said", ["kelvora.example", "https://www.Kelvora.example/about", "Kelvora Group Inc", "kelvora group, inc."]
)
def test_a_parent_is_named_by_its_domain_or_its_name(tmp_path: Path, said: str) -> None:
    with world(tmp_path, [account("golf", parent=said), HEAD.model_copy(update={"status": "customer"})]) as made:
        assert statuses(made) == {"golf.example": "customer", "kelvora.example": "customer"}
        assert made.rows("SELECT attributes ->> 'status_from' FROM accounts WHERE domain = 'golf.example'") == [
            ("kelvora.example",)
        ]
        made.offer(DEMO)
        assert made.rows("SELECT verdict FROM signals") == [("customer",)]


def test_a_parent_that_several_could_be_or_that_is_no_account_changes_nothing(tmp_path: Path) -> None:
    twins = [account(f"kelvora{n}", status="customer").model_copy(update={"name": "Kelvora"}) for n in (1, 2)]
    with world(
        tmp_path, [account("golf", parent="Kelvora"), account("alpha", parent="nobody.example"), *twins]
    ) as made:
        assert (verdict(made), verdict(made, "alpha")) == ("pass", "pass")


def test_a_change_of_the_parent_reaches_all_below_at_once_and_back(tmp_path: Path) -> None:
    below = account("alpha", parent="Golf")
    with world(tmp_path, [HEAD, CHILD, below]) as made:
        made.offer(DEMO, draft("form_submitted", "alpha", form="demo"))
        assert made.rows("SELECT count(*) FROM triggers") == [(2,)]
        by_hand(made, "kelvora", status="customer")
        assert {*statuses(made).values()} == {"customer"}
        assert made.rows("SELECT count(*) FROM triggers") == [(0,)], "as with any account that falls silent"
        by_hand(made, "kelvora", status="prospect")
        assert {*statuses(made).values()} == {"prospect"}
        assert made.rows("SELECT count(*) FROM triggers") == [(2,)]
        assert made.rows("SELECT count(*) FROM accounts WHERE (attributes -> 'status_from') IS NOT NULL") == [(0,)]


def test_a_circle_of_parents_ends_and_lets_go_of_what_nobody_in_it_has(tmp_path: Path) -> None:
    circle = [account("alpha", parent="bravo.example"), account("bravo", parent="alpha.example")]
    with world(tmp_path, [*circle, account("golf", parent="golf.example")]) as made:
        by_hand(made, "alpha", status="customer")
        assert statuses(made) == {"alpha.example": "customer", "bravo.example": "customer", "golf.example": "prospect"}
        by_hand(made, "alpha", status="prospect")
        assert {*statuses(made).values()} == {"prospect"}


def test_what_is_said_by_hand_or_by_the_list_of_a_child_stands_over_its_parent_s(tmp_path: Path) -> None:
    rival = account("alpha", parent="kelvora.example", status="competitor")
    with world(tmp_path, [HEAD.model_copy(update={"status": "customer"}), CHILD, rival]) as made:
        by_hand(made, "golf", status="prospect")
        assert statuses(made) == {
            "alpha.example": "competitor",
            "golf.example": "prospect",
            "kelvora.example": "customer",
        }
        made.restart(accounts=[*made.accounts, account("bravo")])
        assert statuses(made)["golf.example"] == "prospect"


def test_another_value_by_hand_keeps_what_is_inherited_and_does_not_make_it_the_child_s_own(tmp_path: Path) -> None:
    with world(tmp_path, [HEAD.model_copy(update={"status": "customer"}), CHILD]) as made:
        by_hand(made, "golf", owner="ann@vendor.example")
        assert statuses(made)["golf.example"] == "customer"
        by_hand(made, "kelvora", status="prospect")
        assert statuses(made)["golf.example"] == "prospect"


def test_a_new_list_changes_who_stands_above_whom_and_a_start_without_news_writes_nothing(tmp_path: Path) -> None:
    head = HEAD.model_copy(update={"status": "customer"})
    with world(tmp_path, [head, CHILD]) as made:
        versions = made.rows("SELECT count(*) FROM account_versions")
        made.restart()
        assert made.rows("SELECT count(*) FROM account_versions") == versions
        made.restart(accounts=[head, CHILD, account("bravo")])
        ((count,),) = made.rows("SELECT count(*) FROM account_versions WHERE domain = 'golf.example'")
        assert count == 2, "as the list gives it, and with its parent's status"
        made.restart(accounts=[head, account("golf")])
        assert statuses(made)["golf.example"] == "prospect"
        made.restart(accounts=[CHILD])
        assert statuses(made) == {"golf.example": "prospect"}, "a parent that left has nothing to leave"


def test_an_import_brings_the_parent_of_accounts_that_are_there_already(tmp_path: Path) -> None:
    with world(tmp_path, [account("golf", parent="Kelvora Group")]) as made:
        take_in(made.desk, [HEAD.model_copy(update={"status": "opted_out"})], "import", made.now)
        assert (statuses(made)["golf.example"], verdict(made)) == ("opted_out", "opted_out")
        take_in(made.desk, [Account(domain="kelvora.example", name="Kelvora Group")], "import", made.now)
        assert verdict(made) == "pass"


def test_a_tool_that_is_taught_meanwhile_is_kept_with_the_status(tmp_path: Path) -> None:
    child = account("golf", parent="kelvora.example", technologies=())
    with world(tmp_path, [HEAD, child]) as made:
        made.offer(draft("job_posting", "golf", hours=1, title="Sales Engineer", technologies=["Salesforce"]))
        by_hand(made, "kelvora", status="customer")
        made.offer(draft("job_posting", "golf", hours=2, title="Sales Engineer II", technologies=["Outreach"]))
        by_hand(made, "kelvora", status="prospect")
        assert made.rows("SELECT status, technologies FROM accounts WHERE domain = 'golf.example'") == [
            ("prospect", ["Outreach", "Salesforce"])
        ]
