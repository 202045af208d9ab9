"""Law: state is a function of the set. Signals, triggers and intents depend only on which signals are stored, and on
accounts, profile and policy: never on order, repetition, batch sizes, restarts, or what the memory held.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from icp.account import Account
from icp.profile import Profile
from sinks.overriding import override
from sinks.sync import take_in
from streams.ports import Batch
from streams.signal import SignalDraft
from tests.laws.desks import ACCOUNTS, LATER, STATE, World, account, cut, draft, drafts, policy, profile, world

FEW = settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
MEMORIES = st.tuples(st.sampled_from([1, 5, 400_000]), st.sampled_from([0, 50]))
"""What the memory holds, and how many accounts it reads back from their signals rather than from their triggers."""
SIZES = st.lists(st.integers(1, 6), max_size=5)


def state(made: World) -> dict[str, Any]:
    return made.tables(*STATE)


def derived(made: World) -> dict[str, Any]:
    return made.tables("triggers", "intents")


def fresh(made: World, offered: list[SignalDraft]) -> dict[str, Any]:
    """The derived state of a new store of the same accounts and rules that is given everything at once."""
    bodies = made.rows("SELECT body::VARCHAR FROM accounts")
    accounts = [Account.model_validate_json(body) for (body,) in bodies]
    known = {each.domain for each in accounts}
    with TemporaryDirectory() as folder, world(Path(folder), accounts, by=made.profiles[0], policy=made.policy) as new:
        new.offer(*(each.model_copy(update={"traits": {}}) for each in offered if each.company.domain in known))
        return derived(new)


@FEW
@given(st.lists(drafts(), max_size=25), st.randoms(use_true_random=False), SIZES, MEMORIES)
def test_state_does_not_depend_on_order_repetition_batches_restarts_or_memory(found, random, sizes, memory):
    most, few = memory
    again = [*random.sample(found, len(found)), *random.sample(found, len(found) // 2)]
    with (
        TemporaryDirectory() as a,
        TemporaryDirectory() as b,
        world(Path(a)) as once,
        world(Path(b), most=most) as other,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("sinks.memory.FEW", few)
        once.offer(*found)
        for number, piece in enumerate(cut(again, sizes)):
            other.offer(*piece)
            if number % 2:
                other.restart()
            elif number % 3:
                other.desk.memory.forget()
        assert state(other) == state(once)


@FEW
@given(st.lists(drafts(), max_size=20), SIZES)
def test_batches_that_share_a_transaction_leave_what_they_leave_alone(found, sizes):
    pieces = cut(found, sizes)
    with TemporaryDirectory() as a, TemporaryDirectory() as b, world(Path(a)) as alone, world(Path(b)) as together:
        for piece in pieces:
            alone.offer(*piece)
        together.apply(*(Batch("test", "test", piece) for piece in pieces))
        assert state(together) == state(alone)


FLIPS: list[tuple[str, Callable[[World], None]]] = [
    ("the list lets it fit", lambda w: w.restart(accounts=[account("hotel"), *ACCOUNTS[:2]])),
    ("the list lets it go", lambda w: w.restart(accounts=[*ACCOUNTS[1:]])),
    ("a status falls silent", lambda w: w.restart(accounts=[account("alpha", status="customer"), *ACCOUNTS[1:]])),
    ("a status speaks", lambda w: w.restart(accounts=[account("juliet"), *ACCOUNTS[:4]])),
    ("the profile lets others fit", lambda w: w.restart(profiles=(retail(),))),
    ("the policy weighs otherwise", lambda w: w.restart(policy=other_policy())),
    ("a person sets a status", lambda w: set_status(w, "juliet.example", "prospect")),
    ("a person silences one", lambda w: set_status(w, "alpha.example", "competitor")),
    ("an import makes one fit", lambda w: w.desk and take_in(w.desk, [account("hotel")], "import", LATER)),
]


def retail() -> Profile:
    criteria = [
        {"name": "Industry", "role": "mandatory", "attribute": "industry", "one_of": ["Retail"], "points": 60},
        {"name": "Young", "role": "preferential", "attribute": "founded", "at_least": 2010, "points": 20},
    ]
    return profile(criteria=criteria, rule={"mandatory": 1, "preferential": 1})


def other_policy() -> Any:
    made = policy()
    kinds = {**made.kinds, "visit": made.kinds["visit"].model_copy(update={"people": 2, "extra_person": 1.0})}
    rounds = made.kinds["funding_round"].model_copy(
        update={"window": timedelta(days=1), "half_life": timedelta(days=5)}
    )
    return made.model_copy(update={"kinds": {**kinds, "funding_round": rounds}})


def set_status(made: World, domain: str, status: str) -> None:
    override(made.desk, domain, {"status": status}, LATER)


@pytest.mark.parametrize("flip", [flip for _, flip in FLIPS], ids=[name for name, _ in FLIPS])
@FEW
@given(found=st.lists(drafts(), max_size=20), late=st.lists(drafts(), max_size=6))
def test_after_any_change_of_list_profile_or_policy_the_state_is_that_of_a_new_store(flip, found, late):
    with TemporaryDirectory() as folder, world(Path(folder)) as made:
        made.offer(*found)
        flip(made)
        assert derived(made) == fresh(made, found)
        made.offer(*late)
        assert derived(made) == fresh(made, [*found, *late])


@FEW
@given(found=st.lists(drafts(), max_size=15), late=st.lists(drafts(), max_size=6))
def test_a_change_that_is_taken_back_leaves_what_would_be_there_without_it(found, late):
    with TemporaryDirectory() as a, TemporaryDirectory() as b, world(Path(a)) as changed, world(Path(b)) as never:
        for made in (changed, never):
            made.offer(*found)
        changed.restart(profiles=(retail(),))
        changed.restart(profiles=never.profiles, accounts=[account("alpha", status="own"), account("hotel")])
        changed.restart(accounts=never.accounts)
        for made in (changed, never):
            made.offer(*late)
        assert derived(changed) == derived(never)


def test_an_anchor_that_comes_late_moves_its_trigger_and_takes_the_evidence_with_it(tmp_path: Path) -> None:
    rounds = [draft("funding_round", hours=24 * day, round="series_a") for day in (0, 10, 13)]
    with world(tmp_path) as made:
        for each in reversed(rounds):
            made.offer(each)
        counts = made.rows('SELECT signals, epoch_us("at") FROM triggers ORDER BY 2')
        anchors = made.rows(
            'SELECT count(*) FROM triggers t JOIN signals s ON s.id = t.anchor AND s.occurred_at = t."at"'
        )
        assert [size for size, _ in counts] == [3]
        assert anchors == [(1,)]


def test_a_list_that_names_a_company_later_makes_triggers_of_what_was_silent(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(draft("visit", "hotel", page="/pricing"), draft("funding_round", "hotel", round="series_a"))
        assert derived(made) == {"triggers": [], "intents": []}
        made.restart(accounts=[account("hotel")])
        assert made.rows("SELECT kind FROM triggers ORDER BY 1") == [("funding_round",), ("visit",)]
        assert made.rows("SELECT count(*) FROM decisions") == [(0,)], "a change never alerts by itself"


def test_a_discovered_company_that_turns_out_not_to_fit_keeps_its_signals_and_loses_its_triggers(
    tmp_path: Path,
) -> None:
    offered = [draft("visit", "kilo", page="/pricing"), draft("funding_round", "kilo", 1, round="seed")]
    small = {"employees": 3, "industry": "Retail", "country": "US"}
    with world(tmp_path) as made:
        made.offer(*offered)
        assert made.rows("SELECT count(*) FROM triggers") == [(2,)]
        offered.append(draft("visit", "kilo", 30, page="/demo", traits=small))
        made.offer(offered[-1])
        assert derived(made) == fresh(made, offered) == {"triggers": [], "intents": []}
        assert made.rows("SELECT verdict FROM signals ORDER BY seq") == [("possible",)] * 3


def test_a_company_that_left_the_list_brings_its_signals_along_when_it_is_discovered_again(tmp_path: Path) -> None:
    offered = [draft("visit", page="/pricing"), draft("funding_round", hours=1, round="seed")]
    with world(tmp_path) as made:
        made.offer(*offered)
        made.restart(accounts=ACCOUNTS[1:])
        assert derived(made) == {"triggers": [], "intents": []}
        offered.append(draft("visit", hours=30, page="/demo"))
        made.offer(offered[-1])
        assert derived(made) == fresh(made, offered)
        assert made.rows("SELECT count(*) FROM triggers") == [(3,)]


@FEW
@given(st.lists(drafts(("kilo", "lima"), traits=True), max_size=15), SIZES)
def test_whatever_is_learned_of_discovered_companies_their_state_is_that_of_a_new_store(found, sizes):
    with TemporaryDirectory() as folder, world(Path(folder)) as made:
        for piece in cut(found, sizes):
            made.offer(*piece)
        assert derived(made) == fresh(made, found)
