"""What a criterion asks of an attribute: one model for each test of `icp.toml`. Judging them is in `judging`."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Plain = bool | int | float | str


class _Condition(BaseModel):
    model_config = ConfigDict(frozen=True)


class OneOf(_Condition):
    """The value, or a member of it, is one of these after folding."""

    kind: Literal["one_of"] = "one_of"
    values: tuple[Plain, ...]


class Contains(_Condition):
    """A list holds one of these as a member; a text holds one of them as whole words."""

    kind: Literal["contains"] = "contains"
    values: tuple[Plain, ...]


class Matches(_Condition):
    """The regular expression is found in the text, whatever the case."""

    kind: Literal["matches"] = "matches"
    pattern: str


class Exists(_Condition):
    """Something other than a plain no is there (or, with `wanted` false, a plain no)."""

    kind: Literal["exists"] = "exists"
    wanted: bool = True


class Between(_Condition):
    """The number lies between the bounds, both included; None is an open end, as `at_least` and `at_most` have."""

    kind: Literal["between", "at_least", "at_most"] = "between"
    low: float | None = None
    high: float | None = None


Condition = Annotated[OneOf | Contains | Matches | Exists | Between, Field(discriminator="kind")]
KINDS = ("one_of", "between", "contains", "matches", "exists", "at_least", "at_most")
