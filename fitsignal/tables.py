"""What the tables of fitsignal.toml have in common: a frozen model that knows its keys, and the texts in it."""

import ipaddress
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


def _bind(text: str) -> str:
    if not is_bind(text):
        raise ValueError('expected an address and a port such as "127.0.0.1:8787"')
    return text


def is_bind(text: str) -> bool:
    """Whether a text is a host, or an address, and a port."""
    host, colon, port = text.rpartition(":")
    return bool(colon) and port.isdecimal() and int(port) < 65_536 and _is_host(host)


def _is_host(text: str) -> bool:
    if text.startswith("[") and text.endswith("]"):
        try:
            return ipaddress.ip_address(text[1:-1]).version == 6
        except ValueError:
            return False
    return bool(_HOST.fullmatch(text))


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
        good = good and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good:
        raise ValueError('expected an address such as "https://hooks.example.com"')
    return text.rstrip("/")


def listed(value: Any) -> Any:
    """A text as a list of one."""
    return [value] if isinstance(value, str) else value


Bind = Annotated[str, AfterValidator(_bind)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Text = Annotated[str, Field(min_length=1, max_length=1000)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(listed)]
Secret = Annotated[SecretStr, Field(min_length=1)]


class Table(BaseModel):
    """A table of the file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
