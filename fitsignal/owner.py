"""The owner of a workspace's store: the process that runs it.

It writes `.fitsignal/owner.json` (pid, url, token), readable by its user alone; `fitsignal.api` answers there.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from fitsignal.workspace import state_of

FILE = "owner.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns the store, and where it answers."""

    pid: int
    url: str
    token: str = field(repr=False)


def write_owner(folder: Path, owner: Owner) -> None:
    """Tell who owns the store: whole or not at all, and to this user alone."""
    path = state_of(folder) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{FILE}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump({"pid": owner.pid, "url": owner.url, "token": owner.token}, file)
    draft.replace(path)


def remove_owner(folder: Path, owner: Owner) -> None:
    """Take back what `write_owner` told, unless another owner has told otherwise since."""
    path = state_of(folder) / FILE
    if _read(path) == owner:
        path.unlink(missing_ok=True)


def read_owner(folder: Path) -> Owner | None:
    """The owner that lives; a file that a dead process left behind counts as none."""
    owner = _read(state_of(folder) / FILE)
    return owner if owner and _lives(owner.pid) else None


def _read(path: Path) -> Owner | None:
    try:
        told = json.loads(path.read_bytes())
        return Owner(int(told["pid"]), str(told["url"]), str(told["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
