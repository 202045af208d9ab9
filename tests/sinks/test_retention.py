"""What is older than it is kept is let go; the state is that of a store that was never given it."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sinks import retention as letting_go
from sinks.reader import Reader
from sinks.retention import expire
from streams.ports import Batch, Identity, Rejected
from streams.retention import TABLES, least, retention, too_short
from streams.signal import Company
from tests.laws.desks import NOW, POLICY, World, draft, drafts, world

DAYS = timedelta(days=1)
FEW = settings(
    max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)


def expired(made: World, kept: Mapping[str, timedelta]) -> Counter[str]:
    return +sum(expire(made.desk, kept, made.now), Counter[str]())


@FEW
@given(st.lists(drafts(("alpha", "bravo")), max_size=25), st.lists(drafts(("alpha",)), max_size=5), st.integers(1, 9))
def test_the_state_is_that_of_a_store_that_was_never_given_it(tmp_path_factory, found, late, piece):
    day = NOW.replace(hour=0, minute=0)
    kept = [each for each in found if each.kind != "visit" or each.occurred_at >= day - 40 * DAYS]
    folders = tmp_path_factory.mktemp("cleared"), tmp_path_factory.mktemp("never")
    with (
        world(folders[0], now=NOW) as cleared,
        world(folders[1], now=NOW) as never,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(letting_go, "_OLD", letting_go._OLD.replace(str(letting_go.PIECE), str(piece)))
        cleared.offer(*found)
        removed = expired(cleared, {"visit": 40 * DAYS})
        never.offer(*kept)
        seen = {each.evidence.url for each in found} - {each.evidence.url for each in kept}
        assert removed["signals"] == len(seen)
        for made in (cleared, never):
            made.offer(*(each for each in late if each.evidence.url not in seen))
        assert cleared.tables("signals", "triggers", "intents") == never.tables("signals", "triggers", "intents")


def test_by_default_signals_stay_and_what_is_nobodys_goes(tmp_path: Path) -> None:
    ages = (29, 31, 89, 91)
    with world(tmp_path, now=NOW) as made:
        for age in ages:
            made.now = NOW - age * DAYS
            nobody = draft("visit", hours=-24 * age, visitor=f"v{age}").model_copy(update={"company": Company()})
            bad = Rejected(f"line {age}", "broken", b"")
            who = Identity((f"w{age}",), "alpha.example", "email", 0.9)
            made.apply(Batch("web", "test", [nobody, draft("visit", hours=-24 * age)], [bad], identities=[who]))
        made.now = NOW
        removed = expired(made, retention({}))
        assert removed == {"unresolved": 3, "dead_letters": 1, "identities": 3, "entries": 3}
        assert made.rows("SELECT count(*) FROM signals") == [(4,)]
        assert made.rows("SELECT visitor FROM unresolved") == [("v29",)]
        assert expired(made, retention({})) == Counter()


def test_an_alert_outlives_its_signal(tmp_path: Path) -> None:
    with world(tmp_path, now=NOW + 200 * DAYS) as made:
        made.offer(draft("form_submitted", form="demo"))
        assert expired(made, {"form_submitted": 84 * DAYS})["decisions"] == 1
        ((alert,),) = made.rows("SELECT id::VARCHAR FROM alerts")
        view = Reader(made.store, made.policy, made.profiles).alert_view(alert)
        assert (view.deciding.trigger.kind, view.deciding.evidence) == ("form_submitted", ())


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, {}),
        ({"visit": 84 * DAYS}, {}),
        ({"visit": 83 * DAYS}, {"visit": 84 * DAYS}),
        ({"custom:fair": 13 * DAYS, "unresolved": DAYS}, {"custom:fair": 14 * DAYS}),
    ],
)
def test_a_kind_is_kept_while_it_counts(wanted: dict[str, timedelta], expected: dict[str, timedelta]) -> None:
    assert dict(too_short(wanted, POLICY)) == expected
    assert all(least(kind, POLICY) == span for kind, span in expected.items())


def test_what_a_workspace_wants_goes_over_the_default() -> None:
    assert retention({"unresolved": DAYS}) == {**TABLES, "unresolved": DAYS}
