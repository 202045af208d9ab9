"""init: a complete workspace that runs at once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from fitsignal.options import COMMON, Shared
from fitsignal.output import print_json


def init(folder: Annotated[Path, Parameter(help="Where it is made.")], /, *, common: Shared = COMMON) -> None:
    """Make a complete, commented workspace that runs at once. Files that are there already are never overwritten."""
    from fitsignal.new_workspace import make_workspace

    made = make_workspace(folder, datetime.now(UTC))
    if common.json:
        print_json({"file": str(path)} for path in made)
        return
    print(f"{folder} is a workspace now. Its sample signals are of the last hours; see what comes of them:")
    print(f"  fitsignal run --once --workspace {folder}")
    print(f"Then make it yours: {folder / 'icp.toml'}, {folder / 'accounts.csv'}, {folder / 'fitsignal.toml'}.")
