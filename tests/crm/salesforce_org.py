"""A Salesforce org of the tests: records by object, SOQL as far as it is asked, and failures as it is told."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import httpx

TOKEN = "00D-invented-session"
INSTANCE = "https://quillmar.my.salesforce.example"
START = datetime(2026, 11, 20, 8, tzinfo=UTC)
_COLUMNS = """
    Account: Id Name Website Industry NumberOfEmployees AnnualRevenue BillingCountry BillingState Type ParentId OwnerId
        LastActivityDate SystemModstamp IsDeleted YearStarted
    Opportunity: Id AccountId StageName Amount IsClosed IsWon CloseDate CreatedDate SystemModstamp IsDeleted OwnerId
    Task: Id WhatId Subject Description SystemModstamp IsDeleted
"""
FIELDS = {name: found.split() for name, found in re.findall(r"(\w+): ([^:]+)(?=\s\w+:|$)", _COLUMNS)}


class Org:
    """Records by object and id; `page` of them at once. `fail` gives answers that come instead, each once."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in FIELDS}
        self.fields = {name: list(fields) for name, fields in FIELDS.items()}
        self.fail: list[httpx.Response | Exception] = []
        self.asked: list[str] = []
        self.queries: list[str] = []
        self.rest: dict[str, tuple[str, list[dict[str, Any]]]] = {}
        self.clock = START
        self.page = 2_000
        self.used = "18/15000"

    def put(self, kind: str, name: str, /, **fields: Any) -> None:
        held = self.records[kind].setdefault(name, {"Id": name, "IsDeleted": False})
        held |= fields | {"SystemModstamp": self.clock.strftime("%Y-%m-%dT%H:%M:%S.000+0000")}

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(f"{request.method} {path}")
        if self.fail:
            failure = self.fail.pop(0)
            if isinstance(failure, Exception):
                raise failure
            return failure
        if path == "/services/oauth2/token":
            return self._said({"access_token": TOKEN})
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return self._said([{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}], 401)
        found = re.fullmatch(r"/services/data/v62\.0/(\w+)(?:/(\w+))?(?:/(\w+))?", path)
        if not found:
            return httpx.Response(404, text="<html>")
        if found[1] in ("query", "queryAll"):
            soql = parse_qs(request.url.query.decode()).get("q", [""])[0]
            return self._rest(path) if found[2] else self._query(soql, deleted=found[1] == "queryAll")
        if found[3] == "describe":
            return self._said({"fields": [{"name": name} for name in self.fields[found[2]]]})
        return self._write(request, found[2], found[3])

    def _write(self, request: httpx.Request, kind: str, name: str | None) -> httpx.Response:
        body = json.loads(request.content)
        unknown = sorted(body.keys() - {*self.fields[kind], "Status", "Priority", "ActivityDate", "OwnerId"})
        if unknown:
            return self._said([{"errorCode": "INVALID_FIELD", "message": f"No such column '{unknown[0]}'"}], 400)
        made = name or f"{kind[:3]}{len(self.records[kind]) + 1:015}"
        self.put(kind, made, **body)
        return httpx.Response(204) if name else self._said({"id": made, "success": True}, 201)

    def _query(self, soql: str, *, deleted: bool) -> httpx.Response:
        self.queries.append(soql)
        kind = re.search(r"FROM (\w+)", soql)
        assert kind is not None
        found = [held for held in self.records[kind[1]].values() if _fits(held, soql)]
        found = sorted((each for each in found if deleted or not each["IsDeleted"]), key=lambda each: str(each["Id"]))
        if "COUNT()" in soql:
            return self._said({"totalSize": len(found), "done": True, "records": []})
        return self._page(found)

    def _rest(self, path: str) -> httpx.Response:
        return self._page(self.rest.pop(path)[1])

    def _page(self, found: list[dict[str, Any]]) -> httpx.Response:
        body: dict[str, Any] = {"totalSize": len(found), "done": True, "records": found[: self.page]}
        if len(found) > self.page:
            following = f"/services/data/v62.0/query/locator{len(self.queries)}x{len(found)}"
            self.rest[following] = ("", found[self.page :])
            body |= {"done": False, "nextRecordsUrl": following}
        return self._said(body)

    def _said(self, body: Any, status: int = 200) -> httpx.Response:
        headers = {
            "date": self.clock.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            "sforce-limit-info": f"api-usage={self.used}",
        }
        return httpx.Response(status, json=body, headers=headers)


def _fits(held: dict[str, Any], soql: str) -> bool:
    after, since = re.search(r"\bId > '(\w*)'", soql), re.search(r"SystemModstamp >= (\S+?)[ )]", soql + " ")
    active = re.search(r"LastActivityDate >= (\S+?)\)", soql)
    listed = re.search(r"(\w+) IN \((.*?)\)", soql)
    equal = re.search(r"WhatId = '(\w+)'", soql)
    if after and not str(held["Id"]) > after[1]:
        return False
    if listed and str(held.get(listed[1]) or "").casefold() not in re.findall(r"'([^']*)'", listed[2].casefold()):
        return False
    if equal and held.get("WhatId") != equal[1]:
        return False
    if since and datetime.fromisoformat(held["SystemModstamp"]) < datetime.fromisoformat(since[1]):
        return bool(active and str(held.get("LastActivityDate") or "") >= active[1])
    return True
