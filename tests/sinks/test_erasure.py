"""Who asked to be forgotten is in no table and no byte of the file, and is not taken again; the state is as if."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sinks import outbox
from sinks.erasing import People, erase_people
from sinks.erasing_companies import erase_company
from sinks.reader import Reader
from sinks.store import StoreError
from streams.ports import Batch, Erasure, Identity, Rejected
from streams.signal import Company, Evidence, SignalDraft
from tests.laws.desks import STATE, World, account, draft, drafts, world

ANN, EMAIL, PERSON = "a1" * 8, "ann.roe@alpha.example", "9f" * 16
ANNS = re.compile(rf"(?<!jo){re.escape(EMAIL)}|{ANN}(?!00)".encode(), re.IGNORECASE)
"""Her words, and nobody else's."""
FORGOTTEN = Erasure(PERSON, (ANN,), EMAIL)
FEW = settings(
    max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)


def by(visitor: str = ANN, name: str | None = "alpha", hours: float = 0, **details: Any) -> SignalDraft:
    made = draft("visit", name or "alpha", hours, visitor=visitor, **details)
    return made if name else made.model_copy(update={"company": Company()})


def naming(text: str, name: str | None = "bravo", hours: float = 0) -> SignalDraft:
    made = draft("leadership_hire", name or "x", hours, person="Ann Roe", role="CRO")
    evidence = Evidence(url=f"https://news.example/{name}/{hours}", title=f"Mail {text} for details")
    return made.model_copy(update={"evidence": evidence} | ({} if name else {"company": Company()}))


def erase(made: World, *, names: tuple[str, ...] = (EMAIL,), visitors: tuple[str, ...] = (ANN,)) -> Counter[str]:
    with made.desk.transaction() as connection:
        return erase_people(made.desk, connection, People((PERSON,), visitors, names), made.now)


def traces(made: World) -> list[str]:
    """Tables with any word of Ann."""
    tables = made.rows("SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' ORDER BY 1")
    return [table for (table,) in tables if ANNS.search(str(made.rows(f"SELECT * FROM {table}")).encode())]


def filled(made: World) -> None:
    """Words of Ann wherever the store can have some."""
    made.apply(
        Batch(
            "web",
            "test",
            [by(page="/pricing"), by(name=None, page="/a"), naming(EMAIL), naming(EMAIL, None), by("b2", page="/demo")],
            rejected=[
                Rejected("here", "broken", b'\xff{"email":"Ann.Roe@alpha.example"}'),
                Rejected("line 7", f"no date for {EMAIL}", b"{}"),
                Rejected("line 8", "broken", b'{"email":"joann.roe@alpha.example"}'),
            ],
            identities=[Identity(("c3" * 8, ANN + "00"), "bravo.example", "email", 0.9)],
        )
    )
    made.apply(Batch("web", "test", [], identities=[Identity((ANN,), "juliet.example", "email", 0.9)]))
    connection = made.store.connection
    connection.execute("UPDATE outbox SET note = ?", [f"refused for {EMAIL}"])
    connection.execute("INSERT INTO deliveries SELECT id, 'failed', now(), note FROM outbox")
    connection.execute(
        "INSERT INTO feedback (seq, account, answer, reason, person) VALUES (1, 'alpha.example', 'no', 'mine', ?)",
        [EMAIL],
    )


