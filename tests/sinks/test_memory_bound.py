"""The desk's memory: a cache of what is stored, bounded, the least lately used forgotten first."""

from pathlib import Path

import pytest

from sinks.memory import Memory, read_states
from tests.laws.desks import LOG, NAMES, STATE, World, account, draft, world

MARKET = [account(f"company{n}") for n in range(12)]


def held(made: World) -> list[str]:
    return [name.split(".")[0] for name in made.desk.memory._states]


def test_it_holds_at_most_its_bound_but_always_the_last(tmp_path: Path) -> None:
    with world(tmp_path, MARKET, most=4) as made:
        for n in range(12):
            made.offer(draft("funding_round", f"company{n}", round="seed"))
            assert held(made)[-1] == f"company{n}"
            assert made.desk.memory._held == sum(made.desk.memory._sizes.values()) <= 5
            assert made.desk.memory._sizes.keys() == made.desk.memory._states.keys()
        assert len(held(made)) < 4


def test_the_least_lately_used_is_forgotten_first(tmp_path: Path) -> None:
    with world(tmp_path, MARKET, most=7) as made:
        for n, hours in ((0, 0), (1, 0), (2, 0), (0, 1), (3, 0)):
            made.offer(draft("funding_round", f"company{n}", hours=hours, round="seed"))
        assert held(made) == ["company2", "company0", "company3"] or held(made) == ["company0", "company3"]


def test_silent_accounts_are_not_held(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(*(draft("visit", name) for name in NAMES))
        assert held(made) == ["alpha", "bravo", "india"]


def test_dropping_accounts_gives_their_room_back(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(*(draft("visit", name) for name in NAMES))
        made.desk.memory.forget(["alpha.example", "nobody.example"])
        assert held(made) == ["bravo", "india"]
        made.desk.memory.forget()
        assert (held(made), made.desk.memory._held, made.desk.memory._sizes) == ([], 0, {})


@pytest.mark.parametrize("few", [0, 50])
def test_a_state_read_back_is_as_of_the_number_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("sinks.memory.FEW", few)
    with world(tmp_path) as made:
        made.offer(draft("funding_round", hours=5, round="seed"), draft("acquisition", hours=9))
        (cut,) = made.rows("SELECT max(seq) FROM signals")[0]
        (state,) = read_states(made.store.connection, ["alpha.example"], made.desk.rules, before=cut).values()
        assert list(state.folds) == ["funding_round"]
        assert state.last == made.rows("SELECT epoch_us(observed_at) FROM signals ORDER BY seq")[0][0]


def test_a_memory_for_one_decides_what_a_memory_for_all_decides(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    offered = [
        draft("visit", f"company{n % 5}", hours=n, page=("/pricing", "/demo")[n % 2], visitor=f"v{n}")
        for n in range(40)
    ]
    with world(tmp_path / "a", MARKET) as one, world(tmp_path / "b", MARKET) as other:
        other.desk.memory = Memory(other.desk.rules, 1)
        for each in offered:
            one.offer(each)
            other.offer(each)
        assert len(held(other)) == 1
        assert other.tables(*STATE, *LOG) == one.tables(*STATE, *LOG)


def test_what_is_too_old_to_count_leaves_memory_and_a_late_signal_finds_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    pages = ("/pricing", "/demo", "/blog/a")
    told = [draft("visit", hours=24 * day, page=pages[day % 3], visitor=f"v{day % 5}") for day in range(-150, 0, 2)]
    late = [draft("visit", hours=24 * -140 + 1, page=page, visitor="late") for page in pages]
    news = [draft("visit", hours=n, page="/pricing", visitor=f"n{n}") for n in range(3)]
    monkeypatch.setattr("sinks.memory.SPRING", 1_000)
    with world(tmp_path / "a", MARKET) as whole:
        for each in [*told, *late, *news]:
            whole.offer(each)
        assert whole.desk.memory.state("alpha.example").folds["visit"].floor == 0
        monkeypatch.setattr("sinks.memory.SPRING", 1)
        with world(tmp_path / "b", MARKET) as lighter:
            for each in told:
                lighter.offer(each)
            state = lighter.desk.memory.state("alpha.example")
            assert state.folds["visit"].floor > 0
            assert len(state) < len(whole.desk.memory.state("alpha.example")) / 1.5
            assert lighter.desk.memory.held == sum(lighter.desk.memory._sizes.values()) == 1 + state.weight
            for each in [*late, *news]:
                lighter.offer(each)
            assert lighter.tables(*STATE, *LOG) == whole.tables(*STATE, *LOG)
