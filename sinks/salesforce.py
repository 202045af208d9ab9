"""Salesforce: alerted accounts as fields of the account, and a task for each alert, for the account's owner.

The account is found by the record it was pulled from, else by its website; one that is not there is made. On failure
the delivery waits, as Salesforce says how long. On repeat the same fields are set again, and the task is looked for by
its mark among the account's tasks since the alert before it is written, so that nothing shows twice.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

from icp.crm import CrmError
from sinks.crm.pushing import CrmApi, fields_of, mark_of, text_of, title_of
from sinks.crm.sink import PushingSink
from sinks.salesforce_options import SalesforceSinkOptions
from sinks.sink import Finding
from sinks.views import AlertView

_ACCOUNT = re.compile(r"/(001\w{12}(?:\w{3})?)(?:/|$)")
_SHAPES = ("{}", "www.{}", "http://{}", "https://{}", "http://www.{}", "https://www.{}")


class SalesforceApi(CrmApi, Protocol):
    """Salesforce's API: also queries, and the paths of objects."""

    def object(self, path: str) -> str: ...

    def query(self, soql: str) -> Iterator[list[dict[str, Any]]]: ...


class _Found(NamedTuple):
    id: str
    owner: str | None


class SalesforceSink(PushingSink):
    """Writes to accounts of an org."""

    type: ClassVar[str] = "salesforce"

    def __init__(self, options: SalesforceSinkOptions, api: SalesforceApi) -> None:
        super().__init__(api)
        self.options, self._api = options, api

    def check(self) -> tuple[Finding, ...]:
        """Whether the fields are there; nothing is written, so that the right to write shows with the first."""
        try:
            answer = self._api.get(self._api.object("/sobjects/Account/describe"))
        except CrmError as error:
            return (Finding("error", str(error)),)
        rows = answer.get("fields") if isinstance(answer, dict) else None
        known = {str(row.get("name")).casefold() for row in rows or () if isinstance(row, dict)}
        missing = [name for name in self.options.fields.values() if name and name.casefold() not in known]
        if missing:
            told = f"Account has no fields {', '.join(missing)} that the user sees: make them, or name yours in fields"
            return (Finding("error", told),)
        return (Finding("ok", "the account's fields are there; nothing was written"),)

    def _push(self, view: AlertView) -> None:
        fields, account = fields_of(view, self.options.fields), self._find(view)
        if account is not None and fields:
            self._api.patch(self._api.object(f"/sobjects/Account/{account.id}"), fields)
        elif account is None and self.options.create:
            made = {"Name": view.account.name[:255], "Website": view.account.domain, **fields}
            account = _Found(_made(self._api.post(self._api.object("/sobjects/Account"), made)), None)
        if account is not None and self.options.tasks and not self._has_task(account, view):
            self._task(account, view)

    def _find(self, view: AlertView) -> _Found | None:
        """The record that the account was pulled from; else the first whose website is one of its domains."""
        pulled = _ACCOUNT.search(view.account.crm_url or "")
        domains = [view.account.domain, *view.account.domains][:20]
        sites = [shape.format(domain) + end for domain in domains for shape in _SHAPES for end in ("", "/")]
        where = f"Id = '{pulled[1]}'" if pulled else f"Website IN ({_quoted(sites)})"
        rows = self._rows(f"SELECT Id, OwnerId FROM Account WHERE {where} ORDER BY Id LIMIT 1")  # noqa: S608
        return _Found(str(rows[0]["Id"]), rows[0].get("OwnerId")) if rows else None

    def _has_task(self, account: _Found, view: AlertView) -> bool:
        since = f"{view.alert.decided_at:%Y-%m-%dT%H:%M:%SZ}"
        soql = f"SELECT Id, Description FROM Task WHERE WhatId = '{account.id}' AND LastModifiedDate >= {since}"  # noqa: S608
        return any(mark_of(view) in str(row.get("Description")) for row in self._rows(soql))

    def _task(self, account: _Found, view: AlertView) -> None:
        body: dict[str, Any] = {
            "WhatId": account.id,
            "Subject": title_of(view)[:255],
            "Description": text_of(view)[-32_000:],
            "ActivityDate": f"{view.alert.decided_at:%Y-%m-%d}",
            "Status": "Not Started",
            "Priority": "High" if view.alert.priority == "P1" else "Normal",
        }
        owner = {"OwnerId": account.owner} if account.owner else {}
        self._api.post(self._api.object("/sobjects/Task"), {**body, **owner})

    def _rows(self, soql: str) -> list[dict[str, Any]]:
        return [row for page in self._api.query(soql) for row in page]


def _made(answer: Any) -> str:
    name = answer.get("id") if isinstance(answer, dict) else None
    if not isinstance(name, str):
        raise CrmError("Salesforce's answer names no record: tried again later", "later")
    return name


def _quoted(texts: Sequence[str]) -> str:
    return ", ".join("'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'" for text in texts)
