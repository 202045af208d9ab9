"""Learning a profile, and scoring by it: how much better than chance, how honest, how fast.

    python benchmarks/profile.py [DRAWS]

Lists with outcomes (the real one of FITSIGNAL_DATA or ../shared/data, and invented markets): one in ten of the market
buys, 20 buyers are the customers, and the profile is judged on the others. Plain baselines stand beside it.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._lead_lists import LeadList, lead_lists, market
from benchmarks._setup import machine
from icp.columns.reading import frame_of_table, read_frame
from icp.columns.scoring import score_frame
from icp.fit import score
from icp.intake import read_accounts
from icp.learning.contrast import Contrast
from icp.learning.honest import TOP, in_front
from icp.learning.learned import Learned
from icp.learning.learning import learn
from icp.learning.ratios import Ratios, counted
from icp.learning.survey import survey
from icp.proof.outcomes import area

ROOT = Path(__file__).resolve().parent.parent
SHARE, CUSTOMERS = 0.1, 20
AIMS = {"mean": 2.35, "fifth": 1.9, "least": 1.0, "held": 0.9, "area": 0.01, "learn": 10.0, "scored": 100_000}


def main() -> None:
    """Print every figure beside its aim."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    data = Path(os.environ.get("FITSIGNAL_DATA") or ROOT.parent / "shared" / "data")
    print(machine())
    lists = list(lead_lists(data))
    for each in lists:
        promises(each, draws)
    for each in lists:
        areas(each)
    speed_of_learning()
    speed_of_scoring()


def promises(leads: LeadList, draws: int) -> None:
    """The lift of profiles from 20 customers, and how often the promise held."""
    lifts, held, plain = [], 0, []
    for seed in range(draws):
        contrast, buyers = drawn(leads, np.random.default_rng(seed))
        found = learn(contrast, "drawn", ignored=leads.ignored)
        assert isinstance(found, Learned), found
        scores = score_frame(contrast.market, found.profile).points
        lifts.append(lift(scores, buyers))
        held += found.lift.low <= lifts[-1] <= found.lift.high
        plain.append(lift(log_ratios(contrast, leads.ignored), buyers))
    low, least = np.quantile(lifts, 0.05), min(lifts)
    print(
        f"{leads.name}: lift {np.mean(lifts):.2f} (aim {AIMS['mean']}), 5th percentile {low:.2f} "
        f"(aim {AIMS['fifth']}), least {least:.2f} (aim {AIMS['least']}); "
        f"promise held in {held / draws:.0%} (aim {AIMS['held']:.0%}); "
        f"plain log ratios {np.mean(plain):.2f}, {np.quantile(plain, 0.05):.2f}"
    )


def drawn(leads: LeadList, rng: np.random.Generator) -> tuple[Contrast, NDArray[np.bool_]]:
    """Customers against a market in which one in ten bought, and which of that market did."""
    won, lost = np.flatnonzero(leads.bought), np.flatnonzero(~leads.bought)
    count = min(len(won), int(len(lost) * SHARE / (1 - SHARE)))
    buyers = rng.choice(won, count, replace=False)
    others = rng.choice(lost, int(count * (1 - SHARE) / SHARE), replace=False)
    customers, rest = buyers[:CUSTOMERS], np.sort(np.concatenate([buyers[CUSTOMERS:], others]))
    contrast = Contrast(leads.frame.take(customers), leads.frame.take(rest))
    return contrast, leads.bought[rest][contrast.market_rows]


def lift(scores: NDArray[Any], buyers: NDArray[np.bool_]) -> float:
    """How many times more buyers than by chance stand in the top fifth."""
    return float(in_front(scores[buyers], scores).mean() / TOP)


def log_ratios(contrast: Contrast, ignored: tuple[str, ...]) -> NDArray[np.float64]:
    """The baseline: log ratios of every level, shrunk strongly to the market, added up."""
    total = np.zeros(len(contrast.market_rows))
    for feature in survey(contrast, ignored=ignored).features:
        share = Ratios(feature).share
        counts = counted(feature.customers, feature.levels)
        logs = np.log((counts + 60 * share) / ((counts.sum() + 60) * share))
        total += np.append(logs, 0.0)[feature.market]
    return total


def areas(leads: LeadList) -> None:
    """With all labels: the card of whole points against gradient boosting, by five-fold cross-validation."""
    rng = np.random.default_rng(0)
    fold = rng.permutation(len(leads.bought)) % 5
    card = np.zeros(len(fold))
    boosted = np.zeros(len(fold))
    table = matrix(leads)
    for number in range(5):
        train, test = fold != number, fold == number
        contrast = Contrast(leads.frame.take(train & leads.bought), leads.frame.take(train & ~leads.bought))
        found = learn(contrast, "all", ignored=leads.ignored)
        assert isinstance(found, Learned), found
        card[test] = score_frame(leads.frame.take(test), found.profile).points
        boosted[test] = boosting(table[train], leads.bought[train], table[test])
    ours, theirs = (mean_area(each, leads.bought, fold) for each in (card, boosted))
    print(
        f"{leads.name}: area with all labels {ours:.3f}, boosting {theirs:.3f}, "
        f"{theirs - ours:+.3f} (aim {AIMS['area']})"
    )


