"""The two files that the receiver serves to browsers: the snippet and the pixel."""

import gzip
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files

from sources.receiver.clients.door import Answer
from sources.receiver.contract import Request

CACHE = "public, max-age=3600, stale-while-revalidate=86400"
"""An hour, so that a new version is everywhere soon; the ETag makes asking again cheap."""
ANYWHERE = {"cross-origin-resource-policy": "cross-origin", "x-content-type-options": "nosniff"}
"""Pages that isolate themselves may load it, too."""
GIF = bytes.fromhex(
    "474946383961 0100 0100 80 00 00 000000 ffffff 21f904 01 0000 00 00 2c 00000000 0100 0100 00 02 02 44 01 00 3b"
)


@cache
def snippet() -> tuple[bytes, bytes, str]:
    """t.min.js: plain, gzipped, and its ETag."""
    plain = files(__package__).joinpath("t.min.js").read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0), f'W/"{blake2b(plain, digest_size=8).hexdigest()}"'


def script(request: Request) -> Answer:
    """`GET /t.js`: gzipped for who takes it; 304 where the browser has it already."""
    plain, packed, tag = snippet()
    headers = {"cache-control": CACHE, "etag": tag, "vary": "accept-encoding", **ANYWHERE}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Answer(304, b"", "text/javascript; charset=utf-8", headers)
    if not _takes_gzip(request.headers):
        return Answer(200, plain, "text/javascript; charset=utf-8", headers)
    return Answer(200, packed, "text/javascript; charset=utf-8", {**headers, "content-encoding": "gzip"})


def pixel(request: Request) -> Answer:
    """`GET /p.gif`: a transparent point, never cached, since each showing is a visit."""
    return Answer(200, GIF, "image/gif", {"cache-control": "no-store", **ANYWHERE})


def taken(request: Request) -> Answer:
    """`POST /t`: nobody reads it."""
    return Answer(200, b"", "text/plain", {"cache-control": "no-store"})


def _has(header: str, tag: str) -> bool:
    known = [each.strip().removeprefix("W/") for each in header.split(",")]
    return "*" in known or tag.removeprefix("W/") in known


def _takes_gzip(headers: Mapping[str, str]) -> bool:
    offers = [each.replace(" ", "").partition(";") for each in headers.get("accept-encoding", "").lower().split(",")]
    return any(name == "gzip" and rest not in ("q=0", "q=0.0", "q=0.00", "q=0.000") for name, _, rest in offers)
