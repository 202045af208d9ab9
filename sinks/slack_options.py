"""The keys of a Slack sink in fitsignal.toml: a bot token with a channel, or an incoming webhook."""

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from sinks.sink import Finding

API_URL = "https://slack.com/api/"
_WEBHOOK = re.compile(r"https://hooks\.slack(?:-gov)?\.com/(?:services|triggers|workflows)/\S+")


_NO_THREADS = Finding(
    "warning",
    "a webhook has no threads, and only a click changes its messages: a rise is a new message, the rest is in the "
    "digest; a bot token has threads",
)


class SlackOptions(BaseModel):
    """Exactly one of `token` and `webhook`. `channel`: where alerts go that no route sends elsewhere (#name or id).
    `fallback`: where goes what the channel refuses. `dry_run`: nothing is posted, and what would be is printed.

    `signing_secret`: of the app whose buttons call the receiver; `app_token`: then they need no address.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    type: Literal["slack"] = "slack"
    name: str = "slack"
    token: SecretStr | None = None
    webhook: SecretStr | None = None
    channel: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    fallback: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    dry_run: bool = False
    api_url: str = API_URL
    signing_secret: SecretStr | None = None
    app_token: SecretStr | None = None

    @field_validator("token")
    @classmethod
    def _token_is_sendable(cls, token: SecretStr | None) -> SecretStr | None:
        text = "x" if token is None else token.get_secret_value()
        if not text or not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError("expected a bot token such as xoxb-…: it is empty or has signs that no token has")
        return token

    @field_validator("signing_secret", "app_token")
    @classmethod
    def _secret_is_sendable(cls, secret: SecretStr | None) -> SecretStr | None:
        text = "x" if secret is None else secret.get_secret_value()
        if not text or not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError("expected the secret as Slack shows it: it is empty or has signs that no secret has")
        return secret

    @field_validator("webhook")
    @classmethod
    def _webhook_is_an_address(cls, webhook: SecretStr | None) -> SecretStr | None:
        if webhook is not None and not _is_http(webhook.get_secret_value()):
            raise ValueError("expected the webhook's whole address: https://hooks.slack.com/services/…")
        return webhook

    @field_validator("api_url")
    @classmethod
    def _api_url_is_a_base(cls, url: str) -> str:
        if not _is_http(url) or urlsplit(url).query:
            raise ValueError(f"expected the base address of an API such as {API_URL}")
        return url if url.endswith("/") else f"{url}/"

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if (self.token is None) == (self.webhook is None):
            found = "both" if self.token else "neither"
            raise ValueError(f"expected exactly one of token and webhook, found {found}")
        if self.token and not self.channel:
            raise ValueError('with a token a channel is needed: channel = "#signals"')
        return self

    @property
    def interactive(self) -> bool:
        """Whether its messages have buttons that answer."""
        return self.signing_secret is not None or self.app_token is not None

    @property
    def secret(self) -> str:
        """What must never be shown: the token, or what follows the webhook's host."""
        if self.token:
            return self.token.get_secret_value()
        return self.webhook.get_secret_value().partition("://")[2].partition("/")[2] if self.webhook else ""

    def findings(self) -> tuple[Finding, ...]:
        """What the options alone tell."""
        if self.token:
            bot = self.token.get_secret_value().startswith(("xoxb-", "xoxe.xoxb-"))
            doubt = Finding("warning", "the Slack token does not begin with xoxb-: is it a bot token?")
            return self._app_findings() if bot else (doubt, *self._app_findings())
        shape = bool(_WEBHOOK.fullmatch(self.webhook.get_secret_value())) if self.webhook else False
        first = (
            Finding("ok", "the webhook has the shape of Slack's; nothing was sent, since any call would post")
            if shape
            else Finding("warning", "the webhook is not at hooks.slack.com/services/: is it a proxy of your own?")
        )
        ignored = Finding("warning", f"a webhook posts to its own channel: channel {self.channel} is not used")
        return (first, _NO_THREADS, *((ignored,) if self.channel else ()), *self._app_findings())

    def _app_findings(self) -> tuple[Finding, ...]:
        if self.app_token is None or self.app_token.get_secret_value().startswith("xapp-"):
            return ()
        return (Finding("warning", "app_token does not begin with xapp-: is it an app-level token?"),)


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        plain = url.isascii() and url.isprintable() and " " not in url
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and plain
    except ValueError:
        return False
