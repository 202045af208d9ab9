"""What a receiver that is a process of its own has counted, in a file of the workspace, for `fitsignal status`.

The process that serves writes it, whole or not at all; who owns the store only reads it. It is gone after a clean stop.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sources.receiver.receiver import Receiver

FILE = "receiver.json"
EVERY = 1.0
"""Seconds between two looks at whether there is news to write."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Outcomes by endpoint, events that were nobody's visit by cause, and why nothing is handed over, all since the
    process began.
    """

    outcomes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    trouble: str = ""


def counted_by(receiver: "Receiver") -> Counted:
    """What this process has counted."""
    skipped = dict(receiver.reading.skipped) if receiver.reading else {}
    return Counted(receiver.counts.table(), skipped, receiver.drain.trouble if receiver.drain else "")


def counted_apart(folder: Path) -> Counted:
    """What the process that serves has told; nothing where there is none, or none that can be read."""
    try:
        told: dict[str, Any] = json.loads((folder / FILE).read_bytes())
        return Counted(dict(told["outcomes"]), dict(told["skipped"]), str(told["trouble"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Counted()


@asynccontextmanager
async def telling(folder: Path, receiver: "Receiver") -> AsyncIterator[None]:
    """Write what is counted every few seconds within the block; afterwards nobody counts."""
    task = asyncio.create_task(_tell(folder, receiver))
    try:
        yield
    finally:
        task.cancel()
        (folder / FILE).unlink(missing_ok=True)


async def _tell(folder: Path, receiver: "Receiver") -> None:
    told = None
    while True:
        found = counted_by(receiver)
        if found != told:
            await asyncio.to_thread(write, folder, found)
            told = found
        await asyncio.sleep(EVERY)


def write(folder: Path, found: Counted) -> None:
    """Whole or not at all, and to this user alone."""
    draft = folder / f"{FILE}.{os.getpid()}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump({"outcomes": found.outcomes, "skipped": found.skipped, "trouble": found.trouble}, file)
    draft.replace(folder / FILE)
