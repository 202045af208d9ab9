"""A signal: one observation of a trigger event at a company, with its evidence."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from streams.kinds import Kind
from streams.times import Instant
from streams.values import Value, value_class

Text = Annotated[str, Field(max_length=4000)]
Short = Annotated[str, Field(max_length=500)]
Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Method = Literal["domain", "email", "tracker", "exact", "alias", "fuzzy", "network", "claim", "none"]


_NO_FIELDS: set[str] = set()


class Contract(BaseModel):
    """What every contract shares: frozen, and open to extra fields of foreign producers, which are dropped."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def trusted(cls, **fields: Any) -> Self:
        """The contract of fields validated before, every one given: five times as fast as validating again."""
        made = cls.__new__(cls)
        object.__setattr__(made, "__dict__", fields)
        object.__setattr__(made, "__pydantic_fields_set__", _NO_FIELDS)
        object.__setattr__(made, "__pydantic_extra__", None)
        object.__setattr__(made, "__pydantic_private__", None)
        return made


@value_class
class Company(Value):
    """The company as the source gave it; either field may be missing."""

    name: Short | None = None
    domain: Short | None = None


@value_class
class Evidence(Value):
    """The link that proves a signal. `excerpt` is a sentence or two, never a whole page."""

    url: Text | None = None
    title: Text | None = None
    excerpt: Text | None = None


@value_class
class Resolution(Value):
    """How the company was matched to an account, and how sure that is (0 to 1)."""

    method: Method = "none"
    confidence: Share = 1.0


@value_class
class SignalDraft(Value):
    """A signal as a source hands it to its outlet: before it is stamped, named and resolved.

    `native` is the source's own id of the observation (accession, guid, message id), where it has one. `email`,
    `country` and `traits` help to resolve the company and to make a discovered account; none is stored with the signal.
    """

    kind: Kind
    company: Company = Company()
    occurred_at: Instant | None = None
    evidence: Evidence = Evidence()
    details: dict[str, Any] = Field(default_factory=dict)
    confidence: Share = 1.0
    native: Short | None = None
    email: Short | None = None
    country: Short | None = None
    traits: dict[str, Any] = Field(default_factory=dict)
    match: Resolution | None = None
    observed_at: Instant | None = None
    seeded: bool = False


class Signal(Contract):
    """One observation of a trigger event, stamped and resolved; the value of `fitsignal.signals.v1`.

    Times are UTC. `occurred_at` is the source's word and may be missing; `observed_at` is when we first took it.
    `confidence` is the extraction's, `resolution.confidence` the match's; what counts is their product.
    """

    v: Literal[1] = 1
    id: Annotated[str, Field(min_length=1, max_length=64)]
    kind: Kind
    company: Company = Company()
    account: Short | None = None
    source: Short = "unknown"
    observed_at: Instant
    occurred_at: Instant | None = None
    evidence: Evidence = Evidence()
    details: dict[str, Any] = Field(default_factory=dict)
    confidence: Share = 1.0
    seeded: bool = False
    resolution: Resolution = Resolution()
