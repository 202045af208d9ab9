"""Speed and repetition: who views more pages a minute than a person can is a program."""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from datetime import datetime, timedelta

from streams.times import SECOND, micros

WINDOW = 60 * SECOND
QUIET = timedelta(hours=1) // timedelta(microseconds=1)
"""Who was too fast is a program until it was slow for so long, in microseconds."""
MOST = 50_000
"""Visitors, and visitors' pages, that are watched at once; the longest silent is forgotten first."""


class Pace:
    """Counts what came within a minute, for each key. In memory: a restart begins anew.

    A view is known by its instant and its number in the request, so that a request that is read again, after the
    outlet could not keep it, gets the same answer and counts once.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._views: OrderedDict[str, list[tuple[int, int]]] = OrderedDict()
        self._fast: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {}

    def is_too_fast(self, key: str, at: datetime, number: int) -> bool:
        """Take in one more view of the key; whether it is one too many."""
        view = (micros(at), number)
        views = self._views.setdefault(key, [])
        self._views.move_to_end(key)
        place = bisect_left(views, view)
        if place == len(views) or views[place] != view:
            views.insert(place, view)
        del views[: bisect_left(views, (views[-1][0] - 2 * WINDOW, 0))]
        del views[: -4 * self._limit]
        self._bound()
        return self._judged(key, views, view)

    def _judged(self, key: str, views: list[tuple[int, int]], view: tuple[int, int]) -> bool:
        within = bisect_right(views, view) - bisect_left(views, (view[0] - WINDOW + 1, 0))
        first, last = self._fast.get(key, (view, (0, 0)))
        if within > self._limit:
            self._fast[key] = (min(first, view), max(last, view))
            return True
        if view < first or view[0] - last[0] > QUIET:
            return False
        return key in self._fast

    def _bound(self) -> None:
        while len(self._views) > MOST:
            gone, _ = self._views.popitem(last=False)
            self._fast.pop(gone, None)
