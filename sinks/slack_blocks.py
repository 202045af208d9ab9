"""A message as Slack's Block Kit: header, why now, why them, who, say, context, buttons; within limits for any input.

Limits (docs.slack.dev, Block Kit): 50 blocks; header 150, section 3000, button text 75 and url 3000 characters, 10
elements a context. All blocks together are refused from about 13,000 characters on, so a message is kept under 10,000.
"""

from dataclasses import dataclass

import orjson

from sinks.facts import Fact
from sinks.message import Message
from sinks.plain import clip
from sinks.slack_buttons import (
    LONGEST_URL,
    Block,
    answer_buttons,
    crm_button,
    explain_button,
    link_buttons,
    named_block,
)
from sinks.slack_text import bold, called, escaped, joined, link, notification, uncalled, within

HEADER = 150
TEXT = 3000
SIZE = 10_000
"""The most characters of a message's blocks, written as JSON."""
NOTIFICATION = 500
_SCALES = (1.0, 0.5, 0.25)


@dataclass(frozen=True, slots=True)
class Post:
    """One Slack message: blocks, and the text that notifications and screen readers show."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What of a message depends on where it is shown. `owner`: the Slack id of whom it calls.

    `answers`: whether an app takes what is pressed; where none does, `link` is the page to answer at. `explains`:
    whether the app can open a window with the reasons. `changes`: whether the message can be changed later; else the
    click itself changes it.
    """

    owner: str | None = None
    answers: bool = False
    link: str | None = None
    explains: bool = False
    changes: bool = True

    @property
    def within(self) -> str:
        """What the names of its blocks say of who changes it."""
        return "" if self.changes else "message"


PLAIN = Look()


def post(message: Message, look: Look = PLAIN) -> Post:
    """The message as Slack takes it."""
    text = notification(clip(message.summary, NOTIFICATION))
    blocks: tuple[Block, ...] = ()
    for scale in _SCALES:
        blocks = _blocks(message, look, scale)
        if size(blocks) <= SIZE:
            break
    return Post(text, blocks)


def size(blocks: tuple[Block, ...]) -> int:
    """Characters of the blocks as JSON."""
    return len(orjson.dumps(blocks).decode())


def header(text: str) -> Block:
    """A header of at most 150 characters."""
    return {"type": "header", "text": {"type": "plain_text", "text": clip(uncalled(text), HEADER), "emoji": False}}


def section(text: str) -> Block:
    """A section of markup, escaped by the caller and at most 3000 characters; Slack links nothing in it by itself."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def context(*texts: str) -> Block:
    """A line of small print, escaped by the caller."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True} for text in texts]}


def small_print(message: Message, look: Look, limit: int) -> Block:
    """The context of a message, and whom it calls."""
    told = [escaped(line) for line in message.context]
    if owner := called(look.owner or ""):
        told[:1] = [f"Owner {owner}"]
    text = " · ".join(told)
    return context(text if len(text) <= limit else within(" · ".join(message.context), limit))


def _blocks(message: Message, look: Look, scale: float) -> tuple[Block, ...]:
    parts = [header(message.title), section(_why_now(message, int(TEXT * scale))), section(_why_them(message, scale))]
    if lines := [*_who(message, int(800 * scale)), *_say(message)]:
        parts.append(section("\n".join(lines)))
    parts += [context(within(f"✓ {each}", 300)) for each in message.answers]
    parts.append(small_print(message, look, int(1000 * scale)))
    if buttons := _buttons(message, look, int(LONGEST_URL * scale)):
        parts.append({"type": "actions", "block_id": named_block(message, look.within), "elements": buttons})
    return tuple(parts)


def _who(message: Message, limit: int) -> list[str]:
    names = joined([escaped(each) for each in message.who[:5]], limit)
    return [f"{bold('Who')}  {names}"] if message.who else []


def _say(message: Message) -> list[str]:
    return [f"{bold('Say')}  “{within(message.say, 600)}”"] if message.say else []


def _why_now(message: Message, limit: int) -> str:
    bar = f" (bar {message.bar})" if message.bar else ""
    head = f"{bold('Why now')}  ·  intent {bold(message.intent)}{bar}"
    lines = [fact_line(fact, limit // 2) for fact in message.why_now] + [f"+ {escaped(each)}" for each in message.more]
    lines += [within(each, limit // 4) for each in (message.total, message.news) if each]
    return f"{head}\n{joined(lines, limit - len(head) - 1)}"


def fact_line(fact: Fact, limit: int) -> str:
    """A line of at most `limit` characters: without its link where the address is too long, then cut."""
    tail = " · ".join(filter(None, (fact.notes, fact.factors)))
    for url in (fact.url, None):
        line = f"• {link(url, fact.text)} · {escaped(tail)}"
        if len(line) <= limit:
            return line
    return f"• {within(fact.text, limit // 2)} · {within(tail, limit // 2 - 10)}"


def _why_them(message: Message, scale: float) -> str:
    head = f"{bold('Why them')}  ·  fit {bold(message.fit)}"
    rows: dict[bool, list[str]] = {True: [], False: []}
    for mark in message.why_them:
        rows[mark.verdict == "met"].append(escaped(mark.line))
    lines = ["  ".join(row) for row in rows.values() if row]
    limit = int(1800 * scale) - len(head) - 1
    if sum(map(len, lines)) + 1 > limit:
        lines = [line for row in rows.values() for line in row]
    return "\n".join([head, joined(lines, limit)]) if lines else head


def _buttons(message: Message, look: Look, limit: int) -> list[Block]:
    if not look.answers:
        return link_buttons(message, look.link, limit)
    return [*answer_buttons(message), *crm_button(message, limit), explain_button(message, opens=look.explains)]
