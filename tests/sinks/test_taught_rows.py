"""Rows of accounts that were taught: they say what their bodies say, however they were written."""

from itertools import product
from pathlib import Path

import pytest

from icp.account import Account
from sinks.account_rows import Entered, write_accounts
from streams.signal import Company, SignalDraft
from tests.laws.desks import World, account, draft, world

BARE = Account(domain="golf.example", name="Golf", aliases=("Golf GmbH",), employees=200, industry="Software")
LESSONS = [
    draft("funding_round", "golf", hours=1, round="series_a"),
    draft("leadership_hire", "golf", hours=2, role="VP Sales"),
    draft("job_posting", "golf", hours=3, title="Sales Engineer", technologies=["Salesforce"], company_size=90),
    draft("leadership_departure", "golf", hours=4, role="VP Sales"),
    draft("funding_round", "golf", hours=5, round="series_b"),
    SignalDraft(
        kind="visit", company=Company(domain="hotel.example"), details={"page": "/demo"}, traits={"industry": "Retail"}
    ),
]


def rows(made: World) -> list[tuple[object, ...]]:
    return made.table("accounts", without=())


def written_whole(made: World) -> list[tuple[object, ...]]:
    """The same accounts, each row replaced by one that is made of its body."""
    kept = made.rows("SELECT source, body FROM accounts")
    made.store.connection.begin()
    write_accounts(
        made.store.connection,
        [Entered(Account.model_validate_json(body), source, body, ()) for source, body in kept],
    )
    made.store.connection.commit()
    return rows(made)


@pytest.mark.parametrize(("size", "by_restart"), list(product([1, 2, 3, 6], [False, True])))
def test_a_taught_row_is_what_a_new_one_would_be(tmp_path: Path, size: int, by_restart: bool) -> None:
    with world(tmp_path, [BARE, account("alpha")]) as made:
        for start in range(0, len(LESSONS), size):
            made.offer(*LESSONS[start : start + size])
        before = rows(made)
        if by_restart:
            made.restart()
        taught = rows(made)
        assert [row[0] for row in taught] == ["alpha.example", "golf.example", "hotel.example"]
        assert taught == before == written_whole(made)


def test_a_taught_row_holds_what_was_taught_and_what_was_listed(tmp_path: Path) -> None:
    with world(tmp_path, [BARE]) as made:
        made.offer(*LESSONS[:2])
        ((aliases, stage, employees),) = made.rows("SELECT aliases, funding_stage, employees FROM accounts")
        assert (aliases, stage, employees) == (["Golf GmbH"], "series_a", 200)
        made.offer(LESSONS[2])
        assert made.rows("SELECT technologies, employees FROM accounts") == [(["Salesforce"], 200)]
