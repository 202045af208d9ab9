"""A message as Slack's Block Kit: header, why now, why them, who, context, link buttons; within limits for any input.

Limits (docs.slack.dev, Block Kit): 50 blocks; header 150, section 3000, button text 75 and url 3000 characters, 10
elements a context. All blocks together are refused from about 13,000 characters on, so a message is kept under 10,000.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from sinks.facts import Fact
from sinks.message import Message
from sinks.plain import clip
from sinks.slack_text import bold, escaped, joined, link, notification, uncalled, within

Block = dict[str, Any]
HEADER = 150
TEXT = 3000
SIZE = 10_000
"""The most characters of a message's blocks, written as JSON."""
NOTIFICATION = 500
BUTTON_URL = 1500
_SCALES = (1.0, 0.5, 0.25)


@dataclass(frozen=True, slots=True)
class Post:
    """One Slack message: blocks, and the text that notifications and screen readers show."""

    text: str
    blocks: tuple[Block, ...]


def post(message: Message) -> Post:
    """The message as Slack takes it."""
    text = notification(clip(message.summary, NOTIFICATION))
    blocks: tuple[Block, ...] = ()
    for scale in _SCALES:
        blocks = _blocks(message, scale)
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


def context(text: str) -> Block:
    """A line of small print, escaped by the caller."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _blocks(message: Message, scale: float) -> tuple[Block, ...]:
    parts = [header(message.title), section(_why_now(message, int(TEXT * scale))), section(_why_them(message, scale))]
    if message.who:
        names = joined([escaped(each) for each in message.who[:5]], int(800 * scale))
        parts.append(section(f"{bold('Who')}  {names}"))
    parts.append(context(within(" · ".join(message.context), int(1000 * scale))))
    if buttons := _buttons(message, int(BUTTON_URL * scale)):
        parts.append({"type": "actions", "elements": buttons})
    return tuple(parts)


def _why_now(message: Message, limit: int) -> str:
    bar = f" (bar {message.bar})" if message.bar else ""
    head = f"{bold('Why now')}  ·  intent {bold(message.intent)}{bar}"
    lines = [_fact(fact, limit // 2) for fact in message.why_now] + [f"+ {escaped(each)}" for each in message.more]
    lines += [within(each, limit // 4) for each in (message.total, message.news) if each]
    return f"{head}\n{joined(lines, limit - len(head) - 1)}"


def _fact(fact: Fact, limit: int) -> str:
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


def _buttons(message: Message, limit: int) -> list[Block]:
    given = (("open_evidence", "Open evidence", message.evidence_url), ("open_crm", "Open in CRM", message.crm_url))
    return [
        {"type": "button", "action_id": name, "text": {"type": "plain_text", "text": label}, "url": url}
        for name, label, url in given
        if url and len(url) <= limit
    ]
