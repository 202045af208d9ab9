"""The evidence for a criterion that the same customers chose."""

import random
from collections import Counter

from icp.conditions import OneOf
from icp.learning.contrast import Contrast, Pair
from icp.learning.evidence import evidence_of
from icp.profile_model import Criterion
from tests.icp.learning_lists import companies, frame_of

WORDS, DRAWS = 12, 60


def town(row: int, rng: random.Random) -> dict[str, object]:
    return {"domain": f"t{row}.example", "town": f"Town {rng.randrange(WORDS)}"}


def drawn(seed: int) -> tuple[Criterion, Pair]:
    """Twenty customers drawn from the market itself, and the towns of which they happen to have more."""
    rng = random.Random(seed)
    ours, theirs = [town(row, rng) for row in range(20)], [town(row, rng) for row in range(1000, 1600)]
    counts = Counter(str(row["town"]) for row in ours)
    chosen = tuple(sorted(word for word, count in counts.items() if count > 20 / WORDS))
    test = Criterion(name="Town", role="preferential", attribute="town", test=OneOf(values=chosen), points=1)
    return test, Contrast(frame_of(ours), frame_of(theirs)).pair("town")


def test_of_words_that_mean_nothing_most_intervals_hold_none_though_chance_chose_the_words() -> None:
    lifts = [evidence_of(*drawn(seed), chosen=True).lift for seed in range(DRAWS)]
    assert sum(each.low <= 1 for each in lifts) >= 0.8 * DRAWS


def test_words_that_a_person_named_are_believed_as_they_are() -> None:
    lifts = [evidence_of(*drawn(seed)).lift for seed in range(DRAWS)]
    assert sum(each.low <= 1 for each in lifts) < 0.6 * DRAWS


def test_what_chance_may_have_added_never_turns_a_trait_into_its_opposite() -> None:
    rows, others = companies(20, seed=3), companies(400, seed=4, first=1000)
    pair = Contrast(frame_of(rows), frame_of(others)).pair("industry")
    criterion = Criterion(
        name="Industry", role="preferential", attribute="industry", test=OneOf(values=("Media", "Retail")), points=1
    )
    sure, chosen = evidence_of(criterion, pair), evidence_of(criterion, pair, chosen=True)
    assert min(sure.lift.value, 1.0) - 0.01 <= chosen.lift.value <= max(sure.lift.value, 1.0)
    assert (sure.met, sure.known, sure.market_share) == (chosen.met, chosen.known, chosen.market_share)
