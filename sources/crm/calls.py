"""Calls to a CRM over HTTP: a bearer token, renewed when it has run out; JSON both ways; failures as CrmError."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from icp.crm import CrmError, Trouble

if TYPE_CHECKING:
    import httpx

TIMEOUT = 30.0
"""Seconds to connect, and to wait for an answer."""
LARGEST = 64 << 20
"""Bytes of an answer: a page of a CRM is a hundredth of it."""


class Answer(NamedTuple):
    """An answer: its status, headers in lower case, and its JSON (None where it is none)."""

    status: int
    headers: Mapping[str, str]
    body: Any


Failure = Callable[[Answer], CrmError | None]
"""What an answer says against itself; None where it did as asked."""
Renewal = tuple[str, Mapping[str, str]]
"""The address that gives a new token, and the form to send there."""


class Calls:
    """One CRM's API. `renewal` gives what a new token is asked with, None where the token is all there is."""

    def __init__(
        self,
        *,
        what: str,
        base: str,
        token: str | None,
        renewal: Renewal | None,
        failure: Failure,
        secrets: tuple[str, ...],
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        import httpx

        self.base, self._what, self._token, self._renewal, self._failure = base, what, token, renewal, failure
        self.now: datetime | None = None
        """The instant of the last answer by the other side's clock."""
        self._client = httpx.Client(transport=transport, timeout=TIMEOUT, follow_redirects=False)
        self._mask = Mask(secrets)
        logging.getLogger("httpx").addFilter(self._mask)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        logging.getLogger("httpx").removeFilter(self._mask)

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """The JSON of a page. Raises CrmError."""
        return self.call("GET", path, params=params)

    def post(self, path: str, body: Any, *, reads: bool = False) -> Any:
        """The JSON that a call answers. `reads`: it changes nothing, so that it may be made again. Raises CrmError."""
        return self.call("POST", path, body=body, reads=reads)

    def patch(self, path: str, body: Any) -> Any:
        """Change a record; may be made again. Raises CrmError."""
        return self.call("PATCH", path, body=body, reads=True)

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        reads: bool | None = None,
    ) -> Any:
        """The JSON of any call, once more with a new token where the old one has run out."""
        if self._token is None:
            self._renew()
        reads = method == "GET" if reads is None else reads
        answer = self._send(method, path, params, body, reads=reads)
        if answer.status == 401 and self._renewal is not None:
            self._renew()
            answer = self._send(method, path, params, body, reads=reads)
        if failure := self._failure(answer):
            raise failure
        return answer.body

    def _renew(self) -> None:
        assert self._renewal is not None
        url, form = self._renewal
        answer = self._ask("POST", url, data=form, reads=True)
        token = answer.body.get("access_token") if isinstance(answer.body, dict) else None
        if answer.status >= 500 or answer.status == 429:
            raise CrmError(f"{self._what} gives no token now ({answer.status}): tried again later", "later")
        if answer.status != 200 or not isinstance(token, str):
            raise CrmError(_ungranted(self._what, answer), "access")
        self._token = token
        self._mask.add(token)

    def _send(self, method: str, path: str, params: Any, body: Any, *, reads: bool) -> Answer:
        content = None if body is None else orjson.dumps(body)
        url = path if path.startswith("http") else f"{self.base}{path}"
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        return self._ask(method, url, reads=reads, params=params, content=content, headers=headers)

    def _ask(self, method: str, url: str, *, reads: bool, **given: Any) -> Answer:
        import httpx

        try:
            with self._client.stream(method, url, **given) as response:
                content = _read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            raise CrmError(f"{self._what} could not be reached: {self._said(error)}", "later") from None
        except (httpx.TransportError, httpx.DecodingError, ValueError) as error:
            kind: Trouble = "later" if reads else "unsure"
            raise CrmError(f"{self._what} did not answer ({self._said(error)})", kind) from None
        except httpx.InvalidURL:
            raise CrmError(f"the address of {self._what} is no usable URL: correct it", "access") from None
        self.now = _date(response.headers.get("date")) or datetime.now(UTC)
        return Answer(response.status_code, response.headers, _json(content))

    def _said(self, error: Exception) -> str:
        return self._mask.masked(f"{type(error).__name__} {error}".strip())


class Mask(logging.Filter):
    """Keeps secrets out of the HTTP library's own log lines, which name every address that is called."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = [secret for secret in secrets if secret]

    def add(self, secret: str) -> None:
        """Hide this too."""
        self._secrets.append(secret)

    def masked(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.masked(record.getMessage()), ()
        return True


def _read(response: "httpx.Response") -> bytes:
    """The whole answer, as long as it is no flood. Raises ValueError."""
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > LARGEST:
            raise ValueError(f"more than {LARGEST >> 20} MiB")
        parts.append(part)
    return b"".join(parts)


def _json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def _date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text or "").astimezone(UTC)
    except (ValueError, TypeError):
        return None


def _ungranted(what: str, answer: Answer) -> str:
    body = answer.body if isinstance(answer.body, dict) else {}
    code = str(body.get("error") or body.get("status") or answer.status)[:60]
    return f"{what} gives no token ({code}): is client_id right, and were client_secret or refresh_token revoked?"


def retry_after(headers: Mapping[str, str], most: float = 3600.0) -> float | None:
    """Seconds that the other side asks to wait, an hour at most; None where it asks for none."""
    text = headers.get("retry-after", "").strip()
    return min(float(text), most) if text.isascii() and text.isdigit() else None
