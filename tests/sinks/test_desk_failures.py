"""Nothing lost: a failure of the store keeps all of a batch or none of it, and the retry gives what there would be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sinks.memory import read_states
from sinks.overriding import override
from streams.judgement import AccountState
from streams.outlet import arrive
from streams.ports import Batch, OutletError, Rejected
from streams.signal import SignalDraft
from tests.laws.desks import ACCOUNTS, FACTS, LATER, LOG, STATE, World, draft, hosted, world

FULL = duckdb.IOException("IO Error: No space left on device")
FIRST = [draft("visit", page="/pricing"), draft("visit", "kilo", page="/blog")]
THEN = [
    draft("form_submitted", hours=1, form="demo"),
    draft("visit", "kilo", hours=2, traits=FACTS | {"technologies": "Salesforce"}),
    draft("visit", "lima", hours=3),
]
TABLES = (*STATE, *LOG, "accounts", "fits", "unresolved", "dead_letters")


def expected(folder: Path) -> dict[str, Any]:
    with world(folder) as made:
        made.offer(*FIRST)
        made.offer(*THEN)
        return made.tables(*TABLES)


class Wrapped:
    """A connection that fails at one of its calls, and passes every other on."""

    def __init__(self, connection: Any, method: str, at: int, error: Exception, *, done: bool = False) -> None:
        self._connection, self._method, self._left, self._error, self._done = connection, method, at, error, done

    def __getattr__(self, name: str) -> Any:
        return self._failing if name == self._method else getattr(self._connection, name)

    def _failing(self, *arguments: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            if self._done:
                getattr(self._connection, self._method)(*arguments)
            raise self._error
        return getattr(self._connection, self._method)(*arguments)


@contextmanager
def failing(made: World, method: str, at: int, **options: Any) -> Iterator[None]:
    """The store's connection fails from its call number `at` on, until it is opened anew."""
    made.store.connection = Wrapped(made.store.connection, method, at, FULL, **options)  # type: ignore[assignment]
    yield
    assert not isinstance(made.store.connection, Wrapped), "the store was opened anew"


@pytest.mark.parametrize("at", [0, 1, 2, 4, 6, 8])
def test_a_statement_that_fails_leaves_nothing_and_the_retry_gives_the_same(tmp_path: Path, at: int) -> None:
    (tmp_path / "a").mkdir()
    with world(tmp_path / "b") as made:
        made.offer(*FIRST)
        before = made.tables(*TABLES)
        with failing(made, "execute", at), pytest.raises(duckdb.IOException, match="No space left"):
            made.offer(*THEN)
        assert made.tables(*TABLES) == before
        made.offer(*THEN)
        assert made.tables(*TABLES) == expected(tmp_path / "a")


def test_a_commit_that_fails_leaves_nothing_and_the_retry_gives_the_same(tmp_path: Path) -> None:
    with world(tmp_path / "b") as made:
        made.offer(*FIRST)
        before = made.tables(*TABLES)
        with failing(made, "commit", 0), pytest.raises(duckdb.IOException):
            made.offer(*THEN)
        assert made.tables(*TABLES) == before
        made.offer(*THEN)
        assert made.tables(*TABLES) == expected(tmp_path / "a")


def test_a_commit_that_fails_and_is_durable_all_the_same_makes_the_retry_a_no_op(tmp_path: Path) -> None:
    with world(tmp_path / "b") as made:
        made.offer(*FIRST)
        with failing(made, "commit", 0, done=True), pytest.raises(duckdb.IOException):
            made.offer(*THEN)
        receipt = made.offer(*THEN)
        assert (receipt.stored, receipt.repeated, receipt.alerted) == (0, 3, 0)
        assert made.tables(*TABLES) == expected(tmp_path / "a")
        assert made.offer(draft("visit", "india", hours=9)).stored == 1
        assert made.rows("SELECT seq FROM signals GROUP BY 1 HAVING count(*) > 1") == []


def test_a_full_disk_refuses_the_batch_with_a_sentence_and_later_takes_it(tmp_path: Path) -> None:
    with world(tmp_path) as made, hosted(made) as host:
        with failing(made, "commit", 0):
            refused = host.accept(Batch("wires", "feed", FIRST)).exception()
        assert isinstance(refused, OutletError)
        assert str(refused) == "the batch of wires was not stored: IO Error: No space left on device"
        assert host.accept(Batch("wires", "feed", FIRST)).result().stored == 2


