"""What a person adds to a data file of the lexicon is read, without a line of code."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sources.extraction.text.shapes import _anchors, shaped
from sources.extraction.text.tables import table

SOURCES = Path(__file__).resolve().parents[3] / "sources"
KINDS = ("funding", "hire", "departure", "board", "acquisition", "fund")
_SAY = "import sys; from sources.extraction import extract; event = extract(sys.argv[1]); print(event and event.kind)"


@pytest.mark.parametrize(
    ("file", "beginning", "word", "title", "kind"),
    [
        ("money_verbs.toml", "raise = [", '"snaffles"', "Norrvik snaffles over $9m", "funding_round"),
        ("verbs.toml", "buy = [", '"guzzles"', "Norrvik guzzles Quillmar", "acquisition"),
        (
            "shapes.toml",
            "[hire]\nshapes = [",
            '"{company} serenades {person} into the {chief} seat"',
            "Norrvik serenades Ann Doe into the CFO seat",
            "leadership_hire",
        ),
    ],
)
def test_a_word_added_to_a_data_file_makes_a_new_headline_read(
    tmp_path: Path, file: str, beginning: str, word: str, title: str, kind: str
) -> None:
    shutil.copytree(SOURCES, tmp_path / "sources", ignore=shutil.ignore_patterns("__pycache__"))
    lexicon = tmp_path / "sources" / "extraction" / "lexicon"
    assert _read(title, tmp_path) == "None"
    if file == "verbs.toml":
        gates = lexicon / "gates.toml"
        gates.write_text(gates.read_text("utf-8").replace("acquisitions = [", 'acquisitions = ["guzzl", ', 1), "utf-8")
    taught = (lexicon / file).read_text("utf-8")
    assert beginning in taught
    (lexicon / file).write_text(taught.replace(beginning, f"{beginning}{word}, ", 1), "utf-8")
    assert _read(title, tmp_path) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_each_shape_has_a_word_to_look_for_and_a_company(kind: str) -> None:
    assert list(shaped(kind, "")) == []
    for shape in table("shapes")[kind]["shapes"]:
        assert "" not in _anchors(shape), shape
        assert "{company}" in shape or "{firm}" in shape, shape


def _read(title: str, folder: Path) -> str:
    """The kind that the copy of the package in the folder reads, as printed."""
    said = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(folder)!r}); {_SAY}", title],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return said.stdout.strip()
