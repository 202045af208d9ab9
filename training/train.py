"""Learn the weights and the scale of confidence from ../shared/data, and write them into the package.

    python -m training.train            learn, hold out each outlet, write everything (about four minutes)
    python -m training.train --words    also make the list of common words anew

Needs ../shared/data beside the repository. The same data and rules give the same files on every machine.
"""

import argparse
import json
import sys
from pathlib import Path

from sources.extraction.model.judge import Judge
from sources.extraction.model.weights import Weights
from training import held_out, scale, softmax, vocabulary
from training.examples import DATA, ROOT, invented, real

MODEL = ROOT / "sources" / "extraction" / "model"
HELD_OUT = Path(__file__).parent / "held_out.jsonl"


def main() -> int:
    """Learn and write; 2 where there is no data."""
    parser = argparse.ArgumentParser(description="Learn the model of extraction from ../shared/data.")
    parser.add_argument("--words", action="store_true", help="make the list of common words anew")
    asked = parser.parse_args()
    if not (DATA / "news").is_dir():
        print(f"train: {DATA} was not found: put the shared data beside the repository", file=sys.stderr)
        return 2
    if asked.words:
        (MODEL / "words.txt").write_text("\n".join(vocabulary.common()) + "\n", "utf-8")
    labelled, made_up = real(), invented()
    by_fold = held_out.readings_by_fold(labelled, made_up)
    said = held_out.predictions(by_fold)
    _write(softmax.fit([*labelled, *made_up]), scale.fit([r for held in by_fold.values() for r in held]), said)
    _tell(said)
    return 0


def _write(weights: Weights, judge: Judge, said: list[held_out.Prediction]) -> None:
    head = {"kinds": weights.kinds, "bias": weights.bias, "scale": weights.scale}
    columns = b"".join(weights.columns)
    (MODEL / "weights.bin").write_bytes(json.dumps(head).encode() + b"\n" + columns)
    (MODEL / "judge.json").write_text(json.dumps({"slopes": judge.slopes, "starts": judge.starts}, indent=1) + "\n")
    lines = (json.dumps(_line(prediction)) for prediction in sorted(said, key=lambda p: p.reading.example.key))
    HELD_OUT.write_text("\n".join(lines) + "\n", "utf-8")


def _line(said: held_out.Prediction) -> dict[str, object]:
    reading = said.reading
    return {
        "key": reading.example.key,
        "outlet": reading.example.outlet,
        "kind": reading.event.kind,
        "confidence": said.confidence,
        "right": reading.is_right,
        "soft": reading.example.is_soft,
    }


def _tell(said: list[held_out.Prediction]) -> None:
    plain = [p for p in said if not p.reading.example.is_soft]
    for kind in softmax.KINDS[1:]:
        own = [p for p in plain if p.reading.event.kind == kind]
        right = sum(p.reading.is_right for p in own)
        print(f"{kind:22}{len(own):5} read {right:5} right   calibration error {held_out.calibration_error(own):.3f}")
    print(f"{'all':22}{len(plain):5} read{'':13}   calibration error {held_out.calibration_error(plain):.3f}")


if __name__ == "__main__":
    raise SystemExit(main())