def test_a_change_by_hand_that_fails_is_taken_back_from_memory_too(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        with failing(made, "commit", 0), pytest.raises(duckdb.IOException):
            override(made.desk, "alpha.example", {"status": "customer"}, LATER)
        made.offer(draft("form_submitted", form="demo"))
        assert made.decisions() == [("alpha.example", None)]
        override(made.desk, "alpha.example", {"status": "customer"}, LATER)
        made.offer(draft("form_submitted", hours=1, form="demo"))
        assert made.rows("SELECT verdict FROM signals ORDER BY seq") == [("pass",), ("customer",)]


def test_the_cap_on_discovered_companies_counts_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinks.discovering.MOST", 1)
    with world(tmp_path) as made:
        with failing(made, "commit", 0), pytest.raises(duckdb.IOException):
            made.offer(draft("visit", "kilo"))
        assert made.offer(draft("visit", "lima")).stored == 1
        assert made.offer(draft("visit", "kilo")).unresolved == 1


def test_broken_input_is_kept_with_its_bytes_once_however_often_it_is_offered(tmp_path: Path) -> None:
    raw = b'{"kind": \xff broken\x00'
    rejected = [
        Rejected("inbox/a.jsonl line 7", "the line is not JSON", raw),
        Rejected("inbox/a.jsonl line 9", "x", raw),
    ]
    with world(tmp_path) as made:
        for _ in range(2):
            receipt = made.apply(Batch("imports", "file", [draft("visit")], rejected))[0]
        made.restart()
        made.apply(Batch("imports", "file", [], rejected))
        assert receipt.dead == 2
        found = made.rows("SELECT source, place, cause, raw FROM dead_letters ORDER BY place")
        assert found[0] == ("imports", "inbox/a.jsonl line 7", "the line is not JSON", raw)
        assert len(found) == 2


STRANGE: list[tuple[str, Callable[[], SignalDraft]]] = [
    ("a number of a hundred bits", lambda: draft("acquisition", n=2**100)),
    ("half a surrogate pair", lambda: draft("acquisition", page="/\ud800")),
    ("a zero character", lambda: draft("acquisition", page="/\x00", visitor="\x00")),
    ("no number", lambda: draft("acquisition", n=float("nan"), m=float("inf"))),
    ("a deep table", lambda: draft("acquisition", n=deep(400))),
    ("a date and a tuple", lambda: draft("acquisition", "kilo", n=(LATER, {1: {2}}), traits={"founded": LATER.date()})),
    ("a name of zero characters", lambda: named("Al\x00pha")),
    (
        "traits of all kinds",
        lambda: draft("acquisition", "kilo", traits={"employees": 2**80, "x": ["\ud800", None], "y": {}}),
    ),
    ("a year of one digit", lambda: draft("acquisition", hours=-24 * 365.25 * 2020)),
    ("a far year", lambda: draft("acquisition", hours=24 * 365.25 * 7900)),
]


def deep(levels: int) -> Any:
    return [deep(levels - 1)] if levels else "end"


def details(state: AccountState) -> list[Any]:
    """What the triggers of an account say."""
    return [dict(group.details) for fold in state.folds.values() for group in fold.newest_first()]


def named(name: str) -> SignalDraft:
    base = draft("acquisition")
    return base.model_copy(update={"company": base.company.model_copy(update={"name": name, "domain": None})})


@pytest.mark.parametrize("make", [make for _, make in STRANGE], ids=[name for name, _ in STRANGE])
def test_what_a_signal_says_however_strange_never_stops_its_batch(
    tmp_path: Path, make: Callable[[], SignalDraft]
) -> None:
    with world(tmp_path) as made:
        receipt = made.offer(draft("visit", page="/pricing"), make(), draft("visit", "bravo"))
        assert receipt.stored + receipt.unresolved == 3
        names = ["alpha.example", *(each.domain for each in ACCOUNTS if each.domain in made.desk.memory._states)]
        held = {name: details(made.desk.memory.state(name)) for name in names}
        stored = read_states(made.store.connection, names, made.desk.rules, anew=True)
        assert {name: details(state) for name, state in stored.items()} == held
        made.restart()
        assert made.offer(make()).stored == 0
        assert made.offer(draft("visit", hours=2), draft("visit", "kilo", hours=3)).stored == 2


def test_an_outlet_makes_nothing_of_a_batch_of_nothing(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        arrivals = arrive(Batch("a", "b"), made.catalog.resolver(), LATER, recorded=False)
        (receipt,) = made.desk.apply([arrivals])
        assert (receipt.stored, receipt.dead) == (0, 0)
