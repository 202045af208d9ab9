"""HubSpot: alerted accounts as company properties, and a note for each alert.

Needs the scopes crm.objects.companies.read and .write, and crm.objects.contacts.write for notes.

The company is found by the record it was pulled from, else by its domains; one that is not there is made. On failure
the delivery waits, as HubSpot says how long. On repeat the same properties are set again, and the note is looked for by
its mark among the company's latest before it is written, so that nothing shows twice.
"""

import re
from html import escape
from typing import Any, ClassVar

from icp.crm import CrmError
from sinks.crm.pushing import CrmApi, fields_of, mark_of, text_of
from sinks.crm.sink import PushingSink
from sinks.hubspot_options import HubSpotSinkOptions
from sinks.sink import Finding
from sinks.views import AlertView

LATEST = 100
"""Notes of a company among which a repeat is looked for."""
_COMPANY = re.compile(r"/company/(\d+)|/0-2/(\d+)")
_TO_COMPANY = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 190}
_MISSING = re.compile(r'[Pp]roperty \\*"?([\w-]+)\\*"? does not exist')


class HubSpotSink(PushingSink):
    """Writes to companies of a portal."""

    type: ClassVar[str] = "hubspot"

    def __init__(self, options: HubSpotSinkOptions, api: CrmApi) -> None:
        super().__init__(api)
        self.options, self._api = options, api

    def check(self) -> tuple[Finding, ...]:
        """Whether the properties are there; nothing is written, so that the right to write shows with the first."""
        try:
            answer = self._api.get("/crm/v3/properties/companies")
        except CrmError as error:
            return (Finding("error", str(error)),)
        rows = answer.get("results") if isinstance(answer, dict) else None
        known = {str(row.get("name")) for row in rows or () if isinstance(row, dict)}
        missing = [name for name in self.options.properties.values() if name and name not in known]
        if missing:
            told = f"HubSpot has no company properties {', '.join(missing)}: make them, or name yours in properties"
            return (Finding("error", told),)
        return (Finding("ok", "the company's properties are there; nothing was written"),)

    def _told(self, error: CrmError) -> CrmError:
        return _told(error)

    def _push(self, view: AlertView) -> None:
        properties = fields_of(view, self.options.properties)
        company = self._find(view)
        if company is not None and properties:
            self._api.patch(f"/crm/v3/objects/companies/{company}", {"properties": properties})
        elif company is None and self.options.create:
            named = {"domain": view.account.domain, "name": view.account.name}
            company = _id(self._api.post("/crm/v3/objects/companies", {"properties": {**named, **properties}}))
        if company is not None and self.options.notes and not self._is_noted(company, view):
            self._note(company, view)

    def _find(self, view: AlertView) -> str | None:
        """The record that the account was pulled from, if it is there; else the first that has one of its domains."""
        pulled = _COMPANY.search(view.account.crm_url or "")
        name = (pulled[1] or pulled[2]) if pulled else None
        domains = [view.account.domain, *view.account.domains][:100]
        asked = [{"propertyName": "domain", "operator": "IN", "values": domains}]
        asked += [{"propertyName": "hs_object_id", "operator": "EQ", "value": name}] if name else []
        body = {
            "filterGroups": [{"filters": [each]} for each in asked],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": ["domain"],
            "limit": 100,
        }
        found = [_id(each) for each in _rows(self._api.post("/crm/v3/objects/companies/search", body, reads=True))]
        return name if name in found else next(iter(found), None)

    def _is_noted(self, company: str, view: AlertView) -> bool:
        """Asked of the associations, which know at once of a note; search learns of it later."""
        answer = self._api.get(f"/crm/v4/objects/companies/{company}/associations/notes", {"limit": "500"})
        latest = sorted((int(each["toObjectId"]) for each in _rows(answer)), reverse=True)[:LATEST]
        if not latest:
            return False
        body = {"inputs": [{"id": str(name)} for name in latest], "properties": ["hs_note_body"]}
        notes = _rows(self._api.post("/crm/v3/objects/notes/batch/read", body, reads=True))
        return any(mark_of(view) in str((note.get("properties") or {}).get("hs_note_body")) for note in notes)

    def _note(self, company: str, view: AlertView) -> None:
        text = escape(text_of(view), quote=False).replace("\n", "<br>")[:65_000]
        properties = {"hs_timestamp": _instant(view), "hs_note_body": text}
        associations = [{"to": {"id": company}, "types": [_TO_COMPANY]}]
        self._api.post("/crm/v3/objects/notes", {"properties": properties, "associations": associations})


def _instant(view: AlertView) -> str:
    return view.alert.decided_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _rows(answer: Any) -> list[dict[str, Any]]:
    rows = answer.get("results") if isinstance(answer, dict) else None
    return [each for each in rows or () if isinstance(each, dict)]


def _id(record: Any) -> str:
    name = record.get("id") if isinstance(record, dict) else None
    if name is None:
        raise CrmError("HubSpot's answer names no record: tried again later", "later")
    return str(name)


def _told(error: CrmError) -> CrmError:
    """A property that is missing is missing for every alert."""
    missing = _MISSING.search(str(error))
    if error.kind != "refused" or missing is None:
        return error
    told = f"HubSpot has no company property {missing[1]}: make it, or leave it out in properties"
    return CrmError(told, "access")
