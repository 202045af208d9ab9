"""The paths of PostHog's clients. Flags and settings are answered with nothing switched on; recordings are dropped.

PostHog's HTML snippet asks its host for the client itself, which is not ours to give. Nobody's visitors are sent to
the vendor unasked: without an address to send them to, they get a script that tells the site's owner what to do.
"""

import json
import re
from functools import partial
from typing import Any
from urllib.parse import unquote

from sources.receiver.clients.bodies import Unreadable
from sources.receiver.clients.door import Answer, ClientDoor, Route
from sources.receiver.clients.keys import is_known, unknown
from sources.receiver.clients.parts import NoEvent
from sources.receiver.clients.posthog import PosthogClients, check_key, events_in, native_of
from sources.receiver.clients.values import table
from sources.receiver.contract import Request

_CONFIG = re.compile(r"/array/([^/]{1,200})/config(\.js)?")
_SCRIPT = re.compile(r"(/static|/array/[^/]{1,200})/array\.js")
_ANY = frozenset(("GET", "POST"))
_GET = frozenset(("GET",))
_CAPTURE = ("/capture", "/batch", "/e", "/i/v0/e", "/track", "/engage")
_DROPPED = ("/s", "/i/v0/ai", "/i/v0/ai/batch", "/i/v1/logs", "/i/v1/metrics", "/i/v1/traces", "/report")
_TAKEN = Answer.json({"status": 1})
_NO_SCRIPT = (
    b'console.warn("fitsignal has no copy of posthog-js: install it as a package, or set posthog_js under [receiver] '
    b'to the address of one.");'
)


def posthog_door(known: frozenset[str], posthog_js: str | None = None) -> ClientDoor:
    """The door of these clients. `known`: the write keys. `posthog_js`: where the snippet gets the client."""
    routes = {path: (Route(lambda request: _TAKEN, _ANY),) for path in _CAPTURE}
    routes |= {path: (Route(lambda request: _TAKEN, _ANY, kept=False),) for path in _DROPPED}
    routes["/i/v1/analytics/events"] = (Route(_each_taken),)
    routes |= {path: (Route(partial(_flags, known), _ANY, kept=False),) for path in ("/flags", "/decide")}
    config = Route(partial(_config, known), _GET, kept=False)
    script = Route(partial(_client, posthog_js), _GET, kept=False)

    def route_of(path: str) -> tuple[Route, ...]:
        if _CONFIG.fullmatch(path):
            return (config,)
        return (script,) if _SCRIPT.fullmatch(path) else ()

    return ClientDoor("posthog", PosthogClients(known), routes, route_of)


def _each_taken(request: Request) -> Answer:
    """What clients of the newer path ask for: what became of each event."""
    try:
        items, _ = events_in(request)
    except (Unreadable, NoEvent):
        return Answer.json({"results": {}})
    ids = (native_of(table(item)) for item in items)
    return Answer.json({"results": {each: {"result": "ok"} for each in ids if each}})


def _flags(known: frozenset[str], request: Request) -> Answer:
    check_key(request, known)
    none: dict[str, Any] = {"featureFlags": {}, "featureFlagPayloads": {}, "flags": {}}
    return Answer.json({**none, **_settings(), "errorsWhileComputingFlags": False, "requestId": "fitsignal"})


def _settings() -> dict[str, Any]:
    """Page views and what the site itself captures, and nothing else."""
    return {
        "supportedCompression": ["gzip", "gzip-js"],
        "hasFeatureFlags": False,
        "analytics": {"endpoint": "/i/v0/e/"},
        "autocapture_opt_out": True,
        "autocaptureExceptions": False,
        "capturePerformance": False,
        "captureDeadClicks": False,
        "defaultIdentifiedOnly": True,
        "elementsChainAsString": True,
        "errorTracking": {"autocaptureExceptions": False, "suppressionRules": []},
        "heatmaps": False,
        "isAuthenticated": False,
        "sessionRecording": False,
        "siteApps": [],
        "surveys": False,
        "toolbarParams": {},
    }


def _config(known: frozenset[str], request: Request) -> Answer:
    found = _CONFIG.fullmatch(request.path.rstrip("/"))
    key = unquote(found[1]) if found else ""
    if not found or not is_known([key], known):
        raise unknown()
    settings = {"token": key, **_settings()}
    return Answer(200, _script(key, settings), "application/javascript") if found[2] else Answer.json(settings)


def _script(key: str, settings: dict[str, Any]) -> bytes:
    name, value = json.dumps(key), json.dumps({"config": settings, "siteApps": []})
    return f"(window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{{}})[{name}]={value};".encode()


def _client(address: str | None, request: Request) -> Answer:
    if address is None:
        return Answer(200, _NO_SCRIPT, "application/javascript", {"cache-control": "no-store"})
    return Answer(302, b"", "text/plain", {"location": address, "cache-control": "no-store"})
