"""The digest's schedule and shape: the `[digest]` table of fitsignal.toml."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SectionName = Literal[
    "still_open", "visitors", "new_triggers", "rising", "deals_and_customers", "new_companies", "cooling", "counts"
]
WeeklyName = Literal["precision", "unresolved", "unknown_attributes", "icp_review_due"]
_DAYS: tuple[str, ...] = get_args(Day)


class Weekly(BaseModel):
    """What one digest a week says besides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: Day = "mon"
    sections: tuple[WeeklyName, ...] = get_args(WeeklyName)


class DigestPolicy(BaseModel):
    """When the digest goes out, to whom, and what stands in it. `limits`: rows a section; without one it has all.

    `at` is the workspace's local time, `days` a list or range of days ("mon-fri", "mon,thu"). `empty`: what is sent
    when no section has a row: the line of counts, or nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "08:00"
    days: str = "mon-fri"
    covers: Literal["since_last"] = "since_last"
    sections: tuple[SectionName, ...] = get_args(SectionName)
    limits: dict[SectionName, Annotated[int, Field(ge=0)]] = {}
    to: tuple[str, ...] = ("owner", "team")
    empty: Literal["counts", "nothing"] = "counts"
    weekly: Weekly | None = None

    @field_validator("days")
    @classmethod
    def _days_are_known(cls, text: str) -> str:
        if not set(_weekdays(text)):
            raise ValueError('expected days such as "mon-fri" or "mon,thu"')
        return text

    @cached_property
    def weekdays(self) -> frozenset[int]:
        """Days of sending, Monday is 0."""
        return frozenset(_weekdays(self.days))

    @cached_property
    def time(self) -> time:
        """The local time of sending."""
        return time.fromisoformat(self.at)


def window(schedule: DigestPolicy, last_sent: datetime | None, now: datetime, tz: tzinfo) -> tuple[datetime, datetime]:
    """What a digest made at `now` covers, in UTC: since the last one sent, so that nothing is told twice or left out.

    The first one ever covers since the sending time of the last working day before today: on Monday since Friday.
    """
    start = last_sent if last_sent is not None else _slot(schedule, _working_day_before(schedule, now, tz), tz)
    return min(start, now).astimezone(UTC), now.astimezone(UTC)


def next_sending(schedule: DigestPolicy, after: datetime, tz: tzinfo) -> datetime:
    """The first time of sending later than `after`, in UTC."""
    today = after.astimezone(tz).date()
    days = (today + timedelta(days=n) for n in range(9))
    slots = (_slot(schedule, day, tz) for day in days if day.weekday() in schedule.weekdays)
    return next(slot for slot in slots if slot > after)


def _working_day_before(schedule: DigestPolicy, now: datetime, tz: tzinfo) -> date:
    today = now.astimezone(tz).date()
    days = (today - timedelta(days=n) for n in range(1, 8))
    return next(day for day in days if day.weekday() in schedule.weekdays)


def _slot(schedule: DigestPolicy, day: date, tz: tzinfo) -> datetime:
    return datetime.combine(day, schedule.time, tzinfo=tz).astimezone(UTC)


def _weekdays(text: str) -> Iterator[int]:
    for part in text.lower().replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        if first not in _DAYS or (dash and last not in _DAYS):
            raise ValueError(f'expected days such as "mon-fri" or "mon,thu", found {part!r}')
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        yield from (day % 7 for day in range(start, end + 1 if end >= start else end + 8))
