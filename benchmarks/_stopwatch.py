"""Where the time goes: named functions are timed, each without the named ones it calls. For a run of its own.

A clock costs about half a microsecond a call, so the run under the watch is slower than the one that is measured.
"""

import functools
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


class Stage(NamedTuple):
    """A function to be timed: where it stands, its name there, and what it is called in the output."""

    place: Any
    name: str
    shown: str


class Stopwatch:
    """Times stages over all threads. Use as a context: the functions are themselves again afterwards."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self.stages, self.spent = stages, Counter[str]()
        self._running = threading.local()

    def __enter__(self) -> "Stopwatch":
        self._were = [vars(stage.place)[stage.name] for stage in self.stages]
        for stage in self.stages:
            setattr(stage.place, stage.name, self._timed(getattr(stage.place, stage.name), stage))
        return self

    def __exit__(self, *_: object) -> None:
        for stage, was in zip(self.stages, self._were, strict=True):
            setattr(stage.place, stage.name, was)

    def lines(self, count: int) -> list[str]:
        """A line a stage, the largest first: its share, and microseconds for each of `count` signals."""
        whole = sum(self.spent.values()) or 1.0
        return [f"  {s / whole:6.1%}  {s / count * 1e6:5.1f} us  {shown}" for shown, s in self.spent.most_common()]

    def _timed(self, function: Callable[..., Any], stage: Stage) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*args: Any, **named: Any) -> Any:
            outer, start = getattr(self._running, "inner", 0.0), time.perf_counter()
            self._running.inner = 0.0
            try:
                return function(*args, **named)
            finally:
                took = time.perf_counter() - start
                self.spent[stage.shown] += took - self._running.inner
                self._running.inner = outer + took

        return timed
