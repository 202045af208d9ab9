"""Sealing: a text that travels on a topic and that only who has the workspace's key can read. Pure.

AES-SIV (RFC 5297): the same text under the same key gives the same bytes, so a repeat is a repeat, and no dice are
rolled. What was changed on its way, or bound to another subject, does not open.
"""

from base64 import b64decode, b64encode
from hashlib import blake2b


class Seal:
    """Closes and opens texts. `key`: the workspace's, of which one for this purpose alone is derived."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        self._cipher = AESSIV(blake2b(key=key, digest_size=64, person=b"fitsignal-seal").digest())

    def closed(self, text: str, subject: str) -> str:
        """The text, sealed, in base64. `subject`: whom it is about; it opens for no other."""
        return b64encode(self._cipher.encrypt(text.encode("utf-8", "surrogatepass"), [subject.encode()])).decode()

    def opened(self, sealed: str, subject: str) -> str | None:
        """The text; None where it was sealed with another key, for another subject, or was changed."""
        from cryptography.exceptions import InvalidTag

        try:
            plain = self._cipher.decrypt(b64decode(sealed, validate=True), [subject.encode()])
        except (InvalidTag, ValueError):
            return None
        return plain.decode("utf-8", "surrogatepass")
