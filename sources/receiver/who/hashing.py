"""Keyed hashes of people: one that changes daily, for what the store keeps, and one that lasts, for who is who.

Without the key neither tells whom it is of, and two days of one visitor cannot be joined. The key is made once for each
workspace and never leaves its folder; whoever deletes it makes every visitor a stranger.
"""

import os
import secrets
from contextlib import suppress
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

KEY_FILE = "visitor.key"
_KEY_BYTES = 32


class BrokenKey(Exception):
    """The key file is there and is no key: a sentence that says what to do."""


def hashing_key(folder: Path) -> bytes:
    """The workspace's key of 32 random bytes in `folder`, made where there is none, readable by its owner only.

    Raises BrokenKey where the file has another size: a new key would make suppressed people unknown, so none is made.
    """
    path = folder / KEY_FILE
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        raise BrokenKey(
            f"{path} holds {len(key)} bytes where a visitor key has {_KEY_BYTES}: put it back from a backup, or delete "
            "it, which makes every visitor, and everyone who asked to be forgotten, a stranger"
        )
    return key


def _make(path: Path) -> None:
    """Whole or not at all, and the first of two processes wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def lasting(key: bytes, text: str) -> str:
    """The hash that a person is known by in identities and suppressions: 32 hex digits, the same on every day."""
    return blake2b(_encoded(text), key=key, digest_size=16).hexdigest()


def daily(key: bytes, visitor_id: str, day: date) -> str:
    """The hash that stands for a visitor in a day's signals: 16 hex digits, another on each UTC day."""
    return daily_of(key, lasting(key, visitor_id), day)


def daily_of(key: bytes, person: str, day: date) -> str:
    """As `daily`, of a lasting hash: earlier days of a person can be named where the id itself was never kept."""
    return blake2b(person.encode(), key=_key_of(key, day.toordinal()), digest_size=8).hexdigest()


@lru_cache(maxsize=1024)
def _key_of(key: bytes, day: int) -> bytes:
    return blake2b(day.to_bytes(4, "big"), key=key, digest_size=32, person=b"fitsignal-day").digest()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
