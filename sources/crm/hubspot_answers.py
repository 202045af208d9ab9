"""What HubSpot's answers mean (https://developers.hubspot.com/docs/api/error-handling). Pure."""

from typing import Any

from icp.crm import CrmError
from sources.crm.calls import Answer, retry_after

_DAILY_PAUSE = 3600.0
_TENTH_MINUTE = 10.0


def hubspot_failure(answer: Answer) -> CrmError | None:
    """What an answer says against itself; None where it did as asked."""
    status = answer.status
    if (status < 300 and answer.body is not None) or status == 204:
        return None
    if status == 429:
        return _limited(answer)
    if status == 401:
        return CrmError("HubSpot does not know the token (401): was it rotated, or is it of another app?", "access")
    if status == 403:
        return CrmError(_forbidden(answer.body), "access")
    if status in (408, 423, 425, 477) or status >= 500:
        return CrmError(f"HubSpot answered {status}: tried again later", "later", retry_after(answer.headers))
    if status in (400, 404, 409, 413, 414, 415, 422) and isinstance(answer.body, dict):
        return CrmError(f"HubSpot refused it ({status}): {_said(answer.body)}", "refused")
    return CrmError(f"api_url answered {status}, and not as HubSpot does: is the address right?", "access")


def _limited(answer: Answer) -> CrmError:
    """Ten seconds' worth is over soon; a day's worth is not."""
    policy = str(answer.body.get("policyName", "")) if isinstance(answer.body, dict) else ""
    if "DAILY" in policy.upper():
        said = "HubSpot's calls of the day are used up: read on in an hour"
        return CrmError(said, "later", retry_after(answer.headers) or _DAILY_PAUSE)
    return CrmError("HubSpot asks for fewer calls", "later", retry_after(answer.headers) or _TENTH_MINUTE)


def _forbidden(body: Any) -> str:
    scopes = sorted(set(_scopes(body)))
    if scopes:
        return f"the HubSpot token lacks a scope: grant {' or '.join(scopes)} to the private app"
    return "HubSpot forbids it (403): does the token have the scopes that docs/crm.md lists?"


def _scopes(body: Any) -> list[str]:
    errors = body.get("errors") if isinstance(body, dict) else None
    contexts = [each.get("context") for each in errors or () if isinstance(each, dict)]
    found = [each.get("requiredGranularScopes") or each.get("requiredScopes") for each in contexts if each]
    return [str(scope)[:80] for scopes in found for scope in scopes or ()]


def _said(body: dict[str, Any]) -> str:
    return " ".join(str(body.get("message") or body.get("category") or "no reason given").split())[:300]
