"""Slack's answers: what each says about the message and the place it was meant for.

Webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. Done is 200 and the body "ok",
nothing else. Web API: https://docs.slack.dev/reference/methods/chat.postMessage. It answers failures with 200 too; `ok`
decides.
"""

from collections.abc import Mapping
from typing import Any

from sinks.plain import shown
from sinks.retry_after import retry_after
from sinks.sink import AmbiguousError, DestinationError, MessageError, SinkError, ThreadError, TransientError

_HOOK_MESSAGE = frozenset({"invalid_payload", "user_not_found", "no_text", "too_many_attachments", "invalid_blocks"})
_HOOK_DEAD = frozenset({
    "action_prohibited", "posting_to_general_channel_denied", "invalid_token", "channel_not_found", "no_service",
    "no_service_id", "no_active_hooks", "no_team", "team_disabled", "channel_is_archived",
})  # fmt: skip
_API_RETRY = frozenset({
    "ratelimited", "rate_limited", "service_unavailable", "internal_error", "fatal_error", "request_timeout",
    "team_added_to_org", "message_limit_exceeded", "external_channel_migrating",
})  # fmt: skip
_API_CHANNEL = frozenset({
    "channel_not_found", "is_archived", "not_in_channel", "restricted_action", "user_not_found", "users_not_found",
    "cannot_dm_bot", "messages_tab_disabled", "channel_type_not_supported",
    "user_disabled", "user_not_visible",
})  # fmt: skip
_API_TOKEN = frozenset({
    "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope",
    "no_permission", "ekm_access_denied", "team_access_not_granted", "org_login_required", "enterprise_is_restricted",
    "not_allowed_token_type", "access_denied", "two_factor_setup_required", "accesslimited", "method_deprecated",
    "deprecated_endpoint", "unknown_method",
})  # fmt: skip
_SCOPE = frozenset({"missing_scope", "no_permission", "access_denied", "not_allowed_token_type"})
_OF_ONE = frozenset({"users.lookupByEmail", "conversations.open"})
"""Calls about one person: where the app may not make them, all others are still told."""
_API_THREAD = frozenset({
    "thread_not_found", "message_not_found", "invalid_thread_ts", "cannot_reply_to_message", "parent_deleted",
})  # fmt: skip
"""The message that was to be answered or changed is gone, or takes no answers."""
_RETRY_STATUS = frozenset({408, 425, 500, 502, 503, 504})


def webhook_failure(status: int, body: str, headers: Mapping[str, str]) -> SinkError | None:
    """What a webhook's answer means; None where it took the message."""
    text = body.strip()
    if status == 200 and text == "ok":
        return None
    said = f"the Slack webhook answered {status} {_code(text)}".rstrip()
    if text in _HOOK_MESSAGE:
        return MessageError(f"{said}: this message is refused")
    if text in _HOOK_DEAD:
        return DestinationError(f"{said}: renew the webhook, or its channel, in Slack")
    return _by_status(status, said, headers)


def api_failure(
    method: str, status: int, answer: Mapping[str, Any] | None, headers: Mapping[str, str], channel: str | None
) -> SinkError | None:
    """What the Web API's answer means; None where it did as asked. `answer`: the JSON object, None where it is none."""
    if status == 200 and answer is not None and answer.get("ok") is True:
        return None
    error = answer.get("error") if answer else None
    code = error if isinstance(error, str) else ""
    said = f"Slack {method} answered {_code(code) or status}"
    if not code or status == 429:
        return _by_status(status, said, headers)
    if code in _API_RETRY:
        return TransientError(f"{said}: tried again later", retry_after=retry_after(headers.get("retry-after")))
    if code in _API_TOKEN:
        one = channel if code in _SCOPE and method in _OF_ONE else None
        return DestinationError(f"{said}{_needed(answer)}: mend the app's token or its scopes in Slack", to=one)
    if code in _API_CHANNEL or code.startswith("restricted_action"):
        place = shown(channel, 60) or "the channel"
        return DestinationError(f"{said} for {place}: invite the app there, or correct the name", to=channel)
    if code in _API_THREAD:
        return ThreadError(f"{said}: the message that it follows is gone")
    return MessageError(f"{said}: this message is refused")


def _by_status(status: int, said: str, headers: Mapping[str, str]) -> SinkError:
    if status == 429:
        return TransientError(
            f"{said}: too many messages, tried again later", retry_after=retry_after(headers.get("retry-after"))
        )
    if status in _RETRY_STATUS or status > 504:
        return TransientError(f"{said}: tried again later", retry_after=retry_after(headers.get("retry-after")))
    if status < 300:
        return AmbiguousError(f"{said}, which is not Slack's word for done: the message may have been posted")
    if status in (400, 413, 422):
        return MessageError(f"{said}: this message is refused")
    return DestinationError(f"{said}: is the address of the sink right?")


def _code(text: str) -> str:
    """The answer if it is one of Slack's short codes: a page that somebody else answered is not shown."""
    return text if len(text) <= 60 and text.isascii() and text.replace("_", "").isalnum() else ""


def _needed(answer: Mapping[str, Any] | None) -> str:
    scope = shown((answer or {}).get("needed"), 60)
    return f" (needs {scope})" if scope else ""
