"""A HubSpot portal of the tests: it holds records, answers as the API does, and can be told to fail."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import httpx

TOKEN = "pat-eu1-invented"
START = datetime(2026, 11, 20, 8, tzinfo=UTC)
MOST = 10_000


def millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


class Portal:
    """Records by kind and id; `fail` gives answers that come instead, each once; `clock` is the portal's."""

    def __init__(self) -> None:
        self.records: dict[str, dict[int, dict[str, Any]]] = {"companies": {}, "deals": {}, "notes": {}}
        self.archived: dict[str, dict[int, dict[str, Any]]] = {"companies": {}, "deals": {}, "notes": {}}
        self.links: dict[int, list[tuple[int, bool]]] = {}
        self.noted: dict[int, list[int]] = {}
        self.owners = {"11": "mara@northwind.example"}
        self.fail: list[httpx.Response | Exception] = []
        self.asked: list[str] = []
        self.clock = START
        self.page = 200
        self.properties: list[str] = []
        self.unknown_properties: set[str] = set()
        self.on_request: Callable[[str], None] = lambda _: None

    def put(self, kind: str, record: int, /, **properties: Any) -> None:
        held = self.records[kind].setdefault(record, {"hs_object_id": str(record)})
        held |= {key: value if value is None else str(value) for key, value in properties.items()}
        held["hs_lastmodifieddate"] = self.clock.isoformat().replace("+00:00", "Z")

    def deal(self, name: int, company: int | None, /, **properties: Any) -> None:
        self.put("deals", name, **{"createdate": "2026-10-01T08:00:00Z", "hs_is_closed": "false", **properties})
        self.links[name] = [] if company is None else [(company, True)]

    def archive(self, kind: str, name: int) -> None:
        self.archived[kind][name] = self.records[kind].pop(name)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        self.on_request(request.url.path)
        if self.fail:
            failure = self.fail.pop(0)
            if isinstance(failure, Exception):
                raise failure
            return failure
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return httpx.Response(401, json={"status": "error", "category": "INVALID_AUTHENTICATION"})
        return self._route(request.method, request.url.path, request)

    def _route(self, method: str, path: str, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else {}
        asked = {key: values[0] for key, values in parse_qs(request.url.query.decode()).items()}
        parts = path.strip("/").split("/")
        if path == "/account-info/v3/details":
            return self._said({"portalId": 4711, "uiDomain": "app-eu1.hubspot.com", "companyCurrency": "EUR"})
        if path == "/crm/v3/owners":
            held = self.owners if asked["archived"] == "false" else {}
            return self._said({"results": [{"id": name, "email": mail} for name, mail in held.items()]})
        if path == "/crm/v3/pipelines/deals":
            return self._said({"results": [{"id": "default", "stages": STAGES}]})
        if path.endswith("/deals/companies/batch/read"):
            return self._said({"results": [self._linked(int(each["id"])) for each in body["inputs"]]}, 207)
        if path == "/crm/v3/properties/companies":
            return self._said({"results": [{"name": name} for name in ("domain", *self.properties)]})
        if parts[1] == "v4":
            return self._said({"results": [{"toObjectId": n} for n in self.noted.get(int(parts[4]), [])]})
        if parts[-1] == "search":
            return self._search(parts[3], body)
        if parts[-2:] == ["batch", "read"]:
            return self._said({"results": [self._record("notes", int(each["id"])) for each in body["inputs"]]})
        if method == "GET":
            return self._said({"results": [{"id": str(n), "archived": True} for n in self.archived[parts[3]]]})
        return self._write(method, parts, body)

    def _write(self, method: str, parts: list[str], body: dict[str, Any]) -> httpx.Response:
        unknown = self.unknown_properties & body["properties"].keys()
        if unknown:
            message = f'Property values were not valid: [{{"message":"Property \\"{min(unknown)}\\" does not exist"}}]'
            return httpx.Response(400, json={"message": message, "category": "VALIDATION_ERROR"})
        kind, held = parts[3], self.records[parts[3]]
        name = int(parts[4]) if method == "PATCH" else max([*held, 100]) + 1
        self.put(kind, name, **body["properties"])
        for each in body.get("associations", []):
            self.noted.setdefault(int(each["to"]["id"]), []).append(name)
        return self._said(self._record(kind, name), 201 if method == "POST" else 200)

    def _search(self, kind: str, body: dict[str, Any]) -> httpx.Response:
        start = int(body.get("after") or 0)
        if start >= MOST:
            return httpx.Response(400, json={"message": "paging beyond 10,000 is not supported", "category": "X"})
        groups = [each["filters"] for each in body["filterGroups"]]
        found = [n for n, held in self.records[kind].items() if any(all(_fits(held, f) for f in g) for g in groups)]
        names = sorted(found)[start : start + min(body["limit"], self.page)]
        return self._said({"total": len(found), "results": [self._record(kind, name) for name in names]})

    def _record(self, kind: str, name: int) -> dict[str, Any]:
        return {"id": str(name), "properties": dict(self.records[kind][name]), "archived": False}

    def _linked(self, deal: int) -> dict[str, Any]:
        ends = [{"toObjectId": company, "associationTypes": [{"label": "Primary" if primary else None}]}
                for company, primary in self.links.get(deal, [])]  # fmt: skip
        return {"from": {"id": str(deal)}, "to": ends}

    def _said(self, body: Any, status: int = 200) -> httpx.Response:
        date = self.clock.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return httpx.Response(status, json=body, headers={"date": date})


STAGES = [
    {"id": "appointmentscheduled", "label": "Meeting", "metadata": {"isClosed": "false", "probability": "0.2"}},
    {"id": "closedwon", "label": "Won", "metadata": {"isClosed": "true", "probability": "1.0"}},
    {"id": "closedlost", "label": "Lost", "metadata": {"isClosed": "true", "probability": "0.0"}},
]


def _fits(held: dict[str, Any], wanted: dict[str, Any]) -> bool:
    value, operator = held.get(wanted["propertyName"]), wanted["operator"]
    if operator in ("IN", "EQ"):
        return value in wanted.get("values", [wanted.get("value")])
    if wanted["propertyName"] == "hs_lastmodifieddate":
        return millis(datetime.fromisoformat(str(value))) >= int(wanted["value"])
    return int(str(value)) > int(wanted["value"])
