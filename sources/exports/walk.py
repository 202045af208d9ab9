"""Walking a list whose newest entries stand first, page by page, down to what was known before. Pure.

A walk that stopped halfway, at its bound or by a fault, goes on below the last page that was kept; what has come above
it meanwhile is found by the walk after it. So nothing is lost, however much came at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sources.contract import Cursor
from sources.seen import KEPT, remembered


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a walk stands. `seen`: entries of earlier walks, none before the first; `found`: those of this one.

    `after`: the entry below which it goes on, None at the top. `ended`: what was known, or the list's end, was met.
    """

    seen: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    after: str | None = None
    ended: bool = False

    @classmethod
    def of(cls, cursor: Cursor) -> "Walk":
        """The walk as a cursor keeps it."""
        halfway = cursor.get("walk", {})
        return cls(tuple(cursor.get("seen", ())), tuple(halfway.get("found", ())), halfway.get("after"))

    @property
    def cursor(self) -> Cursor:
        """What is kept of it: of a walk that ended, what it knows now."""
        if self.ended:
            return {"seen": remembered(self.found, self.seen)}
        return {"seen": [*self.seen], "walk": {"found": [*self.found], "after": self.after}}

    def news(self, page: Sequence[str]) -> list[str]:
        """Entries of a page that nobody knew, each once."""
        known = {*self.seen, *self.found}
        return [name for name in dict.fromkeys(page) if name not in known]

    def with_page(self, page: Sequence[str], *, last: bool) -> "Walk":
        """The walk after a page; `last`: there is none below it. The first page of all, or one given again, ends it."""
        known = not self.seen or not set(page).isdisjoint(self.seen)
        again = self.after is not None and self.after in page
        return Walk(
            self.seen, (*self.found, *self.news(page))[:KEPT], page[-1] if page else None, last or known or again
        )

    def anew(self) -> "Walk":
        """The same from the top, knowing what is known."""
        if self.ended:
            return Walk.of(self.cursor)
        return replace(self, after=None)
