"""The keys of a Salesforce sink in fitsignal.toml."""

from typing import Literal

from pydantic import Field, field_validator

from icp.crm_access import SalesforceAccess
from sinks.crm.pushing import VALUES, names_known

SHIPPED = {value: f"Fitsignal_{value.title()}__c" for value in VALUES}


class SalesforceSinkOptions(SalesforceAccess):
    """`fields`: the account's fields by value, `""` leaves one out. `tasks`: a task for each alert too.

    `create`: an account that Salesforce does not have is made.
    """

    type: Literal["salesforce"] = "salesforce"
    name: str = "salesforce"
    fields: dict[str, str] = Field(default_factory=lambda: dict(SHIPPED))
    tasks: bool = True
    create: bool = True

    @field_validator("fields")
    @classmethod
    def _are_known(cls, given: dict[str, str]) -> dict[str, str]:
        return names_known(given, SHIPPED)
