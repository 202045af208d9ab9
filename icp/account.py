"""An account: one company on the list, with everything the list says about it."""

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, field_validator

from icp.headers import attribute_key, known_column

Status = Literal["prospect", "customer", "open_deal", "competitor", "own", "opted_out", "discovered"]
Scalar = str | int | float | bool | None
STATUSES: tuple[str, ...] = get_args(Status)


class Range(BaseModel):
    """A number known only by its bounds, both inclusive; None is an open end ("1001+" has no high)."""

    model_config = ConfigDict(frozen=True)

    low: float | None = None
    high: float | None = None


class Account(BaseModel):
    """A company, keyed by its registrable domain, as the account list gives it.

    `employees` are people; `revenue` is a year's, in the list's own currency. `attributes` holds every other column
    under its words joined by `_`, and the text as given of a known column that had to be interpreted ("51-200").
    """

    model_config = ConfigDict(frozen=True)

    domain: str
    name: str
    aliases: tuple[str, ...] = ()
    industry: str | None = None
    employees: int | Range | None = None
    revenue: float | Range | None = None
    country: str | None = None
    region: str | None = None
    technologies: tuple[str, ...] = ()
    founded: int | None = None
    funding_stage: str | None = None
    owner: str | None = None
    status: Status = "prospect"
    domains: tuple[str, ...] = ()
    parent: str | None = None
    crm_url: str | None = None
    last_activity: str | None = None
    deal_stage: str | None = None
    csm: str | None = None
    strategic: bool | None = None
    attributes: dict[str, Scalar | list[Scalar]] = {}

    @field_validator("attributes", mode="after")
    @classmethod
    def _keys_are_folded(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {attribute_key(name): value for name, value in given.items()}

    def value(self, attribute: str) -> Any:
        """What is known of an attribute, by any spelling of its column; None where it is unknown or empty.

        A known column wins; where it could not be read, its text as given answers.
        """
        known = self.__dict__.get(attribute) if attribute != "attributes" else None
        if known is None or known == ():
            return self._other(attribute)
        return known

    def _other(self, attribute: str) -> Any:
        key = attribute_key(attribute)
        given = self.attributes.get(key)
        if given is None:
            column = known_column(attribute)
            given = getattr(self, column) if column else None
        return None if given in ((), [], "") else given
