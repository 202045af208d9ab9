"""The paths of Segment's and RudderStack's clients, and the settings that their browser clients ask for first."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote

from sources.receiver.clients.door import Answer, ClientDoor, Route
from sources.receiver.clients.keys import from_headers, from_query, is_known, unknown
from sources.receiver.clients.segment import LETTERS, SegmentClients
from sources.receiver.contract import Request

_SETTINGS = re.compile(r"/v1/projects/([^/]{1,200})/settings")
_HOST = re.compile(r"[A-Za-z0-9.\-_\[\]:]{1,255}")
_SUCCESS = Answer.json({"success": True})


def segment_door(known: frozenset[str]) -> ClientDoor:
    """The door of these clients. `known`: the write keys."""
    kept, dropped = (Route(lambda request: _SUCCESS),), (Route(lambda request: _SUCCESS, kept=False),)
    calls = (*LETTERS, *LETTERS.values(), "batch", "b", "import", "merge")
    routes = {f"/v1/{call}": kept for call in calls}
    routes |= {"/beacon/v1/batch": kept, "/v1/m": dropped, "/rsaMetrics": dropped}
    config = (Route(partial(_source_config, known), frozenset(("GET",)), kept=False),)
    routes["/sourceConfig"] = config
    settings = (Route(partial(_settings, known), frozenset(("GET",)), kept=False),)
    return ClientDoor(
        "segment", SegmentClients(known), routes, lambda path: settings if _SETTINGS.fullmatch(path) else ()
    )


def _settings(known: frozenset[str], request: Request) -> Answer:
    found = _SETTINGS.fullmatch(request.path.rstrip("/"))
    key = unquote(found[1]) if found else ""
    if not is_known([key], known):
        raise unknown()
    segment = {"apiKey": key, "unbundledIntegrations": [], "addBundledMetadata": True, "maybeBundledConfigIds": {}}
    always: Mapping[str, Any] = {"__default": {"enabled": True, "integrations": {}}}
    return Answer.json(
        {
            "integrations": {"Segment.io": {**segment, **_where(request.headers)}},
            "plan": {"track": always, "identify": always, "group": always},
            "edgeFunction": {},
            "analyticsNextEnabled": True,
            "middlewareSettings": {},
            "enabledMiddleware": {},
            "metrics": {"sampleRate": 0},
            "legacyVideoPluginsEnabled": False,
            "remotePlugins": [],
        }
    )


def _where(headers: Mapping[str, str]) -> dict[str, str]:
    """Where the client shall send its events: to us, by the name by which it found us."""
    host = headers.get("host", "")
    return {"apiHost": f"{host}/v1", "protocol": _scheme(headers)} if _HOST.fullmatch(host) else {}


def _scheme(headers: Mapping[str, str]) -> str:
    told = headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    if told in ("http", "https"):
        return told
    # A page under https may ask nobody but https, this machine apart.
    secure = headers.get("origin", headers.get("referer", "")).lower().startswith("https:")
    return "https" if secure and not _is_loopback(headers.get("host", "")) else "http"


def _is_loopback(host: str) -> bool:
    return host.startswith(("127.", "localhost", "[::1]"))


def _source_config(known: frozenset[str], request: Request) -> Answer:
    keys = [*from_headers(request.headers), *from_query(request, "writeKey", "write_key")]
    if not is_known(keys, known):
        raise unknown()
    off = {"enabled": False}
    source = {
        "id": "fitsignal",
        "name": "fitsignal",
        "writeKey": next(key for key in keys if is_known([key], known)),
        "enabled": True,
        "workspaceId": "fitsignal",
        "config": {"statsCollection": {"errors": off, "metrics": off}},
        "sourceDefinition": {"id": "fitsignal", "name": "Javascript"},
        "dataplanes": {},
        "destinations": [],
        "connections": [],
    }
    return Answer.json({"source": source, "isHosted": False})
