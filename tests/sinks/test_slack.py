"""The Slack sink: what it sends, and what each of Slack's answers means for the delivery."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from sinks.digest import DigestInput, DigestPolicy, build
from sinks.sink import (
    AmbiguousError,
    Delivery,
    DestinationError,
    Finding,
    MessageError,
    Sink,
    SinkError,
    TransientError,
)
from sinks.slack import SlackSink
from sinks.slack_options import SlackOptions
from tests.sinks.slack_validator import problems
from tests.sinks.view_makers import NOW, POLICY, funded

TOKEN = "xoxb-111-secret"
HOOK = "https://hooks.slack.com/services/T000/B000/secretsecret"
BY_TOKEN = SlackOptions.model_validate({"token": TOKEN, "channel": "#signals"})
BY_HOOK = SlackOptions.model_validate({"webhook": HOOK})
UNMENTIONED = replace(funded(), account=funded().account.model_copy(update={"owner": "Mara Dunleck"}))
ALERT = Delivery("o1", UNMENTIONED, alert="a1", priority="P2")
Handler = Callable[[httpx.Request], httpx.Response]


class Slack:
    """Slack as the sink sees it: answers in turn, the last for ever, and keeps what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def body(self, n: int = 0) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.asked[n].content)
        return told


def said(**body: Any) -> httpx.Response:
    return httpx.Response(200, json=body)


def sink(options: SlackOptions, slack: Slack) -> SlackSink:
    return SlackSink(options, httpx.MockTransport(slack))


def failure(options: SlackOptions, answer: httpx.Response | Exception) -> SinkError:
    with sink(options, Slack(answer)) as slack, pytest.raises(SinkError) as caught:
        slack.write([ALERT])
    return caught.value


def test_a_token_posts_to_the_channel_with_text_and_blocks() -> None:
    slack = Slack(said(ok=True, ts="1.2"))
    with sink(BY_TOKEN, slack) as posting:
        posting.write([ALERT])
    assert str(slack.asked[0].url) == "https://slack.com/api/chat.postMessage"
    assert slack.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    body = slack.body()
    assert (body["channel"], body["unfurl_links"]) == ("#signals", False)
    assert body["text"] == "P2 Veltrane (fit 80 A): raised a €14M Series A, 2 h ago"
    assert body["blocks"][0]["type"] == "header"
    assert problems(body["text"], body["blocks"], body["metadata"]) == []


def test_a_delivery_with_its_own_destination_goes_there() -> None:
    slack = Slack(said(ok=True))
    with sink(BY_TOKEN, slack) as posting:
        posting.write([Delivery("o1", funded, alert="a1", to="U0MARA")])
    assert slack.body()["channel"] == "U0MARA"


def test_a_person_given_by_e_mail_is_looked_up_once() -> None:
    slack = Slack(said(ok=True, user={"id": "U0MARA"}), said(ok=True))
    mara = Delivery("o1", funded, alert="a1", to="mara@northwind.example")
    with sink(BY_TOKEN, slack) as posting:
        posting.write([mara, mara])
    asked = [request.url.path.rsplit("/", 1)[-1] for request in slack.asked]
    assert asked == ["users.lookupByEmail", "chat.postMessage", "chat.postMessage"]
    assert slack.asked[0].content == b"email=mara%40northwind.example"
    assert [slack.body(n)["channel"] for n in (1, 2)] == ["U0MARA", "U0MARA"]


def test_a_person_whom_slack_does_not_know_is_a_dead_destination_and_a_lost_look_up_is_no_post() -> None:
    mara = Delivery("o1", funded, alert="a1", to="mara@northwind.example")
    with sink(BY_TOKEN, Slack(said(ok=False, error="users_not_found"))) as posting:
        with pytest.raises(DestinationError, match=r"users_not_found for mara@northwind\.example") as caught:
            posting.write([mara])
        assert caught.value.to == "mara@northwind.example"
    with sink(BY_TOKEN, Slack(httpx.ReadTimeout("slow"))) as posting, pytest.raises(TransientError):
        posting.write([mara])


def test_another_api_base_is_used_as_given() -> None:
    slack = Slack(said(ok=True))
    options = SlackOptions.model_validate({"token": TOKEN, "channel": "C1", "api_url": "http://127.0.0.1:9/slack"})
    with sink(options, slack) as posting:
        posting.write([ALERT])
    assert str(slack.asked[0].url) == "http://127.0.0.1:9/slack/chat.postMessage"


