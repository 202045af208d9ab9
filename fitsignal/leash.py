"""The leash: a child process ends when its supervisor is gone, however that died.

The supervisor holds the writing end of a pipe, each child the reading end. Nothing is ever written: the end of the
pipe is the news. Unlike a signal at the parent's death it works on every system, and for a child that was still
starting.
"""

import os
import signal
import threading
from types import TracebackType
from typing import Self

VARIABLE = "FITSIGNAL_LEASH"
"""Names the reading end to a child; no other program has a use for it."""
GRACE = 8.0
"""Seconds that a process gets for its clean end."""


class Leash:
    """The supervisor's end. As long as this process lives and it is not closed, the children live."""

    def __init__(self) -> None:
        self.reading, self._writing = os.pipe()

    def environment(self) -> dict[str, str]:
        """What a child's environment needs beside its own; `reading` has to be passed on to it."""
        return {VARIABLE: str(self.reading)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self.reading)
        os.close(self._writing)


def heed(grace: float = GRACE) -> None:
    """End this process when its supervisor is gone: as by SIGTERM, and after so many seconds at once.

    Without a supervisor it does nothing.
    """
    given = os.environ.pop(VARIABLE, "")
    if given.isdecimal():
        threading.Thread(target=_wait, args=(int(given), grace), name="leash", daemon=True).start()


def _wait(reading: int, grace: float) -> None:
    try:
        os.read(reading, 1)
    except OSError:
        return  # no pipe of ours: the variable came from elsewhere
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(grace)
    os._exit(1)
