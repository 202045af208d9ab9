"""An alert: a decision to interrupt a person, with everything it was justified by at its instant."""

from typing import Literal

from icp.fit import Fit
from streams.intent import Intent
from streams.policy import Priority
from streams.signal import Contract
from streams.times import Instant


class Alert(Contract):
    """One alert. `fit` and `intent` as they were at `decided_at`; `escalates` is the alert whose priority it raises."""

    v: Literal[1] = 1
    id: str
    account: str
    signal: str
    kind: str
    decided_at: Instant
    priority: Priority
    fit: Fit
    intent: Intent
    escalates: str | None = None
    policy: str
    profile: str
    engine: int
