"""The keys by which a CRM lets us in, the same for reading it and for writing to it."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

HUBSPOT_API = "https://api.hubapi.com"
SALESFORCE_VERSION = "62.0"
Key = Annotated[SecretStr, Field(min_length=1)]


class Access(BaseModel):
    """A token, or what a token is asked for with. Texts of secrets are never shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    token: Key | None = None
    client_id: Annotated[str, Field(min_length=1)] | None = None
    client_secret: Key | None = None
    refresh_token: Key | None = None

    @field_validator("token", "client_secret", "refresh_token")
    @classmethod
    def _is_sendable(cls, secret: SecretStr | None) -> SecretStr | None:
        text = "x" if secret is None else secret.get_secret_value()
        if not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError("expected a secret as the CRM shows it: this one has signs that none has")
        return secret

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        given = (self.token, self.client_secret, self.refresh_token)
        return tuple(each.get_secret_value() for each in given if each is not None)


class HubSpotAccess(Access):
    """`token` of a private app; or an app's `client_id`, `client_secret` and `refresh_token`."""

    api_url: str = HUBSPOT_API

    @field_validator("api_url")
    @classmethod
    def _is_a_base(cls, url: str) -> str:
        return base_address(url, HUBSPOT_API)

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        granted = (self.client_id, self.client_secret, self.refresh_token)
        if (self.token is None) == (None in granted):
            raise ValueError("expected either token, or client_id, client_secret and refresh_token")
        return self


class SalesforceAccess(Access):
    """`token` of a session; or `client_id` and `client_secret`, with a `refresh_token` or by client credentials.

    `instance` is the address of the own domain at Salesforce, `https://acme.my.salesforce.com`.
    """

    instance: str
    version: Annotated[str, Field(pattern=r"^\d{2,3}\.0$")] = SALESFORCE_VERSION

    @field_validator("instance")
    @classmethod
    def _is_a_base(cls, url: str) -> str:
        if url.rstrip("/").endswith(".lightning.force.com"):
            raise ValueError('expected "https://ACME.my.salesforce.com": this is the address for browsers')
        return base_address(url, "https://acme.my.salesforce.com")

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.token is None) == (self.client_id is None or self.client_secret is None):
            raise ValueError("expected either token, or client_id and client_secret (and a refresh_token)")
        return self


def base_address(url: str, example: str) -> str:
    """The address of an API without the slash at its end. Raises ValueError."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        good = good and not parts.query and not parts.fragment and url.isascii() and " " not in url
    except ValueError:
        good = False
    if not good:
        raise ValueError(f'expected an address such as "{example}"')
    return url.rstrip("/")
