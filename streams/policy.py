"""The policy: what every kind of event is worth, for how long, and when it may interrupt a person.

Written in TOML (`default_policy.toml`, and `[policy]` of a workspace merged over it, key by key at every depth).
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from streams.durations import Duration
from streams.roles import Families

ENGINE = 3
"""Raised whenever the same input could decide otherwise; kept with every decision."""

Priority = Literal["P1", "P2", "P3", "nurture", "silent"]
Level = Literal["hot", "warm", "cold"]
Handling = Literal["digest", "silent"]
Points = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Factor = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Span = Annotated[Duration, Field(gt=timedelta(0))]

RANK: Mapping[str, int] = {"P1": 3, "P2": 2, "P3": 1, "nurture": 0, "silent": -1}


class Table(BaseModel):
    """A table of the policy: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AlertBars(Table):
    """The bars that fit and intent must reach, the lowest priority that interrupts, and the cooldown after it."""

    fit: Percent
    intent: Percent
    from_: Annotated[Literal["P1", "P2", "P3"], Field(alias="from")]
    cooldown: Span

    @cached_property
    def cooldown_us(self) -> int:
        """The cooldown in microseconds."""
        return self.cooldown // timedelta(microseconds=1)


class Levels(Table):
    hot: Percent


class ConfidenceBars(Table):
    """Least confidence (extraction x resolution) to interrupt and to stand in a digest."""

    alert: Share
    digest: Share


class StatusRules(Table):
    """What becomes of signals at accounts that never get a prospecting alert."""

    customer: Handling
    open_deal: Handling
    own: Handling
    competitor: Handling
    opted_out: Handling


class DiscoveredRule(Table):
    """When a company that nobody had on a list may interrupt: priority, and mandatory criteria known."""

    alert_from: Literal["P1", "P2", "P3"]
    known: Annotated[int, Field(ge=0)]


class KindRule(Table):
    """What a kind of event earns: points halving every half-life, all triggers of the kind together up to the cap."""

    points: Points = 0.0
    half_life: Span = timedelta(days=30)
    cap: Points = 0.0
    fresh: Span = timedelta(days=14)
    window: Span | None = None
    weigh: dict[str, dict[str, Factor]] = {}
    extra_person: Factor = 0.0
    people: Annotated[int, Field(ge=1)] = 1
    technology: Points = 0.0
    new: Annotated[int, Field(ge=1)] | None = None
    within: Span | None = None
    times_mean: Factor | None = None
    score: Percent | None = None
    share: Share | None = None

    @cached_property
    def window_us(self) -> int:
        """Microseconds after an anchor within which a signal belongs to its trigger."""
        return (self.window or self.fresh) // timedelta(microseconds=1)

    @cached_property
    def half_life_us(self) -> int:
        """The half-life in microseconds."""
        return self.half_life // timedelta(microseconds=1)

    @cached_property
    def fresh_us(self) -> int:
        """Microseconds after its event that a signal may still interrupt."""
        return self.fresh // timedelta(microseconds=1)


class PageClass(Table):
    """A class of pages: points a visit, seconds that make it one, and the paths that belong to it."""

    points: Points
    dwell: Duration = timedelta(0)
    match: tuple[str, ...]


class Cooldowns(Table):
    good: Span
    not_a_fit: Span
    ignored: Span
    worked: Span


class ThreadRule(Table):
    per_account_and_day: Annotated[int, Field(ge=0)]
    min_points: Points


class Escalation(Table):
    """The only ways through a cooldown."""

    priority_rises: bool
    always: tuple[str, ...]
    thread: ThreadRule

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds that may come through always, with any detail or a certain one."""
        parts = [name.split(":") for name in self.always]
        return frozenset(":".join(each[:end]) for each in parts for end in range(1, len(each) + 1))


class Roles(Table):
    """Whose hire or vacancy matters to what the workspace sells."""

    buyer: tuple[str, ...]
    adjacent: tuple[str, ...] = ()
    weigh: dict[Literal["buyer", "executive", "adjacent", "other"], Factor]
    seniority: dict[str, Factor]
    posting: dict[str, Factor]
    families: dict[str, tuple[str, ...]]

    @cached_property
    def matcher(self) -> Families:
        """The families' words, ready to classify titles."""
        return Families(self.families)


class Budget(Table):
    owner_per_day: Annotated[int, Field(ge=1)] | None = None
    channel_per_day: Annotated[int, Field(ge=1)] | None = None
    burst: Annotated[int, Field(ge=1)] | None = None


class Start(Table):
    starter_digest: bool = False


class Quiet(Table):
    """When nobody is interrupted. `zones`: of people and channels that have one of their own, by IANA name."""

    hours: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")] | None = None
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ()
    held: tuple[Priority, ...] = ()
    through: tuple[str, ...] = ()
    zones: dict[str, str] = {}


class Sla(Table):
    P1: Span | None = None
    P2: Span | None = None
    P3: Span | None = None


class Policy(Table):
    """The whole policy in force. `version` is the hash of its content, kept with every decision."""

    alert: AlertBars
    levels: Levels
    confidence: ConfidenceBars
    status: StatusRules
    discovered: DiscoveredRule
    late: Handling
    priority: dict[Literal["A", "B", "C"], dict[Level, Priority]]
    kinds: dict[str, KindRule]
    hold: dict[str, Span]
    pages: dict[str, PageClass]
    roles: Roles
    cooldowns: Cooldowns
    escalation: Escalation
    budget: Budget | None = None
    start: Start | None = None
    quiet: Quiet | None = None
    sla: Sla | None = None

    @cached_property
    def version(self) -> str:
        """Hash of the content: two policies that say the same have the same version."""
        body = json.dumps(self.model_dump(mode="json", by_alias=True), sort_keys=True)
        return blake2b(body.encode(), digest_size=8).hexdigest()

    def level(self, intent: float) -> Level:
        """hot, warm or cold, by the bars; `intent` in points, 0 to 100."""
        if intent >= max(self.levels.hot, self.alert.intent):
            return "hot"
        return "warm" if intent >= self.alert.intent else "cold"

    def priority_of(self, tier: str, intent: float) -> Priority:
        """The matrix of fit tier and intent level; an account that is out is silent."""
        row = self._matrix.get(tier)
        return row.get(self.level(intent), "silent") if row else "silent"

    @cached_property
    def _matrix(self) -> dict[str, dict[Level, Priority]]:
        return dict(self.priority.items())


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` laid over `base`, key by key at every depth; neither is changed."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged
