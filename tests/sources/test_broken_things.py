"""Broken things of a source are handed over and counted once, however often its place shows them."""

from collections.abc import AsyncIterator
from typing import Any

from sources.contract import Context, Cursor, Step
from streams.ports import Rejected
from tests.sources.test_source_runner import Script


def test_what_is_broken_at_every_poll_is_counted_and_handed_over_once(bench: Any) -> None:
    class Board(Script):
        async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
            broken = [Rejected(f"board job {number}", "a job has no title", b"{}") for number in self.polls.pop(0)]
            yield Step({"at": 1}, rejected=broken)

    board = Board("board", [1], [1], [1, 2])
    polls = [bench.poll(board).rejected for _ in range(3)]

    assert polls == [1, 0, 1]
    assert bench.state.health("board", "script").rejected == 2
    assert [each["where"] for each in bench.outlet.rejected] == ["board job 1", "board job 2"]


def test_what_is_broken_and_could_not_be_kept_is_offered_again(bench: Any) -> None:
    class Board(Script):
        async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
            yield Step({"at": 1}, rejected=[Rejected("board job 1", "a job has no title", b"{}")])

    bench.outlet.refusals = 1
    assert [bench.poll(Board("board")).rejected for _ in range(3)] == [0, 1, 0]
