"""Writes streams/ordinary_words.txt: words of press releases in lower case, none of which names a company alone.

Usage: python scripts/ordinary_words.py. Reads ../shared/data/news/press_releases_2023_2025.jsonl.gz, or the file given.
"""

import gzip
import json
import re
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "streams" / "ordinary_words.txt"
RELEASES = ROOT.parent / "shared" / "data" / "news" / "press_releases_2023_2025.jsonl.gz"
_WORD = re.compile(r"(?<![\w@/.\-])[a-z]{4,11}(?![\w@/]|\.\w)")
"""Shorter words are weak as names anyway; longer ones are rarely names. Not within addresses and handles."""
_HEAD = (
    "# Words that press releases write in lower case: alone, none of them is the beginning of one company's name.\n"
    "# Made by scripts/ordinary_words.py; add a word to [common] or [proper] of name_words.txt, not here.\n[ordinary]\n"
)


def ordinary(texts: Iterable[str]) -> list[str]:
    """The words of the texts that stand in lower case, sorted."""
    return sorted({word for text in texts for word in _WORD.findall(text)})


def main() -> None:
    """Read the releases, write the list."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else RELEASES
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        words = ordinary(json.loads(line).get("lead") or "" for line in lines)
    TARGET.write_text(_HEAD + textwrap.fill(" ".join(words), 118) + "\n", "utf-8")


if __name__ == "__main__":
    main()