def test_a_webhook_is_done_only_at_200_and_ok() -> None:
    slack = Slack(httpx.Response(200, text="ok"))
    with sink(BY_HOOK, slack) as posting:
        posting.write([ALERT])
    assert str(slack.asked[0].url) == HOOK
    assert "channel" not in slack.body()


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (httpx.Response(200, text="<html>sign in</html>"), AmbiguousError, "may have been posted"),
        (httpx.Response(200, text="no_service"), DestinationError, "no_service"),
        (httpx.Response(400, text="invalid_payload"), MessageError, "invalid_payload"),
        (httpx.Response(400, text="<html>"), MessageError, "answered 400: this message is refused"),
        (httpx.Response(403, text="action_prohibited"), DestinationError, "action_prohibited"),
        (httpx.Response(404, text="no_active_hooks"), DestinationError, "no_active_hooks"),
        (httpx.Response(404, text="nothing here at all"), DestinationError, "is the address of the sink right?"),
        (httpx.Response(410, text="channel_is_archived"), DestinationError, "channel_is_archived"),
        (httpx.Response(429, text="rate_limited"), TransientError, "429"),
        (httpx.Response(500, text="rollup_error"), TransientError, "500 rollup_error"),
        (httpx.Response(503), TransientError, "503"),
        (httpx.Response(302, headers={"location": "https://evil.example/"}), DestinationError, "302"),
        (httpx.ConnectError("refused"), TransientError, "could not be reached: ConnectError refused"),
        (httpx.ConnectTimeout("slow"), TransientError, "could not be reached"),
        (httpx.ReadTimeout("slow"), AmbiguousError, "may have been posted"),
        (httpx.ReadError("reset"), AmbiguousError, "may have been posted"),
        (httpx.RemoteProtocolError("cut"), AmbiguousError, "may have been posted"),
    ],
)
def test_each_answer_of_a_webhook_means_one_thing(
    answer: httpx.Response | Exception, kind: type[SinkError], told: str
) -> None:
    error = failure(BY_HOOK, answer)
    assert type(error) is kind
    assert told in str(error)


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (said(ok=False, error="invalid_blocks"), MessageError, "invalid_blocks"),
        (said(ok=False, error="msg_blocks_too_long"), MessageError, "msg_blocks_too_long"),
        (said(ok=False, error="never_heard_of"), MessageError, "never_heard_of"),
        (said(ok=False, error="channel_not_found"), DestinationError, "channel_not_found for #signals"),
        (said(ok=False, error="not_in_channel"), DestinationError, "invite the app there"),
        (said(ok=False, error="restricted_action_read_only_channel"), DestinationError, "restricted_action"),
        (said(ok=False, error="token_revoked"), DestinationError, "mend the app's token"),
        (said(ok=False, error="missing_scope", needed="chat:write"), DestinationError, "needs chat:write"),
        (said(ok=False, error="internal_error"), TransientError, "internal_error"),
        (said(ok=False, error="ratelimited"), TransientError, "ratelimited"),
        (said(ok=False), AmbiguousError, "may have been posted"),
        (said(ok="true"), AmbiguousError, "may have been posted"),
        (httpx.Response(200, text="<html>"), AmbiguousError, "may have been posted"),
        (httpx.Response(200, text="[]"), AmbiguousError, "may have been posted"),
        (httpx.Response(500), TransientError, "500"),
        (httpx.Response(502, text="bad gateway"), TransientError, "502"),
        (httpx.Response(401), DestinationError, "401"),
        (httpx.WriteTimeout("slow"), AmbiguousError, "may have been posted"),
    ],
)
def test_each_answer_of_the_api_means_one_thing(
    answer: httpx.Response | Exception, kind: type[SinkError], told: str
) -> None:
    error = failure(BY_TOKEN, answer)
    assert type(error) is kind
    assert told in str(error)


def test_a_dead_channel_is_named_and_a_dead_token_stops_the_sink() -> None:
    channel = failure(BY_TOKEN, said(ok=False, error="is_archived"))
    token = failure(BY_TOKEN, said(ok=False, error="invalid_auth"))
    assert isinstance(channel, DestinationError)
    assert isinstance(token, DestinationError)
    assert (channel.to, token.to) == ("#signals", None)


@pytest.mark.parametrize(
    ("header", "seconds"), [("30", 30.0), ("999999999", 3600.0), ("soon", None), ("-5", None), ("", None), ("²", None)]
)
def test_slack_says_how_long_to_wait(header: str, seconds: float | None) -> None:
    for options, body in ((BY_HOOK, b"rate_limited"), (BY_TOKEN, b'{"ok":false,"error":"ratelimited"}')):
        answer = httpx.Response(429, content=body, headers=[(b"retry-after", header.encode())])
        error = failure(options, answer)
        assert isinstance(error, TransientError)
        assert error.retry_after == seconds


def test_a_batch_says_how_far_it_came() -> None:
    slack = Slack(said(ok=True), said(ok=True), said(ok=False, error="internal_error"))
    with sink(BY_TOKEN, slack) as posting, pytest.raises(TransientError) as caught:
        posting.write([ALERT, ALERT, ALERT])
    assert caught.value.done == 2


