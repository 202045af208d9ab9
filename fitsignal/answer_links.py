"""Answer links: what lets an alert be answered without an app's buttons, and the key that signs them."""

import logging
from hashlib import blake2b
from typing import TYPE_CHECKING

from fitsignal.workspace import Workspace
from sources.receiver.who.hashing import KEY_FILE, BrokenKey, hashing_key
from streams.answer_links import address_of, link_to

if TYPE_CHECKING:
    from datetime import datetime

    from sinks.answer_pages import Links
    from sinks.slack_options import SlackOptions

log = logging.getLogger(__name__)


def slack_options(workspace: Workspace) -> "list[SlackOptions]":
    """The options of the workspace's Slack sinks."""
    from sinks.slack_options import SlackOptions

    return [each for each in workspace.sinks if isinstance(each, SlackOptions)]


def link_key(workspace: Workspace, *, make: bool) -> bytes | None:
    """What answer links are signed with, made of the workspace's key; None where there is none and none may be made.

    Beside a broker the receiver's key is the one that counts: another would sign what the receiver does not know.
    """
    if not make and not (workspace.state / KEY_FILE).exists():
        return None
    try:
        return blake2b(b"answer links", key=hashing_key(workspace.state), digest_size=32).digest()
    except (BrokenKey, OSError) as error:
        log.warning("answer links are off: %s", error)
        return None


def answer_links(workspace: Workspace) -> "Links | None":
    """Where people answer without an app's buttons; None where nobody could reach the receiver's page."""
    base = workspace.receiver.public_url if workspace.receiver else None
    key = link_key(workspace, make=workspace.broker is None) if base else None
    if base is None or key is None:
        return None

    def link(alert: str | None, account: str, to: str | None, now: "datetime") -> str:
        who = to if to and "@" in to.lstrip("@") else None
        return address_of(link_to(alert, account, who, now), base, key)

    return link
