"""Law: state is a function of the set, also where who a visitor was is told before or after its visits."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from streams.ports import Batch, Identity
from streams.signal import Company, SignalDraft
from tests.laws.desks import STATE, cut, draft, drafts, world

FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
OWNERS = {"v1": "alpha", "v2": "alpha", "v3": "bravo", "v4": "kilo", "v5": "hotel"}
"""Each visitor of a day is of one company; kilo is on no list."""
IDENTITIES = st.builds(
    lambda visitors, confidence: [
        Identity((visitor,), f"{OWNERS[visitor]}.example", "email", confidence) for visitor in visitors
    ],
    st.lists(st.sampled_from(sorted(OWNERS)), min_size=1, max_size=3),
    st.just(0.97),
)


@st.composite
def anonymous(draw: st.DrawFn) -> SignalDraft:
    """A visit or form of a known visitor at a company not known yet."""
    hours, kind = draw(st.integers(-24 * 20, 24)), draw(st.sampled_from(["visit", "visit", "form_submitted"]))
    page, visitor = draw(st.sampled_from(["/pricing", "/demo", "/careers"])), draw(st.sampled_from([*OWNERS, "v6"]))
    made = draft(kind, hours=hours, lag=draw(st.integers(0, 50)), page=page, visitor=visitor, form="demo")
    return made.model_copy(update={"company": Company()})


EVENTS = st.lists(st.one_of(anonymous(), anonymous(), drafts(("alpha", "bravo", "kilo")), IDENTITIES), max_size=25)


def batch(events: list[SignalDraft | list[Identity]]) -> Batch:
    told = [each for event in events if isinstance(event, list) for each in event]
    return Batch("web", "test", [each for each in events if isinstance(each, SignalDraft)], identities=told)


@FEW
@given(
    EVENTS, st.randoms(use_true_random=False), st.lists(st.integers(1, 6), max_size=6), st.sampled_from([1, 400_000])
)
def test_state_does_not_depend_on_when_it_was_told_who_a_visitor_was(events, random, sizes, most):
    again = [*random.sample(events, len(events)), *random.sample(events, len(events) // 2)]
    with (
        TemporaryDirectory() as a,
        TemporaryDirectory() as b,
        world(Path(a)) as once,
        world(Path(b), most=most) as other,
    ):
        once.apply(batch(events))
        for number, piece in enumerate(cut(again, sizes)):
            other.apply(batch(piece))
            if number % 3 == 2:
                other.restart()
        names = (*STATE, "unresolved", "identities")
        states = [
            {name: made.table(name, without={"seq", "batch", "stored_at", "made_at"}) for name in names}
            for made in (once, other)
        ]
        assert states[0] == states[1]


@FEW
@given(EVENTS)
def test_only_what_was_of_nobody_is_attributed_and_it_alerts_nobody(events):
    with TemporaryDirectory() as folder, world(Path(folder)) as made:
        for event in events:
            made.apply(batch([event]))
        known = made.rows("SELECT account FROM signals WHERE method = 'email' AND (company ->> '$.domain') IS NOT NULL")
        raised = made.rows("SELECT count(*) FROM alerts AS a JOIN signals AS s ON s.id = a.signal WHERE s.seeded")
        assert (known, raised) == ([], [(0,)])