def test_a_digest_that_went_out_in_part_is_ambiguous() -> None:
    said_much = tuple(f"source {n} is unwell: " + "x" * 150 for n in range(200))
    weekly = {"unresolved": said_much}
    rules = DigestPolicy.model_validate({"weekly": {"day": "tue", "sections": ["unresolved"]}})
    digest = build(DigestInput(NOW - timedelta(days=1), NOW, UTC, (), weekly=weekly), POLICY, rules)
    slack = Slack(said(ok=True), said(ok=False, error="internal_error"))
    with sink(BY_TOKEN, slack) as posting, pytest.raises(AmbiguousError, match=r"1 of \d parts of the digest"):
        posting.write([Delivery("o1", digest)])


def test_no_error_log_or_repr_shows_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")
    for options in (BY_HOOK, BY_TOKEN):
        secret = options.secret
        errors = [failure(options, httpx.ReadTimeout(f"at {HOOK} with {TOKEN}"[: 12 + len(HOOK)]))]
        errors += [
            failure(options, httpx.ConnectError(f"{secret}")),
            failure(options, httpx.Response(404, text="gone")),
        ]
        assert secret not in " ".join(map(str, errors)) + repr(options) + repr(errors)
    assert caplog.records
    assert "secretsecret" not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "exactly one of token and webhook, found neither"),
        ({"token": TOKEN, "webhook": HOOK, "channel": "#a"}, "exactly one of token and webhook, found both"),
        ({"token": TOKEN}, "with a token a channel is needed"),
        ({"token": "", "channel": "#a"}, "expected a bot token"),
        ({"token": "xoxb-a b", "channel": "#a"}, "expected a bot token"),
        ({"webhook": ""}, "expected the webhook's whole address"),
        ({"webhook": "secretsecret"}, "expected the webhook's whole address"),
        ({"webhook": HOOK, "tokn": "x"}, "Extra inputs are not permitted"),
        ({"token": TOKEN, "channel": "#a", "api_url": "ftp://secretsecret"}, "expected the base address of an API"),
    ],
)
def test_wrong_options_are_refused_without_showing_them(given: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SlackOptions.model_validate(given)
    assert told in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_check_with_a_token_asks_whose_it_is_and_posts_nothing() -> None:
    slack = Slack(said(ok=True, user="fitsignal", team="Northwind"))
    with sink(BY_TOKEN, slack) as checking:
        found = checking.check()
    assert found == (Finding("ok", "Slack knows the token as fitsignal in Northwind; posts go to #signals"),)
    assert [request.url.path for request in slack.asked] == ["/api/auth.test"]


def test_a_check_with_a_dead_token_says_what_to_mend() -> None:
    with sink(BY_TOKEN, Slack(said(ok=False, error="invalid_auth"))) as checking:
        assert checking.check() == (
            Finding("error", "Slack auth.test answered invalid_auth: mend the app's token or its scopes in Slack"),
        )
    with sink(BY_TOKEN, Slack(httpx.Response(200, text="<html>"))) as checking:
        assert checking.check()[0].level == "error"


def test_a_check_of_a_webhook_sends_nothing() -> None:
    slack = Slack(httpx.Response(500))
    with sink(BY_HOOK, slack) as checking:
        assert [finding.level for finding in checking.check()] == ["ok", "warning"]
    other = SlackOptions.model_validate({"webhook": "https://proxy.example/slack", "channel": "#a"})
    with sink(other, slack) as checking:
        assert [finding.level for finding in checking.check()] == ["warning", "warning", "warning"]
    assert slack.asked == []


def test_the_slack_sink_keeps_the_contract() -> None:
    with sink(BY_HOOK, Slack(httpx.Response(500))) as posting:
        kept: Sink = posting
        assert (kept.type, kept.repeat, kept.batch, kept.pace) == ("slack", "visible", 1, 1.0)


def checked(scopes: str | None, **options: Any) -> list[tuple[str, str]]:
    headers = {"x-oauth-scopes": scopes} if scopes else {}
    slack = Slack(httpx.Response(200, json={"ok": True, "user": "u", "team": "t"}, headers=headers))
    given = SlackOptions.model_validate({"token": TOKEN, "channel": "#signals", **options})
    with sink(given, slack) as checking:
        return [(str(each.level), each.message) for each in checking.check()][1:]


def test_check_names_each_scope_that_is_missing_and_what_is_lost_without_it() -> None:
    assert checked("chat:write,users:read.email,channels:history") == checked(None) == []
    (first, second) = checked("users:read.email")
    assert first[0] == "error"
    assert first[1].startswith("the app has no scope chat:write: nothing can be posted; add it under OAuth")
    assert second[0] == "warning"


def test_check_asks_whether_socket_mode_would_open_and_opens_nothing() -> None:
    assert checked(None, app_token="xapp-1") == [("ok", "buttons answer by Socket Mode")]


def test_a_webhook_s_limits_are_told() -> None:
    assert any("a webhook has no threads" in each.message for each in BY_HOOK.findings())
