"""What check prints of the receiver: what to paste where, and what will not work."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fitsignal.addresses import is_private, receiver_lines
from fitsignal.api import OwnerServer
from fitsignal.cli import run
from fitsignal.probing import public
from fitsignal.receiver_settings import Receiver

Write = Callable[..., Path]
SECRET = "a secret/of 24 letters.."
QUOTED = "a%20secret%2Fof%2024%20letters.."
URL = "https://hooks.you.example"


def receiver(*hooks: dict[str, Any], **keys: Any) -> Receiver:
    named = [{"name": "a", "secret": SECRET, **hook} for hook in hooks]
    return Receiver.model_validate({"public_url": URL, "hooks": named, "networks": ["asn.mmdb"], **keys})


def urls(of: Receiver, **more: Any) -> list[str | None]:
    return [line.url for line in receiver_lines(of, None, **more) if line.url]


def warnings(of: Receiver, bind: str | None = None) -> list[str]:
    return [line.message for line in receiver_lines(of, bind) if line.level == "warning"]


@pytest.mark.parametrize("type_", ["rb2b", "warmly", "happierleads", "generic"])
def test_a_tracker_that_signs_nothing_gets_its_secret_in_the_address(type_: str) -> None:
    assert urls(receiver({"type": type_}, snowplow=False)) == [f"{URL}/hooks/a/{QUOTED}"]


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        ("segment", "shared secret"),
        ("rudderstack", "header"),
        ("posthog", "header"),
        ("snitcher", "signing secret"),
        ("common-room", "x-commonroom-webhook-secret"),
        ("usergems", "X-Api-Key"),
        ("clearbit", "API key"),
    ],
)
def test_who_signs_or_sends_a_header_is_told_so_and_gets_a_plain_address(type_: str, words: str) -> None:
    line = receiver_lines(receiver({"type": type_}), None)[0]
    assert line.url == f"{URL}/hooks/a"
    assert words in line.message
    assert SECRET not in repr(line)


@pytest.mark.parametrize(
    ("options", "url", "words"),
    [
        ({"auth": "path"}, f"{URL}/hooks/a/{QUOTED}", ""),
        ({"auth": "query", "parameter": "k"}, f"{URL}/hooks/a?k={QUOTED}", ""),
        ({"auth": "query"}, f"{URL}/hooks/a?secret={QUOTED}", ""),
        ({"auth": "header", "header": "X-Key"}, f"{URL}/hooks/a", "the header x-key holds the hook's secret"),
        ({"auth": "header"}, f"{URL}/hooks/a", "the header Authorization holds"),
        ({"auth": "hmac", "header": "X-Sig"}, f"{URL}/hooks/a", "the header x-sig holds the body's HMAC (sha256)"),
    ],
)
def test_a_generic_hook_tells_where_its_secret_goes(options: dict[str, str], url: str, words: str) -> None:
    line = receiver_lines(receiver({"type": "generic", **options}), None)[0]
    assert line.url == url
    assert words in line.message


def test_of_secrets_that_replace_each_other_the_first_is_to_be_pasted() -> None:
    assert urls(receiver({"type": "rb2b", "secret": ["new", "old"]}, snowplow=False)) == [f"{URL}/hooks/a/new"]


def test_clients_get_the_host_and_their_key() -> None:
    lines = receiver_lines(receiver(keys={"website": "wk_1"}), None)
    assert [(line.name, line.type, line.url) for line in lines if line.url] == [
        ("website", "write key", URL),
        ("website", "t.js", f"{URL}/t.js"),
        ("snowplow", "collector", URL),
    ]
    assert "write key wk_1" in lines[0].message
    assert f'<script async src="{URL}/t.js" data-key="wk_1"></script>' in lines[1].message


@pytest.mark.parametrize("more", [{"hide": True}, {}])
def test_a_secret_is_shown_only_where_it_can_be_pasted_and_may_be_seen(more: dict[str, bool]) -> None:
    found = receiver({"type": "rb2b"}, keys={"website": "wk_1"}, public_url=URL if more else None)
    told = repr(receiver_lines(found, "127.0.0.1:9", **more))
    assert "wk_1" not in told
    assert "secret%2F" not in told
    assert "/hooks/a/•••" in told


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"public_url": None}, "no public_url: trackers and browsers elsewhere cannot reach http://127.0.0.1:9"),
        ({"public_url": "http://127.0.0.1:8787"}, "which no tracker on the internet can reach"),
        ({"public_url": "http://hooks.you.example"}, "public_url is http"),
        ({"keys": {}}, "no keys: clients of Segment, RudderStack and PostHog, and our own snippet, are answered 401"),
        ({"hooks": []}, "no hooks"),
        ({"networks": []}, "no networks"),
    ],
)
def test_what_will_not_work_is_said(keys: dict[str, Any], words: str) -> None:
    whole = {"keys": {"website": "wk_1"}, **keys}
    found = warnings(receiver({"type": "rb2b"}, **whole), "127.0.0.1:9")
    assert len(found) == 1
    assert words in found[0]


def test_of_a_receiver_that_lacks_nothing_nothing_is_said() -> None:
    assert warnings(receiver({"type": "rb2b"}, keys={"website": "wk_1"})) == []


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://hooks.you.example", False),
        ("https://8.8.8.8", False),
        ("http://localhost:8787", True),
        ("http://192.168.1.4", True),
        ("http://[::1]:8787", True),
        ("http://box.local", True),
        ("http://box", True),
    ],
)
def test_an_address_that_only_its_own_network_can_reach_is_known(url: str, private: bool) -> None:
    assert is_private(url) == private


def test_check_prints_the_addresses_after_the_summary(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    hooks = "[[receiver.hooks]]\nname = 'rb2b'\ntype = 'rb2b'\nsecret = '0123456789abcdef'"
    folder = write(f"[receiver]\npublic_url = '{URL}/'\n{hooks}")
    assert run(["check", "--workspace", str(folder)]) == 0
    assert f"\n    {URL}/hooks/rb2b/0123456789abcdef\n" in capsys.readouterr().out
    run(["check", "--workspace", str(folder), "--json", "--hide-secrets"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [row["url"] for row in rows if row["place"] == "receiver" and row["name"] == "rb2b"]
    assert told == [f"{URL}/hooks/rb2b/•••"]


def test_a_workspace_without_a_receiver_is_told_nothing_of_one(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["check", "--workspace", str(write())])
    assert "RECEIVER" not in capsys.readouterr().out


@pytest.fixture
def running(write: Write) -> Iterator[OwnerServer]:
    server = OwnerServer(write(), lambda name, params: [], bind="127.0.0.1:0")
    server.start()
    yield server
    server.close()


def test_a_receiver_that_answers_by_its_public_address_is_found(running: OwnerServer) -> None:
    assert public(running.url) == ("receiver", "public_url", "ok", f"{running.url} answers")


def test_a_proxy_that_leads_elsewhere_is_told(running: OwnerServer) -> None:
    seen = public(f"{running.url}/elsewhere")
    assert (seen.level, "answers 404" in seen.message) == ("error", True)


def test_a_public_address_where_nobody_listens_is_told(running: OwnerServer) -> None:
    running.close()
    seen = public(running.url)
    assert (seen.level, "is `fitsignal run` running" in seen.message) == ("error", True)
