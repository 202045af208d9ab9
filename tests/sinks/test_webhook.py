"""Webhooks as Standard Webhooks says: signed so that the reference library takes them, and each answer understood."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from sinks.sink import Delivery, DestinationError, MessageError, TransientError
from sinks.webhook import WebhookSink
from sinks.webhook_options import WebhookOptions
from tests.sinks.view_makers import funded

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
OTHER = "whsec_" + base64.b64encode(b"o" * 32).decode()
URL = "https://hooks.crm.example/in/4711-secret-path"


def sink(*answers: httpx.Response | Exception, secret: Any = SECRET) -> tuple[WebhookSink, list[httpx.Request]]:
    left, seen = list(answers), list[httpx.Request]()

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        given = left.pop(0) if left else httpx.Response(204)
        if isinstance(given, Exception):
            raise given
        return given

    options = WebhookOptions.model_validate({"url": URL, "secret": secret})
    return WebhookSink(options, httpx.MockTransport(answer), lambda: datetime.now(UTC).timestamp()), seen


def delivery() -> Delivery:
    shown = funded()
    return Delivery("d1", shown, alert=shown.alert.id, priority=shown.alert.priority)


def test_the_reference_library_verifies_what_is_sent_and_finds_the_alert_in_it() -> None:
    made, seen = sink()
    made.write([delivery()])
    made.close()
    (request,) = seen
    told = Webhook(SECRET).verify(request.content, dict(request.headers))
    alert = funded().alert
    assert told["type"] == "alert.created"
    assert told["data"]["alert"]["id"] == alert.id
    assert told["data"]["account"]["domain"] == alert.account
    assert datetime.fromisoformat(told["timestamp"]) == alert.decided_at
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(request.content + b" ", dict(request.headers))


def test_while_a_secret_is_replaced_either_of_both_verifies() -> None:
    made, seen = sink(secret=[SECRET, OTHER])
    made.write([delivery()])
    made.close()
    for each in (SECRET, OTHER):
        assert Webhook(each).verify(seen[0].content, dict(seen[0].headers))


def test_the_same_alert_has_the_same_id_whenever_it_is_sent() -> None:
    made, seen = sink(httpx.Response(500))
    with pytest.raises(TransientError):
        made.write([delivery()])
    made.write([delivery()])
    made.close()
    assert len({request.headers["webhook-id"] for request in seen}) == 1
    assert len({json.loads(request.content)["data"]["alert"]["id"] for request in seen}) == 1


ANSWERS: list[tuple[httpx.Response | Exception, type[Exception]]] = [
    (httpx.Response(500), TransientError),
    (httpx.Response(429, headers={"retry-after": "7"}), TransientError),
    (httpx.Response(302, headers={"location": "https://elsewhere.example"}), TransientError),
    (httpx.Response(401), TransientError),
    (httpx.Response(422), MessageError),
    (httpx.Response(410), DestinationError),
    (httpx.ConnectError("refused"), TransientError),
    (httpx.ReadTimeout("slow"), TransientError),
]


@pytest.mark.parametrize(("answer", "error"), ANSWERS, ids=[str(case[0])[:40] for case in ANSWERS])
def test_each_answer_says_what_becomes_of_the_alert_and_never_shows_the_address(
    answer: httpx.Response | Exception, error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    made, _ = sink(answer)
    with caplog.at_level("INFO"), pytest.raises(error) as failure:
        made.write([delivery()])
    made.close()
    assert "4711" not in str(failure.value) + caplog.text
    assert getattr(failure.value, "final", False) is (error is DestinationError)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "not base64 at all!", []])
def test_a_secret_that_signs_nothing_is_refused_and_not_shown(secret: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        WebhookOptions.model_validate({"url": URL, "secret": secret})
    assert "4711" not in str(refused.value)