def test_a_person_is_gone_from_every_table_and_every_byte(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        filled(made)
        made.store.connection.execute("CHECKPOINT")
        assert ANNS.search(made.path.read_bytes())
        assert {"signals", "unresolved", "dead_letters", "identities", "entries", "feedback"} <= {*traces(made)}
        removed = erase(made)
        assert traces(made) == []
        assert made.store.unclean
        made.store.rewrite()
        assert not made.store.unclean
        copy = tmp_path / "backup.duckdb"
        made.store.copy(copy)
        for path in (made.path, copy):
            assert not ANNS.search(path.read_bytes())
        assert (removed["signals"], removed["unresolved"]) == (3, 1)
        assert removed["dead_letters"] == 2
        assert made.rows("SELECT count(*) FROM signals") == [(1,)]
        assert made.rows("SELECT place FROM dead_letters") == [("line 8",)]
        assert made.rows("SELECT body ->> '$.persons[0]' FROM entries WHERE kind = 'erasure'") == [(PERSON,)]


def test_what_was_erased_is_not_taken_again_also_after_a_restart(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        filled(made)
        erase(made)
        before = made.tables(*STATE, "unresolved")
        made.restart()
        made.offer(by(page="/pricing"), by(name=None, page="/a"), naming(EMAIL), naming(EMAIL, None))
        assert made.tables(*STATE, "unresolved") == before


def test_an_erasure_that_a_batch_brings_takes_what_came_with_it_too(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(by(page="/pricing", hours=-1))
        made.apply(Batch("web", "test", [by(page="/demo"), by("b2", page="/demo")], erasures=[FORGOTTEN]))
        assert made.rows("SELECT details ->> '$.visitor' FROM signals") == [("b2",)]
        assert made.rows("SELECT kind, details ->> '$.people' FROM triggers") == [("visit", "1")]


@FEW
@given(st.lists(drafts(("alpha", "bravo")), max_size=20), st.lists(drafts(("alpha", "bravo")), max_size=6))
def test_the_state_is_that_of_a_store_that_never_knew_the_person(tmp_path_factory, found, late):
    kept = [each for each in found if each.details.get("visitor") != "v1"]
    folders = tmp_path_factory.mktemp("erased"), tmp_path_factory.mktemp("never")
    with world(folders[0]) as erased, world(folders[1]) as never:
        erased.offer(*found)
        erase(erased, visitors=("v1",))
        never.offer(*kept)
        others = [each for each in late if each.details.get("visitor") != "v1"]
        for made in (erased, never):
            made.offer(*others)
        assert erased.tables(*STATE) == never.tables(*STATE)


def test_an_alert_stands_without_the_person_and_is_sent_no_more(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        assert made.offer(draft("form_submitted", form="demo", visitor=ANN)).alerted == 1
        removed = erase(made)
        assert (removed["outbox"], made.rows("SELECT state FROM outbox")) == (1, [("muted",)])
        assert outbox.take(made.store, "console", 10, made.now, late=None) == []
        ((alert,),) = made.rows("SELECT id::VARCHAR FROM alerts")
        view = Reader(made.store, made.policy, made.profiles).alert_view(alert)
        assert (view.alert.account, view.deciding.trigger.kind, view.deciding.evidence) == (
            "alpha.example",
            "form_submitted",
            (),
        )


def test_a_leader_in_the_news_is_erased_by_name(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(naming("press@news.example"), draft("leadership_hire", person="Joann Roe", role="CFO"))
        assert erase(made, names=("ann roe",), visitors=())["signals"] == 1
        assert made.rows("SELECT details ->> '$.person' FROM signals") == [("Joann Roe",)]


def test_nobody_is_erased_where_nobody_is_named(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        filled(made)
        before = made.tables(*STATE, "unresolved", "dead_letters", "entries")
        with made.desk.transaction() as connection:
            assert erase_people(made.desk, connection, People(), made.now) == Counter()
        assert made.tables(*STATE, "unresolved", "dead_letters", "entries") == before
        assert not made.store.unclean


def test_what_the_list_says_of_a_person_is_the_lists_to_change(tmp_path: Path) -> None:
    with world(tmp_path, [account("alpha", owner=EMAIL)]) as made:
        made.offer(by("b2", "kilo", page="/a").model_copy(update={"traits": {"contact": f"mail {EMAIL}"}}))
        erase(made)
        assert made.rows("SELECT owner FROM accounts WHERE domain = 'alpha.example'") == [(EMAIL,)]
        assert made.rows("SELECT attributes ->> '$.contact' FROM accounts WHERE domain = 'kilo.example'") == [
            ("mail (erased)",)
        ]


def company(made: World, domain: str) -> Counter[str]:
    with made.desk.transaction() as connection:
        return erase_company(made.desk, connection, domain, made.now)


@pytest.mark.parametrize(("name", "stays"), [("alpha", True), ("kilo", False)])
def test_a_company_is_gone_but_for_what_the_list_says(tmp_path: Path, name: str, stays: bool) -> None:
    domain = f"{name}.example"
    with world(tmp_path) as made:
        before = made.tables("triggers", "intents", "alerts")
        made.offer(draft("form_submitted", name, form="demo"), by(name=name, page="/demo"))
        made.apply(
            Batch(
                "web",
                "test",
                rejected=[Rejected("here", "broken", f'{{"url":"https://www.{domain}/"}}'.encode())],
                identities=[Identity((ANN,), domain, "email", 0.9)],
            )
        )
        removed = company(made, domain)
        assert (removed["signals"], removed["dead_letters"], removed["identities"]) == (2, 1, 1)
        assert made.tables("triggers", "intents", "alerts") == before
        assert made.rows("SELECT count(*) > 0 FROM accounts WHERE domain = ?", domain) == [(stays,)]
        assert made.rows("SELECT count(*) FROM outbox") == [(0,)]
        if not stays:
            made.store.rewrite()
            assert domain.encode() not in made.path.read_bytes()


def test_an_erased_company_is_met_anew(tmp_path: Path) -> None:
    facts = {"employees": 200, "industry": "Software", "country": "FR"}
    with world(tmp_path) as made:
        made.offer(by(name="kilo", page="/demo").model_copy(update={"traits": facts}))
        company(made, "kilo.example")
        made.offer(by(name="kilo", page="/pricing", hours=5).model_copy(update={"traits": facts}))
        assert made.rows("SELECT employees FROM accounts WHERE domain = 'kilo.example'") == [(200,)]
        assert made.rows("SELECT details ->> '$.page' FROM signals") == [("/pricing",)]


def test_a_rewritten_store_works_on(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        filled(made)
        tables = [row[0] for row in made.rows("SELECT table_name FROM duckdb_tables() ORDER BY 1")]
        before = {name: made.table(name, without=()) for name in tables}
        indexes = made.rows("SELECT index_name FROM duckdb_indexes() ORDER BY 1")
        made.store.rewrite()
        assert {name: made.table(name, without=()) for name in tables} == before
        assert made.rows("SELECT index_name FROM duckdb_indexes() ORDER BY 1") == indexes
        made.offer(by("b2", hours=3, page="/security"))
        made.offer(by("b2", hours=3, page="/security"))
        assert made.rows("SELECT count(*) FROM signals WHERE details ->> '$.page' = '/security'") == [(1,)]
        made.restart()
        assert [path.name for path in tmp_path.iterdir()] == ["store.duckdb"]


def test_a_rewrite_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with world(tmp_path) as made:
        filled(made)
        erase(made)
        before = made.tables(*STATE)
        monkeypatch.setattr("sinks.store.copy_anew", full)
        with pytest.raises(StoreError, match="No space left"):
            made.store.rewrite()
        assert made.tables(*STATE) == before
        assert made.store.unclean


def test_an_erasure_says_nothing_of_whom_it_is_of() -> None:
    told = repr(FORGOTTEN) + repr(People.of([FORGOTTEN, replace(FORGOTTEN, email=None)]))
    assert EMAIL not in told
