"""Training: what is learned from invented headlines, what is held out, and what the repository ships of it."""

import json
from pathlib import Path

import pytest

from sources.extraction.model.weights import NONE, Weights
from training import examples, held_out, scale, softmax
from training.examples import Example
from training.held_out import Prediction
from training.readings import Reading, readings

ROOT = Path(__file__).resolve().parents[2]
VERBS = ("buys", "acquires", "takes over", "snaps up", "merges with", "absorbs")
THINGS = ("opens a museum in", "celebrates a year in", "plants trees in", "paints a wall in", "sings in", "meets in")


def _toy(outlet: str = "toy") -> list[Example]:
    """Twelve headlines of one outlet: six buy, six do not."""
    deals = [Example(f"d{i}", outlet, f"Norrvik {v} Quillmar", "", _label("acquisition")) for i, v in enumerate(VERBS)]
    others = [Example(f"n{i}", outlet, f"Norrvik {v} Oslo", "", {"kind": NONE}) for i, v in enumerate(THINGS)]
    return deals + others


def _label(kind: str) -> dict[str, str]:
    return {"kind": kind, "company": "Norrvik"}


@pytest.fixture(scope="module")
def toy() -> Weights:
    return softmax.fit(_toy())


def test_what_was_shown_is_learned(toy: Weights) -> None:
    for example in _toy():
        shares = toy.likelihoods(example.rows)
        assert max(shares, key=lambda kind: shares[kind]) == example.kind


def test_the_same_examples_in_any_order_give_the_same_weights(toy: Weights) -> None:
    assert softmax.fit(_toy()[::-1]) == toy


def test_a_reading_is_right_in_kind_and_company_however_its_legal_form_is_written(toy: Weights) -> None:
    label = {"kind": "acquisition", "company": "Norrvik AB"}
    right, wrong = readings(
        [
            Example("a", "toy", "Norrvik acquires Quillmar", "", label),
            Example("b", "toy", "Quillmar acquires Norrvik", "", label),
        ],
        toy,
    )
    assert right.is_right
    assert not wrong.is_right


def test_a_scale_says_what_share_was_right(toy: Weights) -> None:
    shown = readings([e for e in _toy() if e.kind != NONE], toy) * 20
    spoiled = [Reading(_other(r.example), r.event, r.signs) if i % 4 == 0 else r for i, r in enumerate(shown)]
    judge = scale.fit(spoiled)
    said = [judge.confidence(r.event, r.signs) for r in spoiled]
    assert sum(said) / len(said) == pytest.approx(0.75, abs=0.05)


def _other(example: Example) -> Example:
    return Example(example.key, example.outlet, example.title, example.lead, {"kind": NONE})


def test_small_outlets_are_held_out_together_and_large_ones_alone() -> None:
    large = [Example(f"l{i}", "large", "t", "", {"kind": NONE}) for i in range(held_out.SMALL)]
    small = [Example(f"s{i}", f"small{i % 3}", "t", "", {"kind": NONE}) for i in range(9)]
    assert {outlet: len(held) for outlet, held in held_out.folds(large + small).items()} == {
        "large": held_out.SMALL,
        "others": 9,
    }


def test_the_calibration_error_is_the_distance_of_what_was_said_from_what_was_right(toy: Weights) -> None:
    reading = readings([_toy()[0]], toy)[0]
    wrong = Reading(_other(reading.example), reading.event, reading.signs)
    assert held_out.calibration_error([Prediction(reading, 1.0), Prediction(wrong, 0.0)]) == 0
    assert held_out.calibration_error([Prediction(reading, 0.95), Prediction(wrong, 0.95)]) == pytest.approx(0.45)


def test_the_invented_headlines_have_every_kind() -> None:
    assert {example.kind for example in examples.invented()} == set(softmax.KINDS)


def test_labels_name_headlines_by_key_and_hold_none_of_their_text() -> None:
    labels = [json.loads(line) for line in examples.LABELS.read_text("utf-8").splitlines()]
    assert [label["key"] for label in labels] == sorted(label["key"] for label in labels)
    fields = {"key", "stratum", "kind", "company", "amount", "currency", "round", "person", "role", "soft"}
    assert all(set(label) <= fields for label in labels)


def test_confidence_is_within_three_hundredths_in_outlets_that_were_held_out() -> None:
    lines = (ROOT / "training" / "held_out.jsonl").read_text("utf-8").splitlines()
    said = [row for line in lines if not (row := json.loads(line))["soft"]]
    bins: dict[int, list[float]] = {}
    for row in said:
        bins.setdefault(min(int(row["confidence"] * 10), 9), []).append(row["confidence"] - row["right"])
    assert sum(abs(sum(distances)) for distances in bins.values()) / len(said) <= 0.03


def test_the_shipped_model_is_small() -> None:
    shipped = (ROOT / "sources" / "extraction" / "model").iterdir()
    assert sum(path.stat().st_size for path in shipped if path.is_file()) < 5_000_000
