"""Files of invented headlines: a title, perhaps its lead behind "> ", and behind "= " what the two state."""

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "headlines"


def told(name: str) -> Iterator[tuple[str, str, list[str]]]:
    """Each case of a file: title, lead, and the parts of its answer, which " | " tells apart."""
    title, lead = "", ""
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if line.startswith("= "):
            yield title, lead, [part.strip() for part in line[2:].split("|")]
            title, lead = "", ""
        elif line.startswith("> "):
            lead = line[2:]
        elif line and not line.startswith("#"):
            title = line


def sum_of(said: str) -> tuple[float | None, str | None]:
    """Amount and currency of "4000000 EUR"; both None where nothing is said."""
    amount, _, currency = said.partition(" ")
    return (float(amount), currency) if currency else (None, None)
