"""HubSpot's API as it is called, for reading and for writing."""

from typing import TYPE_CHECKING

from icp.crm_access import HubSpotAccess
from sources.crm.calls import Calls
from sources.crm.hubspot_answers import hubspot_failure

if TYPE_CHECKING:
    import httpx


def hubspot_calls(access: HubSpotAccess, transport: "httpx.BaseTransport | None" = None) -> Calls:
    """The calls of an app, or of a private app's token."""
    renewal = None
    if access.refresh_token and access.client_id and access.client_secret:
        form = {
            "grant_type": "refresh_token",
            "client_id": access.client_id,
            "client_secret": access.client_secret.get_secret_value(),
            "refresh_token": access.refresh_token.get_secret_value(),
        }
        renewal = (f"{access.api_url}/oauth/v1/token", form)
    return Calls(
        what="HubSpot",
        base=access.api_url,
        token=access.token.get_secret_value() if access.token else None,
        renewal=renewal,
        failure=hubspot_failure,
        secrets=access.secrets,
        transport=transport,
    )
