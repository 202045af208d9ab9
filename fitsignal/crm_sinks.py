"""The sinks that write to a CRM, with the calls by which CRMs are read too."""

from typing import TYPE_CHECKING, Any

from sinks.hubspot_options import HubSpotSinkOptions

if TYPE_CHECKING:
    import httpx

    from sinks.sink import Sink


def build_crm_sink(options: Any, transport: "httpx.BaseTransport | None" = None) -> "Sink":
    """The sink of checked options."""
    if isinstance(options, HubSpotSinkOptions):
        from sinks.hubspot import HubSpotSink
        from sources.crm.hubspot_api import hubspot_calls

        return HubSpotSink(options, hubspot_calls(options, transport))
    from sinks.salesforce import SalesforceSink
    from sources.crm.salesforce_api import SalesforceCalls

    return SalesforceSink(options, SalesforceCalls(options, transport))
