"""The forgotten: signals that were erased, and companies with since when, so that neither is taken again. In memory."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from streams.ports import Arrivals
from streams.signal import Signal
from streams.times import micros

if TYPE_CHECKING:
    import duckdb

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_COMPANIES = """
    SELECT body ->> '$.company', max((body ->> '$.at')::BIGINT) FROM entries
    WHERE kind = 'erasure' AND body ->> '$.company' IS NOT NULL GROUP BY ALL
"""


class Forgotten:
    """Ids of erased signals and keys of erased companies, few; a person who is not to be collected again is known
    where visitors are. `dropped`: ids that were turned away last, which are to be noted as erased.
    """

    def __init__(self, signals: Iterable[str], companies: Mapping[str, int]) -> None:
        self.signals, self.dropped = set(signals), list[str]()
        self._companies = dict(companies)

    @classmethod
    def load(cls, connection: "duckdb.DuckDBPyConnection") -> "Forgotten":
        """As the store has them."""
        signals = [row[0] for row in connection.execute("SELECT id::VARCHAR FROM erased").fetchall()]
        return cls(signals, dict(connection.execute(_COMPANIES).fetchall()))

    def put(self, domain: str, at: datetime) -> dict[str, Any]:
        """Take nothing of this company that was observed before an instant; what the log keeps of that."""
        self._companies[company_key(domain)] = max(micros(at), self._until(domain))
        return {"company": company_key(domain), "at": micros(at)}

    def knows(self, domain: str, at: datetime) -> bool:
        """Whether this erasure was heard of already."""
        return self._until(domain) >= micros(at)

    def without(self, arrivals: Sequence[Arrivals]) -> Sequence[Arrivals]:
        """The arrivals without signals that were erased before, and without what is older than its company's end."""
        self.dropped = []
        return [self._without(each) for each in arrivals] if self.signals or self._companies else arrivals

    def _without(self, each: Arrivals) -> Arrivals:
        signals = [signal for signal in each.signals if not self._gone(signal)]
        unresolved = [item for item in each.unresolved if not self._gone(item.signal)]
        return replace(each, signals=signals, unresolved=unresolved)

    def _gone(self, signal: Signal) -> bool:
        if signal.id in self.signals:
            return True
        gone = bool(self._companies) and any(micros(signal.observed_at) < self._until(each) for each in named(signal))
        if gone:
            self.dropped.append(signal.id)
        return gone

    def _until(self, domain: str) -> int:
        return self._companies.get(company_key(domain), -(2**63))


def named(signal: Signal) -> Iterator[str]:
    """The company that a signal is of, by domain; of one that is nobody's all that its company could be."""
    if signal.account is not None:
        yield signal.account
        return
    for text in filter(None, (signal.company.domain, signal.company.name)):
        for host in _HOST.findall(text.lower()):
            labels = host.split(".")
            yield from (".".join(labels[first:]) for first in range(len(labels) - 1))


@lru_cache(maxsize=65_536)
def company_key(domain: str) -> str:
    """What stands for an erased company in the store, which is not to hold its name."""
    return blake2b(domain.lower().encode(), digest_size=16, person=b"fitsignal-erased").hexdigest()
