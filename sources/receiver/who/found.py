"""What came of a request once it was asked who it was: `attribute(request, parsed, world, source_type) -> Found`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from streams.ports import Erasure, Identity, Rejected
from streams.signal import SignalDraft


@dataclass(frozen=True, slots=True)
class Found:
    """Drafts in the request's order, notes on people, and what was not collected, counted by cause.

    Causes: bot, monitor, preview, staging, office, staff, too_fast, private, suppressed, unsigned.
    """

    drafts: Sequence[SignalDraft] = ()
    identities: Sequence[Identity] = ()
    erasures: Sequence[Erasure] = ()
    skipped: Counter[str] = field(default_factory=Counter)
    rejected: Sequence[Rejected] = ()
