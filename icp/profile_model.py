"""The ideal customer profile: what makes a company one that we can win, and how much each part counts."""

import hashlib
from functools import cached_property
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, computed_field

from icp.conditions import Condition

Role = Literal["mandatory", "preferential", "disqualifier"]
Tier = Literal["A", "B", "C", "out"]


class Criterion(BaseModel):
    """One test of one attribute. Met, it earns its points (0 to 100); a disqualifier earns none and puts out."""

    model_config = ConfigDict(frozen=True)

    name: str
    role: Role
    attribute: str
    test: Condition
    points: float = 0.0


class Rule(BaseModel):
    """How many mandatory and how many preferential criteria must be met at least."""

    model_config = ConfigDict(frozen=True)

    mandatory: int
    preferential: int


class Tiers(BaseModel):
    """The points from which an account is in tier A, and in B; below it is C."""

    model_config = ConfigDict(frozen=True)

    A: float = 70.0
    B: float = 40.0

    def of(self, points: float) -> Tier:
        if points >= self.A:
            return "A"
        return "B" if points >= self.B else "C"


class Document(BaseModel):
    """What people say about the profile, `notes` under keys of their own; nothing here changes a score."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    summary: str = ""
    pains: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    stakeholders: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    notes: dict[str, tuple[str, ...]] = {}


class Profile(BaseModel):
    """A profile, whole and consistent; `parse_profile` makes one from a document and names every problem."""

    model_config = ConfigDict(frozen=True)

    name: str
    rule: Rule
    tiers: Tiers = Tiers()
    criteria: tuple[Criterion, ...]
    document: Document = Document()

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def version(self) -> str:
        """A hash of all that the profile says: 24 hexadecimal signs; two profiles of one version are equal."""
        content: dict[str, Any] = {field: _plain(getattr(self, field)) for field in type(self).model_fields}
        canonical = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
        return hashlib.blake2b(canonical, digest_size=12).hexdigest()

    def __hash__(self) -> int:
        return hash(self.version)

    def counted(self, role: Role) -> int:
        """How many criteria have the role."""
        return sum(criterion.role == role for criterion in self.criteria)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
