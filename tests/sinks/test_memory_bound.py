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


def test_accounts_beyond_those_held_ready_sleep_and_wake_as_they_were(tmp_path: Path) -> None:
    with world(tmp_path, MARKET) as made:
        made.desk.memory = Memory(made.desk.rules, awake=4)
        for n in (0, 1, 2, 3, 0, 1):
            made.offer(draft("visit", f"company{n}", hours=n, page=f"/{n}{len(held(made))}", visitor="v"))
            assert made.desk.memory._ready <= 4
            assert made.desk.memory._held == sum(made.desk.memory._sizes.values())
            assert not made.desk.memory._states.keys() & made.desk.memory._asleep.keys()
        assert all(isinstance(each, bytes) for each in made.desk.memory._asleep.values())
        names = [f"company{n}.example" for n in range(4)]
        stored = read_states(made.store.connection, names, made.desk.rules)
        made.desk.memory.load(made.store.connection, names, before=0)  # nothing is read back: all four are held
        for name in names:
            woken = list(made.desk.memory.state(name).folds["visit"].newest_first())
            assert woken == list(stored[name].folds["visit"].newest_first())
            assert made.desk.memory.state(name).last == stored[name].last
        made.desk.memory.forget(names[:2])
        assert (held(made), made.desk.memory._held) == (["company2", "company3"], 4)


def test_an_account_too_large_to_pack_sleeps_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinks.memory.LARGE", 1)
    with world(tmp_path, MARKET) as made:
        made.desk.memory = Memory(made.desk.rules, awake=2)
        for n in (0, 1, 0):
            made.offer(draft("funding_round", f"company{n}", hours=n, round="seed"))
        assert not any(isinstance(each, bytes) for each in made.desk.memory._asleep.values())


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
