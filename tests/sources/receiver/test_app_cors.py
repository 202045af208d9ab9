"""Browsers at the client paths: whoever asks is let in, whatever the answer, and hooks are for no browser."""

from pathlib import Path
from typing import Any

import pytest

from tests.sources.receiver.makers import asked, to

ORIGIN = "https://ours.example"


def test_a_preflight_is_granted_with_the_headers_that_it_asks_for(tmp_path: Path) -> None:
    asking = {"origin": ORIGIN, "access-control-request-headers": "authorization,x-any"}
    (reply,), _, _ = asked(tmp_path, to("/v1/batch", method="OPTIONS", more=asking))
    assert reply.status == 200
    assert reply.headers == {
        "content-type": "text/plain",
        "content-length": "0",
        "vary": "Origin",
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "Retry-After",
        "access-control-allow-methods": "GET, POST, OPTIONS",
        "access-control-allow-headers": "authorization,x-any",
        "access-control-max-age": "86400",
    }


@pytest.mark.parametrize(
    "asking",
    [
        to("/v1/batch", origin=ORIGIN),
        to("/v1/batch", origin=ORIGIN, x_secret="no"),
        to("/v1/batch", origin=ORIGIN, x_trip="1"),
        to("/v1/batch", origin=ORIGIN, method="DELETE"),
        to("/flags", origin=ORIGIN),
    ],
)
def test_every_answer_of_a_client_path_may_be_read_by_its_page(asking: Any, tmp_path: Path) -> None:
    (reply,), _, _ = asked(tmp_path, asking)
    assert reply.headers["access-control-allow-origin"] == ORIGIN
    assert reply.headers["access-control-allow-credentials"] == "true"
    assert reply.headers["vary"] == "Origin"


def test_hooks_are_for_no_browser(tmp_path: Path) -> None:
    (reply, asking), _, _ = asked(tmp_path, to(origin=ORIGIN), to(origin=ORIGIN, method="OPTIONS"))
    assert asking.status == 405
    assert not any(name.startswith("access-control") for name in [*reply.headers, *asking.headers])
