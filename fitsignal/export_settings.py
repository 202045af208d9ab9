"""The `[[exports]]` tables: lists that are written to a file now and then."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fitsignal.tables import Table, Text
from streams.durations import Duration

SOONEST = timedelta(minutes=1)


class Export(Table):
    """`what`: accounts above both bars, those that fit and are cold, or an audience for ads; `at` is local time."""

    what: Literal["qualified", "nurture", "audience"]
    path: Text
    format: Literal["csv", "parquet"] = "csv"
    every: Duration | None = None
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None

    @model_validator(mode="after")
    def _has_a_time(self) -> Self:
        if (self.every is None) == (self.at is None):
            raise ValueError('expected either every = "6h" or at = "07:00"')
        if self.every is not None and self.every < SOONEST:
            raise ValueError('expected a span of "1m" or more')
        return self
