"""Where the time goes: samples the stack of every thread and counts which of the named stages it stands in."""

import sys
import threading
from collections import Counter
from collections.abc import Mapping
from types import FrameType

EVERY = 0.002


class Sampler:
    """`stages` maps a function's name to the stage it stands for; the innermost named one counts. Use as a context."""

    def __init__(self, stages: Mapping[str, str]) -> None:
        self.stages, self.seen = stages, Counter[str]()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> "Sampler":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def lines(self) -> list[str]:
        """A line a stage, the largest first."""
        whole = self.seen.total() or 1
        return [f"  {count / whole:6.1%}  {stage}" for stage, count in self.seen.most_common()]

    def _work(self) -> None:
        own = threading.get_ident()
        while not self._stop.wait(EVERY):
            for thread, frame in sys._current_frames().items():
                if thread != own and (stage := self._stage(frame)):
                    self.seen[stage] += 1

    def _stage(self, frame: FrameType | None) -> str | None:
        while frame is not None:
            if stage := self.stages.get(frame.f_code.co_qualname):
                return stage
            frame = frame.f_back
        return None
