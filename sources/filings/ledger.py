"""Which filings were read, which lists were read to their end, and what is to be asked for again: a source's cursor."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sources.contract import Cursor
from sources.filings.filing import Filing
from sources.seen import remembered

KEPT = 20_000
"""Filings remembered: some two months of offerings and changes of officers."""
TRIES = 3
"""Polls that ask for a document that is not there yet."""


class Ledger:
    """The cursor of a source of filings while it is polled."""

    def __init__(self, cursor: Cursor) -> None:
        self._before: list[str] = list(cursor.get("seen", ()))
        self._seen = set(self._before)
        self._new: list[str] = []
        self._whole: dict[str, None] = dict.fromkeys(cursor.get("whole", ()))
        self._late: dict[str, tuple[Filing, int]] = {
            each["accession"]: (_filing(each), each.get("tries", 0)) for each in cursor.get("late", ())
        }

    def knows(self, filing: Filing) -> bool:
        """Whether it was read, or is waited for."""
        return filing.accession in self._seen or filing.accession in self._late

    def is_whole(self, key: str) -> bool:
        """Whether that list was read to its end before."""
        return key in self._whole

    def now_whole(self, key: str) -> None:
        """The list was read to its end, and all that it held."""
        self._whole[key] = None

    def late(self) -> list[Filing]:
        """Filings whose documents were not there."""
        return [filing for filing, _ in self._late.values()]

    def done(self, filing: Filing) -> None:
        """It was read."""
        self._late.pop(filing.accession, None)
        self._seen.add(filing.accession)
        self._new.append(filing.accession)

    def waits(self, filing: Filing) -> bool:
        """Note that its document was not there; whether it is to be asked for once more."""
        tries = self._late.get(filing.accession, (filing, 0))[1] + 1
        self._late[filing.accession] = (filing, tries)
        return tries < TRIES

    def cursor(self) -> Cursor:
        """Where the source stands now: JSON values only."""
        late = [_plain(filing) | {"tries": tries} for filing, tries in self._late.values()]
        return {"seen": remembered(self._new, self._before, KEPT), "whole": [*self._whole], "late": late}


def _plain(filing: Filing) -> dict[str, Any]:
    return asdict(filing) | {"filed": filing.filed.isoformat() if filing.filed else None, "items": [*filing.items]}


def _filing(told: Mapping[str, Any]) -> Filing:
    known = {name: told[name] for name in Filing.__slots__}
    filed = datetime.fromisoformat(known["filed"]) if known["filed"] else None
    return Filing(**{**known, "filed": filed, "items": tuple(known["items"])})
