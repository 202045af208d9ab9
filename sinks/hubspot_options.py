"""The keys of a HubSpot sink in fitsignal.toml."""

from typing import Literal

from pydantic import Field, field_validator

from icp.crm_access import HubSpotAccess
from sinks.crm.pushing import VALUES, names_known

SHIPPED = {value: f"fitsignal_{value}" for value in VALUES}


class HubSpotSinkOptions(HubSpotAccess):
    """`properties`: the company's properties by value, `""` leaves one out. `notes`: a note for each alert too.

    `create`: a company that HubSpot does not have is made.
    """

    type: Literal["hubspot"] = "hubspot"
    name: str = "hubspot"
    properties: dict[str, str] = Field(default_factory=lambda: dict(SHIPPED))
    notes: bool = True
    create: bool = True

    @field_validator("properties")
    @classmethod
    def _are_known(cls, given: dict[str, str]) -> dict[str, str]:
        return names_known(given, SHIPPED)
