"""What is there already: messages in doubt are looked for in the history of their channel, by their metadata.

https://docs.slack.dev/reference/methods/conversations.history and .replies; a token needs the scopes channels:history,
groups:history and im:history for it, and channels:read or im:write where a channel's id is not known from before.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sinks.sink import DestinationError, Found, Receipt, SinkError, Sought, ThreadError, TransientError

EVENT = "fitsignal_delivery"
"""The metadata of each message: `id` in its payload is the delivery's, by which Slack can be asked for it."""
PAGE = "200"
PAGES = 50
"""Pages of a channel that are read at most."""
Ask = Callable[[str, dict[str, str]], dict[str, Any]]


def find(ask: Ask, sought: Sequence[Sought], place_of: Callable[[Sought], str]) -> dict[str, Found]:
    """Where each is, None where it is not, why where Slack will not tell; left out are those that it may tell later.

    `place_of`: the channel, or the person's id, where the channel's id is not known. Raises TransientError where Slack
    told nothing at all for now.
    """
    known: dict[str, Found] = {}
    failure: TransientError | None = None
    for _, some in groupby(sorted(sought, key=_where), key=_where):
        asked = list(some)
        try:
            known |= _looked(ask, asked, place_of)
        except ThreadError:  # with what it would stand under it is gone too
            known |= dict.fromkeys((each.id for each in asked), None)
        except TransientError as error:
            failure = error
        except SinkError as error:
            known |= {each.id: error for each in asked}
    if failure is not None and not known:
        raise failure
    return known


def _looked(ask: Ask, sought: Sequence[Sought], place_of: Callable[[Sought], str]) -> dict[str, Found]:
    """Messages of one channel or thread."""
    first = sought[0]
    place = (first.thread.channel if first.thread else first.channel) or _conversation(ask, place_of(first))
    since = f"{min(each.since for each in sought).timestamp():.6f}"
    said = dict(_said(ask, place, first.thread.ts if first.thread else None, since))
    return {each.id: Receipt(place, said[each.id]) if each.id in said else None for each in sought}


def _where(sought: Sought) -> tuple[str, str, tuple[str, ...]]:
    return sought.to, sought.channel or "", tuple(sought.thread or ())


def _said(ask: Ask, channel: str, thread: str | None, since: str) -> Iterator[tuple[str, str]]:
    """Our own messages in a channel, or in a thread of it: the delivery's id, and the time stamp."""
    method = "conversations.replies" if thread else "conversations.history"
    form = {"channel": channel, "oldest": since, "include_all_metadata": "true", "limit": PAGE}
    for answer in _pages(ask, method, form | ({"ts": thread} if thread else {})):
        for each in answer.get("messages") or ():
            about = each.get("metadata") or {}
            payload = about.get("event_payload") or {}
            if about.get("event_type") == EVENT and payload.get("id"):
                yield str(payload["id"]), str(each.get("ts"))


def _conversation(ask: Ask, place: str) -> str:
    """The id of a channel, which history is asked by."""
    if place[:1] in "UW" and not place.startswith("#"):
        return str(_inner(ask("conversations.open", {"users": place}), "channel").get("id"))
    if place[:1] in "CDG" and place.isalnum() and place.isupper():
        return place
    form = {"types": "public_channel,private_channel", "exclude_archived": "true", "limit": PAGE}
    for answer in _pages(ask, "conversations.list", form):
        for each in answer.get("channels") or ():
            if each.get("name") == place.lstrip("#"):
                return str(each["id"])
    raise DestinationError(f"Slack lists no channel {place}: give its id instead", to=place)


def _pages(ask: Ask, method: str, form: dict[str, str]) -> Iterator[dict[str, Any]]:
    for _ in range(PAGES):
        answer = ask(method, form)
        yield answer
        cursor = _inner(answer, "response_metadata").get("next_cursor")
        if not cursor:
            return
        form = form | {"cursor": str(cursor)}


def _inner(answer: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = answer.get(key)
    return value if isinstance(value, Mapping) else {}
