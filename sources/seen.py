"""What a source has given already: short hashes in a cursor, bounded."""

from collections.abc import Iterable
from hashlib import blake2b

KEPT = 5_000


def key_of(*parts: object) -> str:
    """A short hash of what makes an item the same item."""
    return blake2b("\x1f".join(map(str, parts)).encode("utf-8", "replace"), digest_size=9).hexdigest()


def remembered(current: Iterable[str], before: Iterable[str], kept: int = KEPT) -> list[str]:
    """The keys to keep: all that are there now, then the latest of before, up to `kept` in all."""
    now = list(dict.fromkeys(current))
    known = set(now)
    return [*now, *(key for key in before if key not in known)][: max(kept, len(now))]
