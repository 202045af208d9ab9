"""The door of our own snippet and pixel."""

from collections.abc import Mapping

from sources.receiver.clients.door import ClientDoor, Route
from sources.receiver.own.own import Own
from sources.receiver.own.snippet import pixel, script, taken

READ = frozenset(("GET", "HEAD"))


def own_doors(keys: Mapping[str, str]) -> tuple[ClientDoor, ...]:
    """The door of `/t.js`, `/t` and `/p.gif`. `keys`: write keys in clear, by their names."""
    routes = {
        "/t.js": (Route(script, READ, kept=False),),
        "/t": (Route(taken),),
        "/p.gif": (Route(pixel, frozenset(("GET",))), Route(pixel, frozenset(("HEAD",)), kept=False)),
    }
    return (ClientDoor("own", Own(frozenset(filter(None, keys.values()))), routes),)
