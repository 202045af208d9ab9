"""What Salesforce's answers mean (REST API: status codes and error responses). Pure."""

import re
from collections.abc import Mapping
from typing import Any

from icp.crm import CrmError
from sources.crm.calls import Answer, retry_after

_DAILY_PAUSE = 3600.0
_BUSY = frozenset((
    "SERVER_UNAVAILABLE", "UNABLE_TO_LOCK_ROW", "QUERY_TIMEOUT", "UNKNOWN_EXCEPTION", "INVALID_QUERY_LOCATOR",
    "CONCURRENT_API_REQUESTS_LIMIT_EXCEEDED", "REQUEST_RUNNING_TOO_LONG",
))  # fmt: skip
_CLOSED = frozenset((
    "INVALID_SESSION_ID", "API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED", "INSUFFICIENT_ACCESS",
    "INSUFFICIENT_ACCESS_OR_READONLY", "INVALID_TYPE", "INVALID_FIELD", "FUNCTIONALITY_NOT_ENABLED",
    "INVALID_AUTH_HEADER",
))  # fmt: skip
_MEANS = {
    "INVALID_SESSION_ID": "the token has run out or was revoked: give a new one, or client_id and client_secret",
    "API_DISABLED_FOR_ORG": "its user may not use the API: grant API Enabled, in an edition that has an API",
    "INVALID_TYPE": "its user may not see this object: grant Read on it",
    "INVALID_FIELD": "its user may not see this field, or it does not exist: make it, or take it out",
}
_USED = re.compile(r"api-usage=(\d+)/(\d+)")


def salesforce_failure(answer: Answer) -> CrmError | None:
    """What an answer says against itself; None where it did as asked."""
    if answer.status == 204 or (answer.status < 300 and answer.body is not None):
        return None
    code, said = _error(answer.body)
    if code == "REQUEST_LIMIT_EXCEEDED":
        told = "Salesforce's API calls of the day are used up: read on in an hour"
        return CrmError(told, "later", _DAILY_PAUSE)
    if answer.status == 429 or answer.status >= 500 or code in _BUSY:
        told = f"Salesforce answered {code or answer.status}: tried again later"
        return CrmError(told, "later", retry_after(answer.headers))
    if answer.status in (401, 403) or code in _CLOSED:
        means = _MEANS.get(code, said or "does the user of this token have the right?")
        return CrmError(f"Salesforce answered {code or answer.status}: {means}{_named(code, said)}", "access")
    if code:
        return CrmError(f"Salesforce refused it ({code}): {said}", "refused")
    told = f"instance answered {answer.status}, and not as Salesforce does: give https://ACME.my.salesforce.com"
    return CrmError(told, "access")


def used_share(headers: Mapping[str, str]) -> float:
    """The share of the day's API calls that are used, by all programs; 0 where the answer does not tell."""
    found = _USED.search(headers.get("sforce-limit-info", ""))
    return int(found[1]) / max(int(found[2]), 1) if found else 0.0


def _error(body: Any) -> tuple[str, str]:
    first = body[0] if isinstance(body, list) and body else body
    if not isinstance(first, dict) or not isinstance(first.get("errorCode"), str):
        return "", ""
    return first["errorCode"][:60], " ".join(str(first.get("message") or "").split())[:300]


def _named(code: str, said: str) -> str:
    """The object or field, where what is said is not said already."""
    return f" ({said})" if said and code in ("INVALID_TYPE", "INVALID_FIELD") else ""
