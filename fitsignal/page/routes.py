"""The page's routes: `GET /` for who is signed in, and the sign-in. No script, no CORS, nothing kept by caches."""

import base64
import hashlib
import ipaddress
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from fitsignal.page.html import STYLE, entry_html, page_html, plain_html
from fitsignal.page.signin import SignIn

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

QUERY = "sign-in"
_DAY = 86_400
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_HEADERS = {
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

Operate = Callable[[str, dict[str, Any]], list[dict[str, Any]]]


class StatusPage:
    """The page of one workspace. `operate` gives its rows, on a thread of the server; `bind`: the address listened on.

    It answers to loopback's names, to addresses in figures and to the host of `bind`, never to another name: a page of
    a stranger whose name was made to point here gets nothing, nor does a reverse proxy's public name.
    """

    def __init__(self, name: str, operate: Operate, *, bind: str | None = None) -> None:
        self._name, self._operate = name, operate
        self._host = (bind or "").rpartition(":")[0].strip("[]").lower()
        self._sign_in = SignIn()

    def link(self, url: str) -> str:
        """An address that signs a browser in, once; `url` is where the server answers."""
        return f"{url}/?{QUERY}={self._sign_in.link()}"

    @property
    def routes(self) -> "list[BaseRoute]":
        """What the server mounts."""
        from starlette.routing import Route

        return [Route("/", self._answer, methods=["GET"])]

    async def _answer(self, request: "Request") -> "Response":
        if not self._goes_by(request.url.hostname or ""):
            return _html(421, plain_html("Not here", "This address does not go by that name."))
        if QUERY in request.query_params:
            return self._signed_in(request)
        if not self._sign_in.knows(request.cookies.get(_cookie(request), "")):
            return _html(401, plain_html("Sign in", *ASK))
        return await self._page()

    def _signed_in(self, request: "Request") -> "Response":
        """The cookie, on a page that goes on by itself: a strict one is not sent where another site's link leads."""
        session = self._sign_in.begin(request.query_params[QUERY]) if _is_meant(request) else None
        if session is None:
            return _html(401, plain_html("This link was used", *ASK))
        answer = _html(200, entry_html())
        secure = request.url.scheme == "https"
        answer.set_cookie(_cookie(request), session, max_age=30 * _DAY, httponly=True, samesite="strict", secure=secure)
        return answer

    async def _page(self) -> "Response":
        from starlette.concurrency import run_in_threadpool

        try:
            rows = await run_in_threadpool(self._operate, "page", {})
        except OperatorError as error:
            return _html(503, plain_html(self._name, str(error)))
        return _html(200, page_html(self._name, rows))

    def _goes_by(self, name: str) -> bool:
        name = name.strip("[]").lower()
        return name in _LOOPBACK or (bool(name) and name == self._host) or _is_address(name)


ASK = ("The page is for the people who run this workspace.", "`fitsignal status --link` prints a link that signs in.")


def _is_meant(request: "Request") -> bool:
    """Whether a person follows the link: looking at it beforehand, as browsers and chats do, must not use it up."""
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return request.method == "GET" and "prefetch" not in purpose.lower()


def _cookie(request: "Request") -> str:
    """A name for each port: browsers send cookies to every port of a host."""
    return f"fitsignal-{request.url.port or 0}"


def _html(status: int, text: str) -> "Response":
    from starlette.responses import HTMLResponse

    return HTMLResponse(text, status_code=status, headers=_HEADERS)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
