"""The contract of a CRM that is read: from a cursor it gives pages, each with the cursor that points after it.

It does not sleep or retry: whoever reads it keeps the cursor with the page, and waits `pace` seconds between pages.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar, Literal, NamedTuple

from icp.crm import CrmCursor, CrmPage
from sources.crm.options import CrmOptions


class Found(NamedTuple):
    """What a check saw: a sentence, and whether it stands in the way."""

    level: Literal["ok", "warning", "error"]
    message: str


class Crm(ABC):
    """A CRM. A round reads what changed since the last; `began` of its last page says since when the next will."""

    options_model: ClassVar[type[CrmOptions]]
    pace: ClassVar[float]
    options: CrmOptions

    @abstractmethod
    def read(self, cursor: CrmCursor, *, full: bool) -> Iterator[CrmPage]:
        """Pages from the cursor on; a round that was begun goes on as it began. Raises CrmError."""

    @abstractmethod
    def check(self) -> list[Found]:
        """What the CRM says of us, keeping nothing."""

    @abstractmethod
    def close(self) -> None:
        """Close the connections."""


class Round(NamedTuple):
    """A round on its way, as its cursor has it: the kind of record that is read, after which id, changed since when."""

    phase: str
    last: str
    since: str | None
    began: str
    full: bool

    @classmethod
    def of(cls, cursor: CrmCursor, first: str, began: datetime, *, full: bool) -> "Round":
        """The round that the cursor is in, or a new one that begins at this instant by the CRM's clock."""
        if cursor.get("phase"):
            return cls(**{name: cursor.get(name) for name in cls._fields})  # type: ignore[arg-type]
        since = None if full else cursor.get("since")
        return cls(first, "", since, began.isoformat(), since is None)

    @property
    def cursor(self) -> CrmCursor:
        """Where it stands."""
        return dict(self._asdict())

    def after(self, last: str) -> "Round":
        """The round after the record with this id."""
        return self._replace(last=last)

    def at(self, phase: str) -> "Round":
        """The round at the beginning of another kind of record."""
        return self._replace(phase=phase, last="")

    def ended(self, overlap: timedelta) -> CrmPage:
        """The page that ends it: the next round reads what changed since a little before this one began."""
        since = datetime.fromisoformat(self.began) - overlap
        return CrmPage({"since": since.isoformat()}, began=datetime.fromisoformat(self.began), full=self.full)
