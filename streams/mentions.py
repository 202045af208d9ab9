r"""Mentions: where a text names a person, however the text was written down on its way: `%40`, `\u0040`, Base64. Pure.

The whole name or address only: what ends or begins with it is somebody else's.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from functools import cached_property

ERASED = "(erased)"
_BEFORE = r"(?:(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4})|(?<=\\[nrtbf])|(?<![\w.+\-%]))"
_AFTER = r"(?![\w\-]|\.\w)"
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_URL_SAFE = str.maketrans("-_", "+/")


class Mentions:
    """Finds and takes out these names and e-mail addresses, in any case and any usual writing.

    `hosts`: they are domains, whose subdomains are meant too.
    """

    def __init__(self, names: Iterable[str], *, hosts: bool = False) -> None:
        self._before = _BEFORE.replace("[\\w.+", "[\\w+") if hosts else _BEFORE
        self.names = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))

    @cached_property
    def pattern(self) -> str:
        """A pattern of RE2 and of `re` that finds at least what is meant: to sift rows by, before `found` decides."""
        return "|".join(f"(?:{''.join(map(_written, name))})" for name in self.names)

    @cached_property
    def _exact(self) -> re.Pattern[str]:
        return re.compile(f"{self._before}(?:{self.pattern}){_AFTER}", re.IGNORECASE)

    def found(self, text: str | bytes) -> bool:
        """Whether the text names one of them, in Base64 too."""
        if not self.names:
            return False
        plain = text if isinstance(text, str) else text.decode("utf-8", "replace")
        return any(self._exact.search(layer) for layer in (plain, *_decoded(plain)))

    def erased(self, text: str) -> str:
        """The text without them; what holds one in Base64 goes whole."""
        if not self.names:
            return text
        clear = self._exact.sub(ERASED, text)
        return _ENCODED.sub(lambda run: ERASED if self._hidden(run[0]) else run[0], clear)

    def _hidden(self, run: str) -> bool:
        decoded = _from_base64(run)
        return decoded is not None and bool(self._exact.search(decoded))


def _written(sign: str) -> str:
    """Every usual writing of one sign: as it is, as an escape of URLs, of JSON and of HTML."""
    if sign.isspace():
        return r"(?:\s|[+_]|%20)+"
    cases = dict.fromkeys((sign, *(case for case in (sign.lower(), sign.upper()) if len(case) == 1)))
    forms = [form for case in cases for form in (re.escape(case), _percent(case), rf"\\u{ord(case):04x}")]
    return f"(?:{'|'.join([*forms, f'&#{ord(sign)};'])})"


def _percent(sign: str) -> str:
    return "".join(f"%(?:25)?{byte:02x}" for byte in sign.encode("utf-8", "surrogatepass"))


def _decoded(text: str) -> Iterator[str]:
    return (found for run in _ENCODED.findall(text) if (found := _from_base64(run)) is not None)


def _from_base64(run: str) -> str | None:
    """What a run of signs says in Base64, where it is text at all."""
    bare = run.rstrip("=").translate(_URL_SAFE)
    try:
        return b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "=" * (-len(bare) % 4 % 3)).decode()
    except (binascii.Error, ValueError):
        return None
