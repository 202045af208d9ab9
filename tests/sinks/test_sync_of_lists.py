"""Sync: the store follows the workspace. Only what changed becomes a version; what a person set outlives the list."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from icp.account import Account
from sinks import folding, refolding
from sinks.overriding import override
from sinks.sync import sync, take_in
from streams.ports import Batch
from streams.signal import Company, SignalDraft
from tests.laws.desks import ACCOUNTS, LATER, World, account, draft, policy, profile, world


@pytest.fixture
def made(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as opened:
        yield opened


def versions(made: World) -> list[tuple[Any, ...]]:
    return made.rows("SELECT domain, body IS NOT NULL FROM account_versions ORDER BY seq")


def entries(made: World) -> list[str]:
    return [kind for (kind,) in made.rows("SELECT kind FROM entries ORDER BY seq")]


def test_a_start_where_nothing_changed_writes_nothing_and_asks_for_no_list(made: World) -> None:
    before = made.tables("entries", "accounts", "fits", "settings"), versions(made)
    made.store.close()
    made.open()
    assert (made.tables("entries", "accounts", "fits", "settings"), versions(made)) == before
    assert entries(made) == ["policy", "profile"]


def test_only_accounts_that_changed_become_versions(made: World) -> None:
    changed = [*ACCOUNTS[:-1], account("juliet", status="customer", owner="mara@northwind.example"), account("new")]
    count = len(versions(made))
    made.restart(accounts=changed)
    assert versions(made)[count:] == [("juliet.example", True), ("new.example", True)]
    assert made.rows("SELECT owner FROM accounts WHERE domain = 'juliet.example'") == [("mara@northwind.example",)]


def test_who_leaves_the_list_is_forgotten_with_a_version_that_says_so_and_keeps_its_signals(made: World) -> None:
    made.offer(draft("visit", page="/pricing"))
    made.restart(accounts=ACCOUNTS[1:])
    assert versions(made)[-1] == ("alpha.example", False)
    for table, key in (("accounts", "domain"), ("fits", "account"), ("triggers", "account"), ("intents", "account")):
        assert made.rows(f"SELECT * FROM {table} WHERE {key} = 'alpha.example'") == []
    assert made.rows("SELECT count(*) FROM signals") == [(1,)]
    assert made.rows("SELECT * FROM qualified_accounts") == []


def test_a_new_profile_scores_every_account_anew(made: World) -> None:
    before = dict(made.rows("SELECT account, fit FROM fits"))
    made.restart(profiles=(profile(rule={"mandatory": 3, "preferential": 2}), profile(document={"name": "other"})))
    assert entries(made) == ["policy", "profile", "profile"]
    best = dict(made.rows("SELECT account, fit FROM fits WHERE best"))
    assert best.keys() == before.keys()
    assert made.rows("SELECT count(*) FROM fits") == [(2 * len(best),)]
    assert made.rows("SELECT profile FROM fits WHERE best AND account = 'bravo.example'") == [("other",)]


def test_a_new_policy_is_an_entry_and_its_rules_are_those_of_the_views(made: World) -> None:
    made.restart(policy=policy(kinds={"visit": {"points": 2, "half_life": "1d", "cap": 9, "fresh": "1h"}}))
    assert entries(made)[-1] == "policy"
    assert made.rows("SELECT * FROM kind_rules") == [("visit", 86400.0, 9.0)]


def test_what_a_person_set_outlives_every_list(made: World) -> None:
    override(made.desk, "alpha.example", {"status": "customer", "tag": "vip"}, LATER)
    override(made.desk, "alpha.example", {"tag": "late"}, LATER)
    made.restart(accounts=[account("alpha", employees=99), *ACCOUNTS[1:]])
    (row,) = made.rows("SELECT status, employees, attributes ->> 'tag' FROM accounts WHERE domain = 'alpha.example'")
    assert row == ("customer", 99, "late")
    take_in(made.desk, [account("alpha", employees=77)], "import", LATER)
    assert made.rows("SELECT status, employees FROM accounts WHERE domain = 'alpha.example'") == [("customer", 77)]
    made.offer(draft("form_submitted", form="demo"))
    assert made.decisions() == []


def test_nobody_can_be_set_who_is_no_account(made: World) -> None:
    with pytest.raises(KeyError):
        override(made.desk, "nobody.example", {"status": "customer"}, LATER)
    assert entries(made) == ["policy", "profile"]


def test_a_list_that_breaks_off_leaves_what_was_there(made: World) -> None:
    before = made.tables("accounts", "fits", "settings"), versions(made)

    def broken() -> Iterator[Account]:
        yield account("new")
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        sync(made.desk, made.profiles, made.policy, {}, broken, "another key", LATER)
    assert (made.tables("accounts", "fits", "settings"), versions(made)) == before
    assert "new.example" not in made.desk.catalog.standings


def named(name: str) -> Batch:
    return Batch("test", "test", [SignalDraft(kind="visit", company=Company(name=name), occurred_at=LATER)])


def test_names_resolve_against_the_list_and_never_against_strangers(made: World) -> None:
    made.offer(draft("visit", "kilo", traits={"name": "Kilo"}))
    assert made.apply(named("Alpha"))[0].stored == 1
    assert made.apply(named("Kilo"))[0].unresolved == 1
    made.restart(accounts=[*ACCOUNTS, account("kilo", aliases=("Kilogramme",))])
    assert made.apply(named("Kilogramme"))[0].stored == 1


def test_a_change_that_is_killed_while_accounts_are_folded_anew_goes_on_at_the_next_start(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.offer(*(draft("visit", name, page="/pricing") for name in ("alpha", "bravo", "hotel")))
    other = policy(kinds={"visit": {"half_life": "2d"}})
    monkeypatch.setattr(refolding, "CHUNK", 1)
    folded = refolding.refold

    def killed(*given: Any) -> None:
        folded(*given)
        if "bravo.example" in given[3]:
            raise RuntimeError("killed")

    monkeypatch.setattr(refolding, "refold", killed)
    with pytest.raises(RuntimeError, match="killed"):
        made.restart(policy=other)
    left = refolding.pending(made.store.connection)
    assert "bravo.example" in left
    assert "alpha.example" not in left
    monkeypatch.setattr(refolding, "refold", folded)
    made.restart(policy=other)
    assert refolding.pending(made.store.connection) == []
    expected = made.tables("triggers", "intents")
    refold_all(made)
    assert made.tables("triggers", "intents") == expected != []


def refold_all(made: World) -> None:
    """Every account folded anew at once."""
    with made.desk.transaction() as connection:
        folding.refold(connection, made.catalog.standings, made.desk.rules, [*made.catalog.standings], LATER)
