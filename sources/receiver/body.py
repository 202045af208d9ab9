"""Bodies within bounds: gzip is known by its first bytes, for content types and encodings lie."""

import zlib

MAGIC = b"\x1f\x8b"
STEP = 1 << 20


class TooLarge(Exception):
    """A body that is, or would become, larger than it may be."""


class Broken(Exception):
    """A body that begins as gzip and is none."""


def inflated(body: bytes, cap: int) -> bytes:
    """The body itself, or what is inside its gzip. Raises TooLarge beyond `cap` bytes, and Broken; never holds more."""
    if not body.startswith(MAGIC):
        return body
    whole = bytearray()
    rest = body
    while rest.startswith(MAGIC):
        rest = _member(rest, whole, cap)
    return bytes(whole)


def _member(body: bytes, whole: bytearray, cap: int) -> bytes:
    """Append what one member of a gzip file holds; the bytes after it."""
    inflater = zlib.decompressobj(wbits=31)
    try:
        whole += inflater.decompress(body, cap - len(whole) + 1)
    except zlib.error as error:
        raise Broken(str(error)) from None
    if len(whole) > cap:
        raise TooLarge
    if not inflater.eof:
        raise Broken("it ends too early")
    return inflater.unused_data


def readable(body: bytes, cap: int) -> bytes:
    """The body inflated where that is possible within `cap`, else as it is."""
    try:
        return inflated(body, cap)
    except (TooLarge, Broken):
        return body
