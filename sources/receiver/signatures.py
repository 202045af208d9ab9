"""How a sender proves itself: a secret it presents, or a signature over the raw bytes. Pure; compares in constant time.

What is sent is a stranger's: no header, whatever it holds, makes anything here raise.
"""

import base64
import binascii
import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from sources.receiver.contract import Request

TOLERANCE = 300
"""Seconds that a signed time may differ from ours: five minutes, as in the specification's reference library."""
MOST = 32
"""Signatures of one header, parameters of one query: what follows is not looked at."""
_PLAIN_HEADERS = frozenset(("authorization", "api-key", "apikey", "token", "secret", "signing-key", "webhook-secret"))
_FAMILIES = ("webhook", "svix")


class Keys(NamedTuple):
    """The keys of a Standard Webhooks endpoint: for `v1` (shared) and for `v1a` (ed25519 public keys).

    Shared ones are begun digests, each to be copied: half the time of a whole one, and other threads keep waiting.
    """

    shared: tuple[hmac.HMAC, ...]
    public: tuple[bytes, ...]


def is_one_of(given: str, secrets: Sequence[str]) -> bool:
    """Whether what was given is a secret; how long a wrong one takes says nothing of the right one."""
    known = given.encode("utf-8", "replace")
    return any(hmac.compare_digest(known, secret.encode()) for secret in secrets)


def presents(request: Request, secrets: Sequence[str], header: str | None = None) -> bool:
    """Whether the request carries a secret: in `header`, or, where none is named, in any header of the sender's own.

    Those are `Authorization` (bare, after a scheme's word, or Basic) and every `X-...`.
    """
    given = _named(request.headers, header) if header else _own(request.headers)
    return any(is_one_of(each, secrets) for each in given)


def presents_in_path(request: Request, secrets: Sequence[str]) -> bool:
    """Whether the path ends in a secret: /hooks/NAME/SECRET."""
    rest = request.path.partition(f"/{request.endpoint}/")[2]
    ways = (rest, rest.rstrip("/"), unquote(rest), unquote(rest.rstrip("/")))
    return bool(rest) and any(is_one_of(each, secrets) for each in ways)


def presents_in_query(request: Request, secrets: Sequence[str], parameter: str | None = None) -> bool:
    """Whether the query holds a secret: in `parameter`, or, where none is named, in any."""
    for part in request.query.split("&")[:MOST]:
        name, _, value = part.partition("=")
        if parameter is None or unquote_plus(name) == parameter:
            given = value or name
            if is_one_of(unquote(given), secrets) or is_one_of(unquote_plus(given), secrets):
                return True
    return False


def _named(headers: Mapping[str, str], header: str) -> Iterator[str]:
    value = headers.get(header.lower(), "").strip()
    if value:
        yield value
        yield value.partition(" ")[2].strip()


def _own(headers: Mapping[str, str]) -> Iterator[str]:
    for name, value in headers.items():
        if name.startswith("x-") or name in _PLAIN_HEADERS:
            yield value.strip()
    scheme, _, given = headers.get("authorization", "").strip().partition(" ")
    if given:
        yield given.strip()
    if scheme.lower() == "basic":
        yield from _basic(given)


def _basic(given: str) -> Iterator[str]:
    pair = (_base64(given) or b"").decode("utf-8", "replace")
    user, _, password = pair.partition(":")
    yield from (pair, user, password)


def is_signed(given: str, message: bytes, secrets: Sequence[bytes], algorithm: str) -> bool:
    """Whether `given` is an HMAC of the message, in hex or base64, with or without a prefix such as `sha256=`."""
    text = given.strip()
    for name in (algorithm, algorithm.upper()):
        text = text.removeprefix(f"{name}=")
    claimed = [each for each in (_hex(text), _base64(text)) if each]
    made = [hmac.digest(secret, message, algorithm) for secret in secrets]
    return any(hmac.compare_digest(mine, theirs) for mine in made for theirs in claimed)


def standard_keys(secrets: Sequence[str]) -> Keys:
    """The keys of configured secrets: `whsec_` and base64, `whpk_` (public) or `whsk_` (its private half).

    ValueError, without the secret, for one that is none.
    """
    shared: list[bytes] = []
    public: list[bytes] = []
    for secret in secrets:
        if secret.startswith(("whpk_", "whsk_")):
            public.append(_public(secret))
        elif secret.startswith("whsec_"):
            shared.append(_base64(secret[6:]) or _no_key("whsec_"))
        else:
            shared += filter(None, (_base64(secret), secret.encode()))
    return Keys(tuple(hmac.new(key, digestmod="sha256") for key in shared), tuple(public))


def _no_key(prefix: str) -> bytes:
    raise ValueError(f"expected base64 after {prefix}")


def _public(secret: str) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = _base64(secret[5:]) or b""
    if secret.startswith("whpk_") and len(key) == 32:
        return key
    if secret.startswith("whsk_") and len(key) in (32, 64):
        return Ed25519PrivateKey.from_private_bytes(key[:32]).public_key().public_bytes_raw()
    raise ValueError(f"expected an ed25519 key in base64 after {secret[:5]}")


class Envelope(NamedTuple):
    """The three headers of a Standard Webhooks message, as sent."""

    id: str
    timestamp: str
    signature: str


def envelope(headers: Mapping[str, str]) -> Envelope | None:
    """The message's headers, under their own names or Svix's; None where one is missing."""
    for family in _FAMILIES:
        found = Envelope(*(headers.get(f"{family}-{name}", "").strip() for name in Envelope._fields))
        if all(found):
            return found
    return None


def is_standard(sent: Envelope, body: bytes, keys: Keys, now: datetime) -> bool:
    """Whether one of the message's signatures is by one of the keys, and its time within the tolerance."""
    if not is_timely(sent.timestamp, now):
        return False
    message = f"{sent.id}.{sent.timestamp}.".encode("utf-8", "replace") + body
    made = [_digest(key, message) for key in keys.shared]
    return any(_covers(item, message, made, keys.public) for item in sent.signature.split()[:MOST])


def _digest(begun: hmac.HMAC, message: bytes) -> bytes:
    made = begun.copy()
    made.update(message)
    return made.digest()


def is_timely(timestamp: str, now: datetime) -> bool:
    """Whether whole seconds since 1970 lie within the tolerance."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 15):
        return False
    return abs(now.timestamp() - int(timestamp)) <= TOLERANCE


def _covers(item: str, message: bytes, made: Sequence[bytes], public: Sequence[bytes]) -> bool:
    version, _, text = item.partition(",")
    claimed = _base64(text)
    if claimed is None:
        return False
    if version == "v1":
        return any(hmac.compare_digest(mine, claimed) for mine in made)
    return version == "v1a" and any(_verifies(key, claimed, message) for key in public)


def _verifies(key: bytes, claimed: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(claimed, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _hex(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _base64(text: str) -> bytes | None:
    """Plain or URL-safe, with or without padding; None for other text, and for none."""
    plain = text.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True) or None
    except (binascii.Error, ValueError):
        return None
