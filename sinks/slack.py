"""Slack: an incoming webhook, or chat.postMessage with a bot token (https://docs.slack.dev/reference/methods/chat.postMessage).

A channel takes about one message a second. On failure nothing is sent again here: the error says whether it may be
(`sink.py`). On repeat the message shows twice: Slack has no key that makes a repeat harmless.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlencode

import orjson
from pydantic import SecretStr

from sinks.answer_pages import Links, with_pages
from sinks.digest import Digest
from sinks.digest_slack import digest_posts
from sinks.plain import shown
from sinks.sink import (
    AmbiguousError,
    Delivery,
    DestinationError,
    Finding,
    Found,
    MessageError,
    Receipt,
    Receipts,
    Repeat,
    SinkError,
    Sought,
    TransientError,
)
from sinks.slack_answers import api_failure, webhook_failure
from sinks.slack_blocks import Look, Post
from sinks.slack_checks import scope_findings
from sinks.slack_history import EVENT, find
from sinks.slack_options import SlackOptions
from sinks.slack_threads import escalation_post, group_post, reminder_post, reply_post, whole_post
from sinks.views import AlertView, GroupView, ReplyView

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)
JSON = "application/json; charset=utf-8"
FORM = "application/x-www-form-urlencoded"
TIMEOUT = 10.0
"""Seconds to connect, and to wait for an answer."""


class SlackSink:
    """Posts alerts and digests to a channel or a person. `links`: where to answer without an app's buttons."""

    type: ClassVar[str] = "slack"
    repeat: ClassVar[Repeat] = "visible"
    batch: ClassVar[int] = 1
    pace: ClassVar[float] = 1.0

    def __init__(
        self, options: SlackOptions, transport: "httpx.BaseTransport | None" = None, links: Links | None = None
    ) -> None:
        import httpx

        self.options, self._links = options, None if options.interactive else links
        self._client = httpx.Client(transport=transport, timeout=TIMEOUT)
        self._people: dict[str, str] = {}
        self._unknown: set[str] = set()
        self._scopes: str | None = None
        self._plain_look = look_of(options)
        self._mask = _Mask(options.secret)
        logging.getLogger("httpx").addFilter(self._mask)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        logging.getLogger("httpx").removeFilter(self._mask)

    @property
    def threads(self) -> bool:
        """Only a token tells where a message stands, and can answer or change it."""
        return self.options.token is not None

    @property
    def seeks(self) -> bool:
        """Whether Slack can be asked what is there."""
        return self.threads

    @property
    def fallback(self) -> str | None:
        """Where goes what the sink's own channel refuses."""
        return self.options.fallback

    def reaches(self, place: str) -> bool:
        """A webhook posts to its own channel only."""
        return self.threads or not place

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Found]:
        """Where messages in doubt are."""
        own = self.options.channel or ""
        return find(self._ask, sought, lambda each: self._channel(each.to or own))

    def check(self) -> tuple[Finding, ...]:
        """With a token: asks Slack whose it is (auth.test). With a webhook: its shape, since any call would post."""
        shape = self.options.findings()
        if self.options.token is None or any(finding.level == "error" for finding in shape):
            return shape
        try:
            answer = self._ask("auth.test", {})
        except SinkError as error:
            return (*shape, Finding("error", str(error)))
        seen = f"Slack knows the token as {answer.get('user', '?')} in {answer.get('team', '?')}"
        known = Finding("ok", f"{seen}; posts go to {self.options.channel}")
        return (*shape, known, *scope_findings(self._scopes), *self._socket_findings())

    def _socket_findings(self) -> tuple[Finding, ...]:
        """Whether Slack would open a connection for its buttons; none is opened."""
        if self.options.app_token is None:
            return ()
        try:
            self._call("apps.connections.open", b"", FORM, None, self.options.app_token)
        except SinkError as error:
            return (Finding("error", f"{error}; app_token is an app-level token with connections:write"),)
        return (Finding("ok", "buttons answer by Socket Mode"),)

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        """Post each, in order. A digest that went out in part is ambiguous: a repeat would show the part twice."""
        receipts: list[Receipt | None] = []
        for done, delivery in enumerate(deliveries):
            try:
                receipts.append(self._deliver(delivery))
            except SinkError as error:
                error.done, error.receipts = done, receipts
                raise
        return receipts

    def _deliver(self, delivery: Delivery) -> Receipt | None:
        """Where the first of its posts stands."""
        first: Receipt | None = None
        posts = self._written(delivery)
        for sent, each in enumerate(posts):
            try:
                found = self._post(each, delivery)
                first = first if sent else found
            except SinkError as error:
                if sent:
                    raise AmbiguousError(
                        f"{sent} of {len(posts)} parts of the digest were posted, then: {error}"
                    ) from None
                raise
        return first

    def _written(self, delivery: Delivery) -> Sequence[Post]:
        """What to post. What cannot be written was surely not sent, and holds up no other message."""
        try:
            return self._posts(delivery)
        except SinkError:
            raise
        except Exception as error:
            log.exception("delivery %s could not be written as a message", delivery.id)
            what = type(error).__name__
            raise MessageError(f"it could not be written as a message ({what}): the log has its trace") from None

    def _posts(self, delivery: Delivery) -> Sequence[Post]:
        content, kind = delivery.content(), delivery.kind
        if isinstance(content, Digest):
            return digest_posts(with_pages(content, self._links, delivery.to), self._plain_look)
        if isinstance(content, GroupView):
            return [group_post(content, self._plain_look)]
        if isinstance(content, ReplyView):
            return [reply_post(content)]
        look = self._look(content, delivery)
        if kind == "reminder":
            return [reminder_post(content, look) if delivery.thread else whole_post(content, look, "Still open:")]
        threaded = kind == "escalation" and delivery.thread and content.escalated_from
        return [escalation_post(content, look) if threaded else whole_post(content, look)]

    def _look(self, view: AlertView, delivery: Delivery) -> Look:
        """The owner is called where others read too; a message in their own channel is theirs anyway."""
        owner, about = view.account.owner or "", (view.alert.id, view.account.domain)
        calls = delivery.kind != "update" and "@" in owner and not _is_person(delivery.to or "")
        link = self._links(*about, delivery.to, view.now) if self._links else None
        called = self._known(owner) if calls and self.options.token else None
        return replace(self._plain_look, owner=called, link=link)

    def _known(self, person: str) -> str | None:
        """The id of a person given by e-mail; None where Slack knows none: that keeps no alert from being shown."""
        if person in self._unknown:
            return None
        try:
            found = self._channel(person)
        except TransientError:
            return None
        except SinkError:
            self._unknown.add(person)
            return None
        return found if found != person else None

    def _post(self, post: Post, delivery: Delivery) -> Receipt | None:
        body: dict[str, Any] = {"text": post.text, "blocks": post.blocks, "unfurl_links": False, "unfurl_media": False}
        if self.options.token is None:
            self._hook(body)
            return None
        channel = self._channel(delivery.to or self.options.channel or "")
        method, named = "chat.postMessage", {"event_type": EVENT, "event_payload": {"id": delivery.id}}
        if delivery.thread and delivery.kind == "update":  # what it does not bring, such as the metadata, stays
            method, body = "chat.update", body | delivery.thread._asdict()
        elif delivery.thread:
            thread = {"thread_ts": delivery.thread.ts, "reply_broadcast": delivery.broadcast}
            body |= {"channel": channel, "metadata": named, **thread}
        else:
            body |= {"channel": channel, "metadata": named}
        answer = self._call(method, orjson.dumps(body), JSON, channel)
        place = answer.get("channel"), answer.get("ts")
        return Receipt(str(place[0]), str(place[1])) if all(place) else None

    def names_of(self, user: str) -> tuple[str, ...]:
        """What a person is known by, by their id: their name, and their e-mail address where the app may read it.

        Raises SinkError where Slack does not tell.
        """
        found = self._ask("users.info", {"user": user}).get("user")
        profile = found.get("profile") if isinstance(found, dict) else None
        told = [shown(profile.get(key), 100) for key in ("real_name", "email")] if isinstance(profile, dict) else []
        return tuple(filter(None, told))

    def open_window(self, trigger: str, view: dict[str, Any]) -> str:
        """Open a window for who clicked, by what Slack gave with the click; its name. Raises SinkError."""
        opened = self._call("views.open", orjson.dumps({"trigger_id": trigger, "view": view}), JSON, None).get("view")
        return str(opened.get("id") or "") if isinstance(opened, dict) else ""

    def change_window(self, name: str, view: dict[str, Any]) -> None:
        """Show something else in an open window. Raises SinkError."""
        self._call("views.update", orjson.dumps({"view_id": name, "view": view}), JSON, None)

    def _channel(self, to: str) -> str:
        """A person given by e-mail is looked up once; a channel or an id is what it is."""
        if "@" not in to.lstrip("@"):
            return to
        if to not in self._people:
            user = self._ask("users.lookupByEmail", {"email": to}).get("user")
            self._people[to] = str(user["id"]) if isinstance(user, dict) and "id" in user else to
        return self._people[to]

    def _hook(self, body: dict[str, Any]) -> None:
        url = self.options.webhook.get_secret_value() if self.options.webhook else ""
        response = self._send(url, orjson.dumps(body), {"Content-Type": JSON})
        failure = webhook_failure(response.status_code, response.text[:500], response.headers)
        if failure:
            raise failure

    def _ask(self, method: str, form: dict[str, str]) -> dict[str, Any]:
        """A call that only reads: without an answer it may be made again."""
        try:
            return self._call(method, urlencode(form).encode(), FORM, form.get("email"))
        except AmbiguousError:
            raise TransientError(f"{self.options.api_url} did not answer {method} as Slack does") from None

    def _call(
        self, method: str, body: bytes, kind: str, about: str | None, by: SecretStr | None = None
    ) -> dict[str, Any]:
        given = by or self.options.token
        token = given.get_secret_value() if given else ""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        response = self._send(self.options.api_url + method, body, headers)
        answer = _json(response.content)
        self._scopes = response.headers.get("x-oauth-scopes")
        failure = api_failure(method, response.status_code, answer, response.headers, about)
        if failure:
            raise failure
        return answer or {}

    def _send(self, url: str, body: bytes, headers: dict[str, str]) -> "httpx.Response":
        import httpx

        try:
            return self._client.post(url, content=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            raise TransientError(f"Slack could not be reached: {self._said(error)}") from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            said = self._said(error)
            raise AmbiguousError(f"Slack did not answer ({said}): the message may have been posted") from None
        except httpx.InvalidURL:
            raise DestinationError("the address of the Slack sink is no usable URL: correct it in the sink") from None

    def _said(self, error: Exception) -> str:
        return self._mask.masked(f"{type(error).__name__} {error}".strip())


class _Mask(logging.Filter):
    """Keeps a secret out of the HTTP library's own log lines, which name every address that is called."""

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._secret = secret

    def masked(self, text: str) -> str:
        return text.replace(self._secret, "…") if self._secret else text

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.masked(record.getMessage()), ()
        return True


def look_of(options: SlackOptions) -> Look:
    """What messages of a sink with these options have to press."""
    token = options.token is not None
    return Look(answers=options.interactive, explains=options.interactive and token, changes=token)


def _is_person(to: str) -> bool:
    """Whether only one person reads what goes there: an e-mail address, or the id of a person or a direct message."""
    return "@" in to or (to[:1] in ("U", "W", "D") and to.isalnum() and to.isupper())


def _json(content: bytes) -> dict[str, Any] | None:
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return answer if isinstance(answer, dict) else None
