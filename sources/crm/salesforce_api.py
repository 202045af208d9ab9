"""Salesforce's REST API as it is called, for reading and for writing."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from icp.crm import CrmError
from icp.crm_access import SalesforceAccess
from sources.crm.calls import Answer, Calls, Renewal
from sources.crm.fields import rows_of
from sources.crm.salesforce_answers import salesforce_failure, used_share

if TYPE_CHECKING:
    import httpx

_PAUSE = 3600.0


class SalesforceCalls(Calls):
    """An org's API. `share`: of the day's calls, the most that may be used before this waits."""

    def __init__(
        self, access: SalesforceAccess, transport: "httpx.BaseTransport | None" = None, *, share: float = 1.0
    ) -> None:
        super().__init__(
            what="Salesforce",
            base=access.instance,
            token=access.token.get_secret_value() if access.token else None,
            renewal=_renewal(access),
            failure=self._seen,
            secrets=access.secrets,
            transport=transport,
        )
        self._data, self._share, self._used = f"/services/data/v{access.version}", share, 0.0
        self.fields = lru_cache(self._fields)

    def object(self, path: str) -> str:
        """The path of a resource of this version."""
        return f"{self._data}{path}"

    def query(self, soql: str, *, deleted: bool = False) -> Iterator[list[dict[str, Any]]]:
        """Pages of a query's records; `deleted`: those in the recycle bin too. Raises CrmError."""
        answer, met = self.get(self.object("/queryAll" if deleted else "/query"), {"q": soql}), set[str]()
        while True:
            yield rows_of(answer, "records", key="Id")
            following = answer.get("nextRecordsUrl")
            if answer.get("done", True) or not isinstance(following, str) or not following.startswith("/"):
                return
            if following in met:
                raise CrmError("Salesforce points to a page that was read: is instance a proxy?", "later")
            met.add(following)
            answer = self.get(following)

    def _fields(self, name: str) -> frozenset[str]:
        """The fields of an object that the user may see, in lower case."""
        answer = self.get(self.object(f"/sobjects/{name}/describe"))
        return frozenset(str(each["name"]).casefold() for each in rows_of(answer, "fields", key="name"))

    def _send(self, method: str, path: str, params: Any, body: Any, *, reads: bool) -> Answer:
        if self._share < 1.0 and self._used >= self._share:
            used, self._used = self._used, 0.0
            told = f"{used:.0%} of Salesforce's API calls of the day are used: read on in an hour"
            raise CrmError(told, "later", _PAUSE)
        return super()._send(method, path, params, body, reads=reads)

    def _seen(self, answer: Answer) -> CrmError | None:
        self._used = used_share(answer.headers)
        return salesforce_failure(answer)


def quoted(texts: Sequence[str]) -> str:
    """Texts as a list of SOQL."""
    return ", ".join("'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'" for text in texts)


def _renewal(access: SalesforceAccess) -> Renewal | None:
    if access.client_id is None or access.client_secret is None:
        return None
    form = {"client_id": access.client_id, "client_secret": access.client_secret.get_secret_value()}
    if access.refresh_token:
        form |= {"grant_type": "refresh_token", "refresh_token": access.refresh_token.get_secret_value()}
    else:
        form |= {"grant_type": "client_credentials"}
    return f"{access.instance}/services/oauth2/token", form
