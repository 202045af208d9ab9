"""Writes sources/receiver/own/t.min.js, which is served, from t.js, which is read; `--check` asks whether it is so."""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "sources" / "receiver" / "own"


def minified(source: str) -> str:
    """The snippet without comments and needless white space."""
    import rjsmin  # type: ignore[import-untyped]

    return str(rjsmin.jsmin(source)) + "\n"


def main() -> int:
    """0 when t.min.js is, or has been made, what t.js gives."""
    wanted, target = minified((FOLDER / "t.js").read_text("utf-8")), FOLDER / "t.min.js"
    if "--check" in sys.argv[1:]:
        return int(target.read_text("utf-8") != wanted)
    target.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
