"""Who is let in: signatures over the raw bytes, secrets in their places, and nobody else."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from standardwebhooks import Webhook

from sources.receiver.adapters.registry import build_adapter
from sources.receiver.contract import Adapter, Refused, Request
from sources.receiver.hook_options import AnyHook

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
BODY = b'{"type":"visit","data":{"url":"https://ours.example/","company":{"domain":"acme.example"}}}'
SHARED = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
OTHER = "whsec_" + base64.b64encode(b"another-secret-of-32-bytes-here!").decode()
SIGNER = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = "whpk_" + base64.b64encode(SIGNER.public_key().public_bytes_raw()).decode()


def hook(type_: str, secret: Any, **more: Any) -> Adapter:
    return build_adapter(TypeAdapter(AnyHook).validate_python({"name": "t", "type": type_, "secret": secret, **more}))


def let_in(adapter: Adapter, body: bytes = BODY, path: str = "", query: str = "", **headers: str) -> bool:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request("hooks/t", "POST", "/hooks/t" + path, query, sent, body, "", NOW)
    try:
        adapter.check(request, NOW)
    except Refused as refused:
        return refused.status != 401
    return True


def standard(secret: str, at: datetime = NOW, family: str = "webhook", id_: str = "msg_1") -> dict[str, str]:
    sent = Webhook(secret).sign(id_, at, BODY.decode())
    return {f"{family}_id": id_, f"{family}_timestamp": str(int(at.timestamp())), f"{family}_signature": sent}


def test_what_the_reference_library_signs_is_let_in_under_either_name() -> None:
    assert let_in(hook("standard-webhooks", SHARED), **standard(SHARED))
    assert let_in(hook("standard-webhooks", SHARED), **standard(SHARED, family="svix"))


def test_a_signature_of_another_secret_or_body_or_id_is_not() -> None:
    adapter = hook("standard-webhooks", SHARED)
    assert not let_in(adapter, **standard(OTHER))
    assert not let_in(adapter, BODY + b" ", **standard(SHARED))
    assert not let_in(adapter, **{**standard(SHARED), "webhook_id": "msg_2"})
    assert not let_in(adapter, path=f"/{SHARED}", query=f"key={SHARED}", x_key=SHARED)


@pytest.mark.parametrize(("late", "taken"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_a_message_is_at_most_five_minutes_old_or_early(late: int, taken: bool) -> None:
    at = NOW - timedelta(seconds=late)
    assert let_in(hook("standard-webhooks", SHARED), **standard(SHARED, at)) is taken


def test_while_a_secret_is_rotated_either_end_may_have_both() -> None:
    both = standard(SHARED) | {
        "webhook_signature": f"{standard(OTHER)['webhook_signature']} {standard(SHARED)['webhook_signature']}"
    }
    assert let_in(hook("standard-webhooks", SHARED), **both)
    assert let_in(hook("standard-webhooks", [OTHER, SHARED]), **standard(SHARED))
    assert let_in(hook("standard-webhooks", [SHARED, OTHER]), **standard(SHARED))


def test_an_ed25519_signature_is_let_in_by_the_public_key_alone() -> None:
    message = f"msg_1.{int(NOW.timestamp())}.".encode() + BODY
    signature = "v1a," + base64.b64encode(SIGNER.sign(message)).decode()
    sent = {**standard(SHARED), "webhook_signature": f"v1a,AAAA {signature}"}
    assert let_in(hook("standard-webhooks", PUBLIC), **sent)
    assert let_in(hook("standard-webhooks", [SHARED, PUBLIC]), **sent)
    assert not let_in(hook("standard-webhooks", PUBLIC), BODY + b" ", **sent)
    assert not let_in(hook("standard-webhooks", SHARED), **sent)


@given(st.lists(st.sampled_from(["v1", "v1,", ",", "v1,é", "v1a,AAAA", "v2,AAAA", "v1,====", "\x00", "v1a,", "v1,A"])))
def test_no_malformed_signature_raises_or_hides_a_good_one(items: list[str]) -> None:
    adapter = hook("standard-webhooks", [SHARED, PUBLIC])
    sent = standard(SHARED)
    assert let_in(adapter, **sent | {"webhook_signature": " ".join([*items[:20], sent["webhook_signature"]])})
    assert not let_in(adapter, **sent | {"webhook_signature": " ".join(items)})


@pytest.mark.parametrize("timestamp", ["", "1e9", "-1", "٣", "1_0", "nan", "9" * 400, "1764000000.0", "soon"])
def test_a_time_that_is_none_is_refused(timestamp: str) -> None:
    assert not let_in(hook("standard-webhooks", SHARED), **standard(SHARED) | {"webhook_timestamp": timestamp})


@pytest.mark.parametrize("secret", ["whsec_!!", "whpk_AAAA", "whsk_", "whsec_"])
def test_a_secret_that_is_no_key_is_told_at_the_start_without_showing_it(secret: str) -> None:
    with pytest.raises(ValidationError) as refused:
        hook("standard-webhooks", secret)
    (problem,) = refused.value.errors()
    assert problem["loc"] == ("standard-webhooks", "secret")
    assert problem["msg"].endswith(f"in base64 after {secret[:5]}") or problem["msg"].endswith("base64 after whsec_")


def digest(body: bytes, algorithm: str, secret: bytes = b"s3cret") -> str:
    return hmac.new(secret, body, algorithm).hexdigest()


FIRST = '{"type":"page","messageId":"1","properties":{"title":"]} é, \\"x\\"","url":"https://ours.example/"}}'
SECOND = '{"type":"delete","messageId":"2","userId":"u"}'
WAYS: Mapping[str, str] = {
    "as it is": f"[{FIRST},{SECOND}]",
    "with spaces": f" [ {FIRST} , {SECOND} ] ",
    "over lines": json.dumps([json.loads(FIRST), json.loads(SECOND)], indent=2, ensure_ascii=False),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_batch_is_let_in_by_the_signature_of_its_first_event_which_covers_no_other(way: str) -> None:
    body = WAYS[way].encode()
    adapter, sent = hook("segment", "s3cret"), digest(FIRST.encode(), "sha1")
    assert let_in(adapter, body, x_signature=sent)
    request = Request("hooks/t", "POST", "/hooks/t", "", {"x-signature": sent}, body, "", NOW)
    assert [event.signed for event in adapter.parse(request).events] == [True, False]


def test_a_signature_of_the_whole_batch_covers_all_of_it() -> None:
    body = WAYS["as it is"].encode()
    adapter, sent = hook("segment", "s3cret"), digest(body, "sha1")
    assert let_in(adapter, body, x_signature=sent)
    request = Request("hooks/t", "POST", "/hooks/t", "", {"x-signature": sent}, body, "", NOW)
    assert [event.signed for event in adapter.parse(request).events] == [True, True]


def test_a_batch_is_not_let_in_by_the_signature_of_its_second_event_or_of_nothing() -> None:
    body, adapter = WAYS["as it is"].encode(), hook("segment", "s3cret")
    assert not let_in(adapter, body, x_signature=digest(SECOND.encode(), "sha1"))
    assert not let_in(adapter, body, x_signature="")
    assert not let_in(adapter, b"[]", x_signature=digest(b"", "sha1"))
    assert not let_in(adapter, b"[\xff]", x_signature=digest(b"\xff", "sha1"))


def test_a_wrong_signature_is_refused_even_beside_the_secret_itself() -> None:
    assert not let_in(hook("segment", "s3cret"), path="/s3cret", x_signature=digest(BODY, "sha1", b"guess"))
    assert not let_in(hook("snitcher", "s3cret"), path="/s3cret", signature=digest(BODY, "sha256", b"guess"))
    assert not let_in(hook("clearbit", "s3cret"), path="/s3cret", x_request_signature="sha1=")


@pytest.mark.parametrize("header", ["x_snitcher_signature", "signature"])
@pytest.mark.parametrize("prefix", ["", "sha256="])
def test_snitcher_signs_under_two_names_with_or_without_a_prefix(header: str, prefix: str) -> None:
    assert let_in(hook("snitcher", "s3cret"), **{header: prefix + digest(BODY, "sha256")})


@pytest.mark.parametrize("secret", ["sk_s3cret", "pk_s3cret", "s3cret"])
def test_clearbit_signs_by_the_key_without_its_prefix(secret: str) -> None:
    assert let_in(hook("clearbit", secret), x_request_signature="sha1=" + digest(BODY, "sha1"))


TOKENS = ["rudderstack", "posthog", "rb2b", "warmly", "happierleads", "common-room", "usergems", "segment", "snitcher"]


@pytest.mark.parametrize("type_", [*TOKENS, "clearbit", "generic"])
def test_a_secret_may_be_in_the_path_the_query_or_a_header_of_the_senders_own(type_: str) -> None:
    adapter = hook(type_, ["old", "s3/cr+t"])
    basic = "Basic " + base64.b64encode(b"s3/cr+t:").decode()
    for shown in [
        *({"path": "/s3/cr+t"}, {"path": "/s3%2Fcr%2Bt/"}, {"path": "/old"}),
        *({"query": "a=1&key=s3%2Fcr%2Bt"}, {"query": "s3/cr+t"}),
        *({"x_api_key": "s3/cr+t"}, {"authorization": "Bearer s3/cr+t"}, {"authorization": basic}),
    ]:
        assert let_in(adapter, **shown), shown
    for wrong in [{}, {"path": "/"}, {"path": "/s3"}, {"query": "key="}, {"x_api_key": ""}, {"user_agent": "s3/cr+t"}]:
        assert not let_in(adapter, **wrong), wrong


def test_a_generic_hook_looks_where_it_is_told_and_nowhere_else() -> None:
    assert let_in(hook("generic", "s", auth="header", header="X-Mine"), x_mine="s")
    assert not let_in(hook("generic", "s", auth="header", header="X-Mine"), path="/s", query="k=s", x_other="s")
    assert let_in(hook("generic", "s", auth="query", parameter="k"), query="k=s")
    assert not let_in(hook("generic", "s", auth="query", parameter="k"), path="/s", query="j=s", x_other="s")
    assert not let_in(hook("generic", "s", auth="path"), query="j=s", x_other="s")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
def test_a_generic_hook_reads_a_signature_in_hex_or_base64(algorithm: str) -> None:
    adapter = hook("generic", ["old", "s3cret"], auth="hmac", header="X-Sum", algorithm=algorithm)
    made = hmac.new(b"s3cret", BODY, algorithm)
    for sent in (made.hexdigest(), made.hexdigest().upper(), f"{algorithm}={made.hexdigest()}"):
        assert let_in(adapter, x_sum=sent)
    assert let_in(adapter, x_sum=base64.b64encode(made.digest()).decode())
    assert not let_in(adapter, BODY + b" ", x_sum=made.hexdigest())
    assert not let_in(adapter, x_sum="", path="/s3cret")


@given(
    st.text(max_size=60), st.text(max_size=60), st.dictionaries(st.sampled_from(["authorization", "x-a"]), st.text())
)
def test_no_head_of_a_request_raises(path: str, query: str, headers: dict[str, str]) -> None:
    for type_ in (*TOKENS, "clearbit", "generic"):
        request = Request("hooks/t", "POST", "/hooks/t/" + path, query, headers, BODY, "", NOW)
        with pytest.raises(Refused):
            hook(type_, "a-secret-that-is-not-guessed").check(request, NOW)


def test_no_secret_is_in_a_repr() -> None:
    options = TypeAdapter(AnyHook).validate_python({"name": "t", "type": "generic", "secret": "s3cret"})
    assert "s3cret" not in repr(options)
    assert hashlib.sha256(options.secrets[0].encode()).digest() == hashlib.sha256(b"s3cret").digest()
