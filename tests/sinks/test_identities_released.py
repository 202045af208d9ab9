"""A visitor that turns out to be of a company brings its earlier visits along: once, and alerting nobody."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sinks.store import Store, migrations
from streams.ports import Batch, Identity, Receipt
from streams.signal import Company, SignalDraft
from tests.laws.desks import World, account, draft, world

ANN, BOB = "a1" * 8, "b2" * 8


def anonymous(visitor: str = ANN, hours: float = 0, **details: Any) -> SignalDraft:
    """A visit of which only the visitor is known."""
    return draft("visit", hours=hours, visitor=visitor, **details).model_copy(update={"company": Company()})


def known(domain: str = "alpha.example", *visitors: str, method: Any = "email", confidence: float = 0.9) -> Identity:
    return Identity(visitors or (ANN,), domain, method, confidence)


def offer(made: World, *drafts: SignalDraft, identities: Sequence[Identity] = ()) -> Receipt:
    return made.apply(Batch("web", "test", drafts, identities=identities))[0]


def visits(made: World) -> list[tuple[Any, ...]]:
    return made.rows("SELECT account, method, round(match_confidence, 6), seeded FROM signals ORDER BY occurred_at, id")


def test_earlier_visits_of_the_visitor_become_signals_of_its_company(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        offer(made, anonymous(hours=-3, page="/pricing"), anonymous(BOB, hours=-2, page="/demo"))
        before = dict(made.rows("SELECT id, epoch_us(observed_at) FROM unresolved"))
        receipt = offer(made, identities=[known()])
        assert visits(made) == [("alpha.example", "email", 0.9, True)]
        assert [row[0] for row in made.rows("SELECT signal ->> '$.details.visitor' FROM unresolved")] == [BOB]
        assert dict(made.rows("SELECT id, epoch_us(observed_at) FROM signals")).items() <= before.items()
        assert (receipt.stored, receipt.alerted) == (1, 0)


def test_they_count_and_raise_no_alert(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        offer(made, anonymous(hours=-3, page="/pricing"), anonymous(hours=-2, page="/demo"))
        offer(made, identities=[known()])
        assert made.rows("SELECT count(*), sum(points) > 60 FROM triggers") == [(2, True)]
        assert made.rows("SELECT DISTINCT verdict, cause FROM decisions") == [("silent", "seeded")]
        assert made.rows("SELECT count(*) FROM alerts") == [(0,)]


def test_the_form_that_named_the_visitor_alerts_with_the_visits_before_it(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        offer(made, anonymous(hours=-3, page="/security"), anonymous(hours=-2, page="/docs/api"))
        receipt = offer(made, draft("form_submitted", form="demo", visitor=ANN), identities=[known()])
        kinds = made.rows("SELECT intent_reasons ->> '$.kinds[*].kind' FROM alerts")
        assert receipt.alerted == 1
        assert sorted(kinds[0][0]) == ["form_submitted", "visit"]


def test_a_visit_that_comes_after_its_identity_is_attributed_too(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        offer(made, identities=[known()])
        receipt = offer(made, anonymous(hours=-3, page="/pricing"))
        assert visits(made) == [("alpha.example", "email", 0.9, True)]
        assert (receipt.stored, receipt.unresolved, receipt.alerted) == (1, 0, 0)


def test_repeats_of_identity_and_visit_change_nothing(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        for _ in range(2):
            offer(made, anonymous(page="/pricing"))
            offer(made, identities=[known(), known()])
        assert made.rows("SELECT count(*) FROM signals") == [(1,)]
        assert made.rows("SELECT count(*) FROM unresolved") == [(0,)]
        assert made.rows("SELECT kind, body ->> '$.domain' FROM entries WHERE kind = 'identity'") == [
            ("identity", "alpha.example")
        ]


def test_of_two_companies_that_claim_a_visitor_the_first_stands(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        offer(made, identities=[known("alpha.example")])
        offer(made, anonymous(page="/pricing"), identities=[known("bravo.example")])
        assert [row[0] for row in visits(made)] == ["alpha.example"]


def test_a_company_on_no_list_becomes_a_discovered_account_of_all_that_the_batch_says_of_it(tmp_path: Path) -> None:
    facts = {"employees": 200, "industry": "Software", "country": "FR", "technologies": "Salesforce"}
    with world(tmp_path) as made:
        offer(made, anonymous(hours=-3, page="/security"))
        named = draft("form_submitted", "kilo", form="demo", visitor=ANN, traits=facts)
        receipt = offer(made, named, identities=[known("kilo.example")])
        assert made.rows("SELECT status, employees FROM accounts WHERE domain = 'kilo.example'") == [
            ("discovered", 200)
        ]
        assert [row[0] for row in visits(made)] == ["kilo.example"] * 2
        assert (receipt.stored, receipt.alerted) == (2, 1)


@pytest.mark.parametrize(
    ("domain", "expected"),
    [("gmail.com", 0), ("www.alpha.example", 1), ("alpha.example.evil", 1), ("not a domain", 0), ("", 0)],
)
def test_only_a_domain_of_one_company_releases(tmp_path: Path, domain: str, expected: int) -> None:
    with world(tmp_path) as made:
        offer(made, anonymous(page="/pricing"))
        offer(made, identities=[known(domain)])
        assert made.rows("SELECT count(*) FROM signals") == [(expected,)]
        assert made.rows("SELECT count(*) FROM unresolved") == [(1 - expected,)]


def test_a_domain_that_two_accounts_share_releases_nothing(tmp_path: Path) -> None:
    both = [account("alpha", domains=("shared.example",)), account("bravo", domains=("shared.example",))]
    with world(tmp_path, both) as made:
        offer(made, anonymous(page="/pricing"))
        offer(made, identities=[known("shared.example")])
        assert made.rows("SELECT count(*) FROM signals") == [(0,)]


def test_what_is_released_survives_a_restart_with_the_same_state(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        offer(made, anonymous(page="/pricing"))
        offer(made, identities=[known()])
        before = made.tables("signals", "triggers", "intents", "unresolved")
        made.restart()
        offer(made, anonymous(page="/pricing"))
        assert made.tables("signals", "triggers", "intents", "unresolved") == before


def test_no_person_is_in_the_log(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        offer(made, anonymous(page="/pricing").model_copy(update={"email": "ann@gmail.com"}), identities=[known()])
        made.store.connection.execute("CHECKPOINT")
        assert b"ann@gmail.com" not in made.path.read_bytes()


def test_a_store_of_before_knows_the_visitors_of_its_unresolved_visits(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute("CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at TIMESTAMPTZ)")
        for number, sql in enumerate(migrations()[:2], start=1):
            old.execute(sql)
            old.execute("INSERT INTO schema_version VALUES (?, now())", [number])
        for details in (f'{{"visitor": "{ANN}"}}', '{"visitor": 7}', "{}"):
            old.execute(
                "INSERT INTO unresolved VALUES (uuid(), NULL, 'visit', 'nobody', NULL, 'web', now(), ?)",
                [f'{{"details": {details}}}'],
            )
    store = Store(path)
    try:
        found = store.connection.execute("SELECT visitor FROM unresolved ORDER BY visitor").fetchall()
    finally:
        store.close()
    assert found == [(ANN,), (None,), (None,)]
