"""The keys of an e-mail sink in fitsignal.toml."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator, model_validator

Port = Annotated[int, Field(ge=1, le=65535)]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class EmailOptions(BaseModel):
    """The digest by e-mail. `sender` and `to` are addresses; `to` gets the team's digest, owners get their own.

    `tls`: "starttls", "tls" from the first byte, or "none" for a server on this machine. With a `user` comes a
    `password`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    type: Literal["email"] = "email"
    name: str = "email"
    host: Annotated[str, Field(min_length=1)]
    port: Port = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    sender: str
    to: Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
    dry_run: bool = False

    @field_validator("sender")
    @classmethod
    def _sender_is_an_address(cls, text: str) -> str:
        return _address(text)

    @field_validator("to")
    @classmethod
    def _receivers_are_addresses(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_address, texts))

    @model_validator(mode="after")
    def _user_has_a_password(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError("expected user and password together, or neither")
        return self


def _address(text: str) -> str:
    name, at, host = text.rpartition("@")
    if not (name and at and host) or not text.isprintable() or any(sign in text for sign in ' ,;<>"'):
        raise ValueError('expected an address such as "signals@northwind.example"')
    return text
