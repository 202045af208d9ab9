"""What every sink of a CRM does alike: alert by alert to its record, a failure told as its delivery's."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from icp.crm import CrmError
from sinks.crm.pushing import CrmApi, sink_error, views_of
from sinks.sink import Delivery, Receipts, Repeat
from sinks.views import AlertView


class PushingSink(ABC):
    """Pushes alerts over a CRM's API, and closes it at the end."""

    repeat: ClassVar[Repeat] = "harmless"
    batch: ClassVar[int] = 10
    pace: ClassVar[float] = 1.0

    def __init__(self, api: CrmApi) -> None:
        self._calls = api

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        """Each alert to its record."""
        for done, delivery in enumerate(deliveries):
            try:
                for view in views_of(delivery):
                    self._push(view)
            except CrmError as error:
                raise sink_error(self._told(error), done) from None
        return ()

    def close(self) -> None:
        """Close the connections."""
        self._calls.close()

    @abstractmethod
    def _push(self, view: AlertView) -> None: ...

    def _told(self, error: CrmError) -> CrmError:
        """The error as a person of that CRM would say it."""
        return error
