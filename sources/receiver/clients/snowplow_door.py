"""The paths of Snowplow's trackers."""

import base64
import re

from sources.receiver.clients.door import Answer, ClientDoor, Route
from sources.receiver.clients.snowplow import SnowplowClients

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A transparent GIF of one dot."""
_ONE_DOT = Answer(200, PIXEL, "image/gif", {"cache-control": "no-store"})
_SUCCESS = Answer.json({"success": True})
_CHOSEN = re.compile(r"/[a-z0-9][a-z0-9\-]*(\.[a-z0-9\-]+)+/[a-z0-9_\-]{1,60}", re.IGNORECASE)
"""Trackers may be given a POST path of one's own, against blockers: a vendor's name turned round, and a version."""


def snowplow_door() -> ClientDoor:
    """The door of these trackers."""
    pixel = (Route(lambda request: _ONE_DOT, frozenset(("GET",))),)
    posted = (Route(lambda request: _SUCCESS),)

    def chosen(path: str) -> tuple[Route, ...]:
        return posted if _CHOSEN.fullmatch(path) else ()

    return ClientDoor("snowplow", SnowplowClients(), {"/i": pixel, "/ice.png": pixel}, chosen)
