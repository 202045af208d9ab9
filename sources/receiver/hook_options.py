"""What `[[receiver.hooks]]` may say, by type. A secret is never in a repr or an error."""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from sources.receiver.signatures import standard_keys
from streams.kinds import Kind

FIELDS = (
    *("kind", "id", "at", "domain", "company", "email", "url", "title", "referrer", "country"),
    *("visitor", "user", "ip", "agent", "confidence"),
)
"""What `fields` of a generic hook may name, besides `details.NAME` and `traits.NAME`."""
_MORE = re.compile(r"(details|traits)\.[A-Za-z0-9_ -]{1,60}")


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, (str, SecretStr)) else value


def _field(name: str) -> str:
    if name not in FIELDS and not _MORE.fullmatch(name):
        raise ValueError(f"expected one of {', '.join(FIELDS)}, details.NAME or traits.NAME")
    return name


Secret = Annotated[SecretStr, Field(min_length=1)]
Secrets = Annotated[tuple[Secret, ...], BeforeValidator(_listed), Field(min_length=1, max_length=10)]
Path = Annotated[str, Field(min_length=1, max_length=300)]
Paths = Annotated[tuple[Path, ...], BeforeValidator(_listed), Field(min_length=1, max_length=20)]
Header = Annotated[str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"), AfterValidator(str.lower)]


class HookOptions(BaseModel):
    """An endpoint `POST /hooks/{name}`. `secret`: one, or a list of them while one is replaced by another."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    secret: Secrets

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets in clear."""
        return tuple(each.get_secret_value() for each in self.secret)


class TrackerHook(HookOptions):
    """A tracker that has nothing more to configure."""

    type: Literal["segment", "rudderstack", "posthog", "rb2b", "snitcher", "warmly", "happierleads", "clearbit"]


class StandardHook(HookOptions):
    """`secret`: `whsec_...` (shared), or `whpk_...` (the sender's public key)."""

    type: Literal["standard-webhooks"]

    @field_validator("secret")
    @classmethod
    def _keys_are_keys(cls, given: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        standard_keys([each.get_secret_value() for each in given])
        return given


class PeopleHook(HookOptions):
    """`champions`: everyone whom the endpoint tells of has used the product, so every job change is a champion's."""

    type: Literal["common-room", "usergems"]
    champions: bool = False


class GenericHook(HookOptions):
    """Any sender.

    `fields`: paths in the payload, dotted, one or several of which the first that has a value counts. `kind`: of events
    that name none; `kinds`: the sender's words for ours. `items`: the path of the list of events. `auth`: where the
    secret is; "hmac": `header` holds the body's signature by it, hex or base64.
    """

    type: Literal["generic"]
    kind: Kind = "visit"
    kinds: dict[str, Kind] = {}
    fields: dict[Annotated[str, AfterValidator(_field)], Paths] = {}
    items: Path | None = None
    auth: Literal["any", "path", "query", "header", "hmac"] = "any"
    header: Header | None = None
    parameter: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    algorithm: Literal["sha256", "sha1", "sha512"] = "sha256"

    @model_validator(mode="after")
    def _signature_has_a_header(self) -> "GenericHook":
        if self.auth == "hmac" and self.header is None:
            raise ValueError('auth = "hmac" needs header = "...": the one that holds the signature')
        return self


AnyHook = Annotated[TrackerHook | StandardHook | PeopleHook | GenericHook, Field(discriminator="type")]
"""A `[[receiver.hooks]]` table, told by its `type`."""
