"""CORS for the client paths: whoever asks is echoed, with credentials; a `*` is not enough for some browser clients."""

from collections.abc import Mapping

Headers = list[tuple[bytes, bytes]]
_METHODS = b"GET, POST, OPTIONS"
_DAY = b"86400"


def shared(headers: Mapping[str, str]) -> Headers:
    """What goes with every answer, errors too."""
    found: Headers = [(b"vary", b"Origin")]
    if origin := headers.get("origin"):
        found += [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
            (b"access-control-expose-headers", b"Retry-After"),
        ]
    return found


def preflight(headers: Mapping[str, str]) -> Headers:
    """What a browser wants to hear before it sends: yes, with the headers that it asked for."""
    found = shared(headers)
    if "origin" in headers:
        found += [(b"access-control-allow-methods", _METHODS), (b"access-control-max-age", _DAY)]
    if asked := headers.get("access-control-request-headers"):
        found.append((b"access-control-allow-headers", asked.encode("latin-1")))
    if headers.get("access-control-request-private-network") == "true":
        found.append((b"access-control-allow-private-network", b"true"))
    return found
