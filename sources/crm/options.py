"""The keys of a `[[crm]]` table."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from icp.account import Status
from icp.crm_access import HubSpotAccess, SalesforceAccess
from icp.headers import attribute_key
from sources.contract import Every, Name

Word = Annotated[str, Field(min_length=1, max_length=200)]


class CrmOptions(BaseModel):
    """What every CRM is told. `every`: between two rounds; `full`: between two that read everything anew.

    `status` maps words of the CRM to ours, `columns` its properties to columns; `status_from` are the properties that
    hold such words. `deals`: whether deals are read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    type: str
    name: Name
    every: Every = timedelta(minutes=15)
    full: Every = timedelta(days=7)
    deals: bool = True
    status: dict[Word, Status] = Field(default_factory=dict)
    status_from: tuple[Word, ...] = ()
    columns: dict[Word, Word] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _named_by_its_type(cls, data: Any) -> Any:
        return {"name": data.get("type"), **data} if isinstance(data, dict) else data

    @field_validator("columns")
    @classmethod
    def _columns_have_names(cls, columns: dict[str, str]) -> dict[str, str]:
        empty = [name for name, column in columns.items() if not attribute_key(column)]
        if empty:
            raise ValueError(f"expected the name of a column for {empty[0]}")
        return columns


class HubSpotOptions(HubSpotAccess, CrmOptions):
    """A HubSpot portal."""

    type: Literal["hubspot"] = "hubspot"
    status_from: tuple[Word, ...] = ("lifecyclestage", "type")


class SalesforceOptions(SalesforceAccess, CrmOptions):
    """A Salesforce org. `calls`: the share of its daily API calls that may be used, by all programs, before we wait."""

    type: Literal["salesforce"] = "salesforce"
    status_from: tuple[Word, ...] = ("Type",)
    calls: Annotated[float, Field(gt=0.0, le=1.0)] = 0.9
