"""The keys of a webhook sink in fitsignal.toml."""

import base64
import binascii
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator

PREFIX = "whsec_"
LEAST = 24
"""Bytes of a secret, as the standard asks."""


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class WebhookOptions(BaseModel):
    """`url` takes the alerts. `secret`: whsec_ and base64; or a list while one replaces another."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    type: Literal["webhook"] = "webhook"
    name: str = "webhook"
    url: SecretStr
    secret: Annotated[tuple[SecretStr, ...], BeforeValidator(_listed), Field(min_length=1)]

    @field_validator("url")
    @classmethod
    def _url_is_an_address(cls, url: SecretStr) -> SecretStr:
        if not _is_http(url.get_secret_value()):
            raise ValueError('expected an address such as "https://hooks.example.com/alerts"')
        return url

    @field_validator("secret")
    @classmethod
    def _secrets_are_long_enough(cls, secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if any(len(_key(each.get_secret_value())) < LEAST for each in secrets):
            raise ValueError(f"expected {PREFIX} and the base64 of at least {LEAST} bytes: `openssl rand -base64 32`")
        return secrets

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys to sign by."""
        return tuple(_key(each.get_secret_value()) for each in self.secret)

    @property
    def host(self) -> str:
        """Whom it is sent to, as it may be shown: a path may hold a secret."""
        return urlsplit(self.url.get_secret_value()).hostname or "the webhook"


def _key(text: str) -> bytes:
    try:
        return base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return good and url.isascii() and url.isprintable() and " " not in url
