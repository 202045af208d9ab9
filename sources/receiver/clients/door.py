"""The door of a client family: the paths its clients ask, what is kept of them, and what they count as success."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sources.receiver.contract import Adapter, Refused, Request


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whole; CORS headers are the server's to add."""

    status: int = 200
    body: bytes = b"{}"
    type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, value: Mapping[str, Any], status: int = 200) -> "Answer":
        """An answer that carries a JSON object."""
        return cls(status, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


@dataclass(frozen=True, slots=True)
class Route:
    """What becomes of a request: `kept` ones are checked by the adapter and spooled before the answer.

    The others (settings, feature flags, session recordings) are answered alone; their `answer` may raise Refused.
    """

    answer: Callable[[Request], Answer]
    methods: frozenset[str] = frozenset(("POST",))
    kept: bool = True


@dataclass(frozen=True, slots=True)
class ClientDoor:
    """One family's door. `name` is the `endpoint` of its requests. All of it is pure.

    `routes`: by path without a slash at its end. `route_of` finds the paths that no table can hold: those with a write
    key inside, or chosen by the user.
    """

    name: str
    adapter: Adapter
    routes: Mapping[str, tuple[Route, ...]]
    route_of: Callable[[str], tuple[Route, ...]] = lambda path: ()

    def at(self, path: str) -> tuple[Route, ...]:
        """The routes of a path, for any method; none where the path is not this family's."""
        plain = path.rstrip("/") or "/"
        return self.routes.get(plain) or self.route_of(plain)

    def route(self, method: str, path: str) -> Route | None:
        """The route of a request, or None where this family's clients send no such thing."""
        return next((route for route in self.at(path) if method in route.methods), None)


def refusal(refused: Refused) -> Answer:
    """How a client path says no: a JSON object of `code` and `message`; some clients send anything else again."""
    return Answer.json({"code": refused.code, "message": refused.sentence}, refused.status)
