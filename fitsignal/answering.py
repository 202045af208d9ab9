"""People's answers to alerts: what the receiver needs to take them in, and who it was that answered."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from fitsignal.answer_links import slack_options
from fitsignal.operations import operate
from fitsignal.workspace import Workspace
from streams.answers import Answer

if TYPE_CHECKING:
    from fitsignal.explaining import Ask
    from fitsignal.service import Service
    from sinks.slack_options import SlackOptions
    from sources.slack_replies import SlackReplies
    from sources.slack_socket import SlackSocket

log = logging.getLogger(__name__)
Names = Callable[[str], tuple[str, ...]]
"""What the person with an id of Slack's is known by."""


def signing_secrets(workspace: Workspace) -> tuple[str, ...]:
    """The signing secrets of the apps whose buttons call the receiver."""
    secrets = (each.signing_secret for each in slack_options(workspace))
    return tuple(dict.fromkeys(secret.get_secret_value() for secret in secrets if secret))


@contextmanager
def clicks_by_socket(service: "Service") -> "Iterator[list[SlackSocket]]":
    """Takes the clicks of Slack sinks with an `app_token`, until the end of the block."""
    from sources.slack_socket import SlackSocket, opener

    tokens = {each.app_token.get_secret_value(): each for each in slack_options(service.workspace) if each.app_token}
    known, replies = known_as(service.workspace), slack_replies(service.workspace, explains(service))
    sockets = [
        SlackSocket(opener(token, options.api_url), service.outlet.accept, service.wall, known, replies.follow)
        for token, options in tokens.items()
    ]
    service.sockets = list(zip((options.name for options in tokens.values()), sockets, strict=True))
    for socket in sockets:
        socket.start()
    try:
        yield sockets
    finally:
        service.sockets = []
        for socket in sockets:
            socket.close()
        replies.close()


def deaf(service: "Service") -> list[tuple[str, str]]:
    """The Slack sinks whose clicks do not come in, each with the reason."""
    return [(name, socket.trouble) for name, socket in service.sockets if socket.trouble]


def explains(service: "Service") -> "Ask":
    """Explains an account from the service's own store."""
    from fitsignal.jsonl import plain_rows

    return lambda domain: plain_rows(operate(service, "explain", {"domain": domain}))


def slack_replies(workspace: Workspace, ask: "Ask | None" = None) -> "SlackReplies":
    """Follows up what is clicked in Slack. `ask` explains an account; without it, who owns the store is asked."""
    from fitsignal.explaining import App, Explains, asked_elsewhere
    from sources.slack_replies import SlackReplies

    tokens = {each.token.get_secret_value(): each for each in slack_options(workspace) if each.token}
    apps = [App(options) for options in tokens.values()]
    return SlackReplies(Explains(apps, ask or asked_elsewhere(workspace)) if apps else None)


class KnownAs:
    """Gives an answer from Slack the names of the person who clicked, as Slack tells them; asked once for each."""

    def __init__(self, names: Names | None) -> None:
        self._names = names
        self._found: dict[str, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def __call__(self, answer: Answer) -> Answer:
        """The answer itself where Slack cannot be asked, or does not tell."""
        if answer.via != "slack" or self._names is None or not answer.names:
            return answer
        with self._lock:
            found = self._asked(answer.names[-1], self._names)
        return replace(answer, names=tuple(dict.fromkeys((*found, *answer.names))))

    def _asked(self, user: str, names: Names) -> tuple[str, ...]:
        from sinks.sink import SinkError

        if user not in self._found:
            try:
                self._found[user] = names(user)
            except SinkError as error:
                log.info("who answered is known by their name in Slack only: %s", error)
                return ()
        return self._found[user]


def known_as(workspace: Workspace) -> KnownAs:
    """The workspace's; without a bot token a person has the name that a click tells."""
    tokens = [each for each in slack_options(workspace) if each.token is not None]
    return KnownAs(_names_by(tokens[0]) if tokens else None)


def _names_by(options: "SlackOptions") -> Names:
    from sinks.slack import SlackSink

    def names(user: str) -> tuple[str, ...]:
        with SlackSink(options) as slack:
            return slack.names_of(user)

    return names