def mean_area(scores: NDArray[np.float64], bought: NDArray[np.bool_], fold: NDArray[Any]) -> float:
    """The mean of the folds' areas."""
    return float(np.mean([area(scores[(fold == n) & bought], scores[(fold == n) & ~bought]).value for n in range(5)]))


def matrix(leads: LeadList) -> NDArray[np.float64]:
    """The levels of every feature as numbers, for boosting: as much as the card may see."""
    contrast = Contrast(leads.frame.take(leads.bought), leads.frame.take(~leads.bought))
    features = survey(contrast, ignored=leads.ignored).features
    table = np.full((len(leads.bought), len(features)), np.nan)
    for place, feature in enumerate(features):
        table[np.flatnonzero(leads.bought)[contrast.rows], place] = feature.customers
        table[np.flatnonzero(~leads.bought)[contrast.market_rows], place] = feature.market
    table[table < 0] = np.nan
    return table


def boosting(train: NDArray[Any], bought: NDArray[np.bool_], test: NDArray[Any]) -> NDArray[np.float64]:
    """Gradient boosting, stopped early: what the labels hold for a machine that need not explain itself."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]

    model = HistGradientBoostingClassifier(
        learning_rate=0.05, max_leaf_nodes=7, min_samples_leaf=20, early_stopping=True
    )
    found: NDArray[np.float64] = model.fit(train, bought).predict_proba(test)[:, 1]
    return found


def speed_of_learning() -> None:
    """200 customers against 100,000 companies of 40 columns, from the files on."""
    rng = np.random.default_rng(1)
    folder = Path(tempfile.mkdtemp())
    write_wide(folder / "market.csv", 100_000, rng)
    write_wide(folder / "best.csv", 200, rng, first=10**6)
    began = time.perf_counter()
    best, rest = (read_frame((folder / name).read_bytes(), "csv", name)[0] for name in ("best.csv", "market.csv"))
    found = learn(Contrast(best, rest), "wide")
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"learning from 200 x 100,000 x 40: {seconds:.1f} s (aim {AIMS['learn']:.0f}), peak {peak:,.0f} MiB (aim 1,024)"
    )
    assert found is not None


def write_wide(path: Path, count: int, rng: np.random.Generator, first: int = 0) -> None:
    """A list of 40 columns: those of a market, then columns of numbers, words and nothing much."""
    rows, _ = market(7, 1000)
    columns = [*rows[0], *(f"extra {number}" for number in range(26))]
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(columns) + "\n")
        for number in range(count):
            row = {**rows[number % 1000], "domain": f"w{first + number}.example", "name": f"Wide {first + number}"}
            extra = [
                f"{each:.4f}" if place % 2 else "abcde"[int(each * 5)] for place, each in enumerate(rng.random(26))
            ]
            given = ["" if value is None else str(value) for value in row.values()]
            file.write(",".join([*given, *extra]) + "\n")


def speed_of_scoring() -> None:
    """A million accounts by a learned profile on one core, from an Arrow table on; beside it the explained scorer."""
    import pyarrow as pa

    leads = next(each for each in lead_lists(Path("/nowhere"), 1))
    contrast, _ = drawn(leads, np.random.default_rng(0))
    found = learn(contrast, "drawn")
    assert isinstance(found, Learned)
    rows, _ = market(11, 20_000)
    one = {key: [None if row[key] is None else str(row[key]) for row in rows] for key in rows[0]}
    table = pa.table({key: pa.chunked_array([pa.array(values)] * 50) for key, values in one.items()})
    sums = np.random.default_rng(3).lognormal(16, 1.5, len(table))  # a million different ones, but for the first
    given = [None if each is None else float(each) for each in one["revenue"]]
    revenue = [*given, *sums[len(rows) :].round(2).tolist()]
    table = table.set_column(table.column_names.index("revenue"), "revenue", pa.array(revenue))
    pa.set_cpu_count(1)
    fast, seconds = timed(lambda: score_frame(frame_of_table(table), found.profile).points)
    lines = [",".join(one), *(",".join(f'"{one[key][row] or ""}"' for key in one) for row in range(2000))]
    accounts = read_accounts("\n".join(lines).encode(), "csv").accounts
    slow, explained = timed(lambda: [score(account, found.profile).fit for account in accounts])
    assert slow == fast[: len(slow)].tolist()
    rate, own = len(fast) / seconds, len(slow) / explained
    print(
        f"scoring: {rate:,.0f} accounts/s (aim {AIMS['scored']:,}), the explained scorer {own:,.0f}/s: "
        f"{rate / own:.0f} times"
    )


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What the work gives, and the processor time it took."""
    began = time.process_time()
    return work(), time.process_time() - began


if __name__ == "__main__":
    main()
