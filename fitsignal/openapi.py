"""The OpenAPI document of what the server answers: the receiver by its own doors, health, metrics, the API."""

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from fitsignal.operations import OPERATIONS
from sources.receiver.clients.door import ClientDoor, Route
from sources.receiver.clients.registry import client_doors

Spec = dict[str, Any]
CHOSEN = {
    "segment": ("/v1/projects/{key}/settings",),
    "posthog": ("/array/{key}/config", "/array/{key}/config.js", "/static/array.js"),
    "snowplow": ("/com.snowplowanalytics.snowplow/tp2", "/{vendor}/{version}"),
}
"""Paths that no table of a door holds, since part of them is anybody's choice."""
_CHOICES = {"key": "write-key", "vendor": "com.example", "version": "v1"}
_BODIES = {"segment": "SegmentCall", "posthog": "PosthogCall", "snowplow": "SnowplowPayload", "own": "OwnEvent"}
_REFUSALS = {
    "400": "It cannot be read.",
    "401": "The key is not known.",
    "405": "Not this method.",
    "408": "It did not arrive in time.",
    "413": "It is too large.",
    "429": "Too many requests; Retry-After says when.",
    "431": "Too many headers.",
    "503": "It cannot be kept now; Retry-After says when.",
}


def document() -> Spec:
    """The whole document; a new route of a client family is in it at once."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "fitsignal",
            "version": version("fitsignal"),
            "description": "What trackers and clients send to, and the private side beside it.",
        },
        "paths": dict(sorted({**_hooks(), **_clients(), **_private()}.items())),
        "components": {"schemas": _schemas(), "responses": _responses(), "securitySchemes": _security()},
    }


def _hooks() -> Spec:
    name = _parameter("name", "The hook's name in the configuration.")
    post = {
        "summary": "A tracker's webhook. The answer is 200 to all that is let in, whatever it holds.",
        "requestBody": _body({"application/json": {"schema": {}}}),
        "responses": {
            "200": _answer("It is kept.", "application/json", {"$ref": "#/components/schemas/Kept"}),
            **{status: {"$ref": f"#/components/responses/Sender{status}"} for status in _REFUSALS},
            "404": _answer("No hook has that name.", "text/plain", {"type": "string"}),
        },
    }
    secret = _parameter("secret", "The hook's secret, for senders that sign nothing and send no header.")
    return {
        "/hooks/{name}": {"parameters": [name], "post": {"operationId": "hook", **post}},
        "/hooks/{name}/{secret}": {"parameters": [name, secret], "post": {"operationId": "hookBySecret", **post}},
    }


def _clients() -> Spec:
    paths: Spec = {}
    for door in client_doors({}):
        for path in (*door.routes, *CHOSEN.get(door.name, ())):
            paths[path] = {**_parameters(path), **dict(_operations(door, path)), **paths.get(path, {})}
    return paths


def _operations(door: ClientDoor, path: str) -> Iterator[tuple[str, Spec]]:
    for route in door.at(path.format(**_CHOICES)):
        for method in sorted(route.methods):
            yield method.lower(), _operation(door, route, method, path)


def _operation(door: ClientDoor, route: Route, method: str, path: str) -> Spec:
    said = "Kept, and answered." if route.kept else "Answered, and not kept."
    found: Spec = {
        "operationId": f"{door.name} {method} {path}",
        "tags": [door.name],
        "summary": said,
        "security": [] if door.name == "snowplow" else [{}, {"writeKey": []}],
        "responses": {
            "200": {"description": said},
            **({"304": {"description": "The browser has it already."}} if path == "/t.js" else {}),
            **({"302": {"description": "Where `posthog_js` says it is."}} if path.endswith("array.js") else {}),
            **{status: {"$ref": f"#/components/responses/Client{status}"} for status in _REFUSALS},
            **({"404": {"description": "No client asks for such a path."}} if "{" in path else {}),
        },
    }
    if method == "POST":
        schema = {"$ref": f"#/components/schemas/{_BODIES[door.name]}"}
        types = ("text/plain",) if door.name == "own" else ("application/json", "text/plain")
        found["requestBody"] = _body({type_: {"schema": schema} for type_ in types})
    return found


def _private() -> Spec:
    status = {"$ref": "#/components/schemas/Health"}
    error = {"$ref": "#/components/schemas/Error"}
    ok = {"200": _answer("Well.", "application/json", status)}
    elsewhere = {"421": _answer("This address does not go by that name.", "application/json", error)}
    operation = {**_parameter("name", "An operation of the commands."), "schema": {"enum": sorted(OPERATIONS)}}
    return {
        "/health/live": {"get": {"operationId": "live", "summary": "Whether the process lives.", "responses": ok}},
        "/health/ready": {
            "get": {
                "operationId": "ready",
                "summary": "Whether it takes work.",
                "responses": {**ok, "503": _answer("Not yet, or no more.", "application/json", status)},
            }
        },
        "/metrics": {
            "get": {
                "operationId": "metrics",
                "summary": "Counts for Prometheus, on the private side.",
                "responses": {"200": _answer("Counts.", "text/plain", {"type": "string"}), **elsewhere},
            }
        },
        "/api/op/{name}": {
            "parameters": [operation],
            "post": {
                "operationId": "operate",
                "summary": "What the commands ask of a running workspace: rows, one JSON object a line.",
                "security": [{"owner": []}],
                "requestBody": _body({"application/json": {"schema": {"type": "object"}}}),
                "responses": {
                    "200": _answer("Rows.", "application/x-ndjson", {"type": "string"}),
                    "400": _answer("No JSON object.", "application/json", error),
                    "401": _answer("No token, or another one.", "application/json", error),
                    "422": _answer("It did not work; a sentence says why.", "application/json", error),
                    **elsewhere,
                },
            },
        },
    }


def _schemas() -> Spec:
    text: Spec = {"type": "string"}
    event: Spec = {"type": "object", "additionalProperties": True}
    events: Spec = {"type": "array", "items": event}
    segment = ("type", "messageId", "anonymousId", "userId", "groupId", "previousId", "event", "timestamp", "writeKey")
    posthog = ("api_key", "event", "uuid", "distinct_id", "timestamp")
    return {
        "Kept": {"type": "object", "properties": {"status": {"const": "ok"}}, "required": ["status"]},
        "Health": {"type": "object", "properties": {"status": text}, "required": ["status"]},
        "Error": {"type": "object", "properties": {"error": text}, "required": ["error"]},
        "Refusal": {"type": "object", "properties": {"code": text, "message": text}, "required": ["code", "message"]},
        "SegmentCall": _object(segment, text, batch=events, properties=event, traits=event, context=event),
        "PosthogCall": _object(posthog, text, batch=events, properties=event),
        "SnowplowPayload": _object((), text, schema=text, data={"type": "array", "items": _object((), text)}),
        "OwnEvent": _object(("k", "t", "i", "u", "n", "r", "v", "f", "e"), text, d={"type": "number"}),
    }


def _responses() -> Spec:
    """Refusals: a sentence to a hook's sender, an object to a client."""
    sentence, refusal = {"type": "string"}, {"$ref": "#/components/schemas/Refusal"}
    senders = {f"Sender{status}": _answer(text, "text/plain", sentence) for status, text in _REFUSALS.items()}
    clients = {f"Client{status}": _answer(text, "application/json", refusal) for status, text in _REFUSALS.items()}
    return senders | clients


def _object(names: tuple[str, ...], each: Spec, /, **more: Spec) -> Spec:
    return {"type": "object", "properties": {**dict.fromkeys(names, each), **more}, "additionalProperties": True}


def _security() -> Spec:
    return {
        "writeKey": {"type": "http", "scheme": "basic", "description": "The write key as user; or in the body."},
        "owner": {"type": "http", "scheme": "bearer", "description": "The token of .fitsignal/owner.json."},
    }


def _parameters(path: str) -> Spec:
    names = [name for name in _CHOICES if f"{{{name}}}" in path]
    return {"parameters": [_parameter(name, "") for name in names]} if names else {}


def _parameter(name: str, text: str) -> Spec:
    return {"name": name, "in": "path", "required": True, "description": text, "schema": {"type": "string"}}


def _body(content: Mapping[str, Spec]) -> Spec:
    return {"required": True, "content": dict(content)}


def _answer(text: str, type_: str, schema: Spec) -> Spec:
    return {"description": text, "content": {type_: {"schema": schema}}}
