"""The doors: which adapter a request is for, by its path, and how that endpoint answers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sources.receiver.answers import TAKEN
from sources.receiver.clients.door import Answer, ClientDoor, Route
from sources.receiver.contract import Adapter, Request

HOOKS = "/hooks/"


@dataclass(frozen=True, slots=True)
class Entry:
    """An endpoint's way in. `public`: a client path, open to every browser.

    `kept`: checked and spooled before the answer; else the answer is all there is. `kept_as`: what of it is spooled.
    """

    endpoint: str
    adapter: Adapter
    public: bool
    kept: bool
    answer: Callable[[Request], Answer]
    kept_as: Callable[[Request], Request] | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A path of ours that takes no such request. `allowed`: methods that it takes; none where nothing is there."""

    endpoint: str
    public: bool
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AnswerDoor:
    """Where people's answers to alerts come in. `entries`: by method; `at`: whether a path is this door's."""

    entries: Mapping[str, Entry]
    at: Callable[[str], bool]


class Doors:
    """All endpoints. `hooks`: adapters by the name under /hooks/. Where families share a path, the first one has it."""

    def __init__(
        self, hooks: Mapping[str, Adapter], clients: Iterable[ClientDoor] = (), answers: Iterable[AnswerDoor] = ()
    ) -> None:
        self._answers = tuple(answers)
        self._hooks = {name: Entry(f"hooks/{name}", each, False, True, _taken) for name, each in hooks.items()}
        self._clients = tuple(clients)

    def adapters(self) -> dict[str, Adapter]:
        """The adapter of each endpoint."""
        clients = {door.name: door.adapter for door in self._clients}
        entries = [entry for door in self._answers for entry in door.entries.values()]
        return clients | {entry.endpoint: entry.adapter for entry in (*self._hooks.values(), *entries)}

    def find(self, method: str, path: str) -> Entry | Missing | None:
        """Who takes it; None where the path is not the receiver's."""
        if path.startswith(HOOKS):
            return self._hook(method, path[len(HOOKS) :].partition("/")[0])
        for place in self._answers:
            if place.at(path):
                return place.entries.get(method) or _other_method(place)
        allowed: frozenset[str] = frozenset()
        name = ""
        for door in self._clients:
            for route in door.at(path):
                if method in route.methods:
                    return _entry(door, route)
                allowed, name = allowed | route.methods, name or door.name
        return Missing(name, True, allowed) if allowed else None

    def _hook(self, method: str, name: str) -> Entry | Missing:
        entry = self._hooks.get(name)
        if entry is None:
            return Missing("hooks", False)
        return entry if method == "POST" else Missing(entry.endpoint, False, frozenset(("POST",)))


def _entry(door: ClientDoor, route: Route) -> Entry:
    return Entry(door.name, door.adapter, True, route.kept, route.answer)


def _other_method(door: AnswerDoor) -> Missing:
    return Missing(next(iter(door.entries.values())).endpoint, False, frozenset(door.entries))


def _taken(request: Request) -> Answer:
    return TAKEN
