"""Slack's markup for text that strangers wrote: escaped, with nothing that notifies, links or formats by itself.

Slack asks for `& < >` to be escaped; the rest keeps a headline from ringing a channel or breaking our bold.
"""

import re

from sinks.plain import clip

_CALLS = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_PERSON = re.compile(r"[UW][A-Z0-9]{1,30}")
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_SIGNS = (*_ESCAPES, ("*", "∗"), ("`", "ˋ"), ("~", "∼"))


def escaped(text: str) -> str:
    """Text for a `mrkdwn` object."""
    return _swapped(uncalled(text), _SIGNS)


def notification(text: str) -> str:
    """Text for the message's `text`: escaped, its signs kept, since most clients show it as it is."""
    return _swapped(uncalled(text), _ESCAPES)


def _swapped(text: str, signs: tuple[tuple[str, str], ...]) -> str:
    """The text with these signs replaced; most have none, and a look is a tenth of a translation."""
    for sign, by in signs:
        if sign in text:
            text = text.replace(sign, by)
    return text


def uncalled(text: str) -> str:
    """The text with an invisible joiner after the @ of a channel-wide mention."""
    return _CALLS.sub("@\u2060", text) if "@" in text else text


def link(url: str | None, text: str) -> str:
    """A link, or the text alone where there is no address. The address must be clean (`plain.web_link`)."""
    return f"<{_swapped(_CALLS.sub('%40', url), _ESCAPES)}|{escaped(text)}>" if url else escaped(text)


def called(user: str) -> str:
    """A person who is notified, by their Slack id; nothing for what is no id."""
    return f"<@{user}>" if _PERSON.fullmatch(user) else ""


def bold(text: str) -> str:
    """Bold text."""
    return f"*{escaped(text)}*"


def within(text: str, limit: int) -> str:
    """Text that is at most `limit` characters once escaped, cut before escaping so that no escape is broken."""
    room = limit
    while len(escaped(clip(text, room))) > limit:
        room -= max(1, (len(escaped(clip(text, room))) - limit) // 4)
    return escaped(clip(text, room))


def joined(lines: list[str], limit: int, more: str = "… and {} more") -> str:
    """As many whole lines as `limit` characters hold, then how many are left out."""
    text = "\n".join(lines)
    if len(text) <= limit:
        return text
    kept, room = 0, limit - len(more) - 8
    for line in lines:
        if len(line) + 1 > room:
            break
        kept, room = kept + 1, room - len(line) - 1
    return "\n".join([*lines[:kept], more.format(len(lines) - kept)])
