"""A message as a panel on a terminal, its evidence as links that can be clicked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.columns import Columns
from rich.console import Group
from rich.panel import Panel
from rich.style import Style
from rich.text import Text

from sinks.message import Message
from sinks.message_text import after_facts, by_verdict, tail, why_now_head

if TYPE_CHECKING:
    from rich.console import RenderableType

_COLOURS = {"P1": "red", "P2": "yellow", "P3": "cyan"}
_MARKS = {"met": "green", "missed": "red", "unknown": "dim"}


def message_panel(message: Message) -> Panel:
    """The panel. Text is never read as markup."""
    title, colour = Text(message.title, style="bold"), _COLOURS.get(message.priority, "white")
    return Panel(Group(*_parts(message)), title=title, title_align="left", border_style=colour)


def _parts(message: Message) -> "Iterator[RenderableType]":
    yield _why_now(message)
    yield _headed("Why them", f"fit {message.fit}")
    for marks in by_verdict(message):
        if marks:
            yield Columns([Text(mark.line, style=_MARKS[mark.verdict]) for mark in marks], padding=(0, 2))
    if message.who:
        yield _headed("Who", "; ".join(message.who))
    if message.say:
        yield _headed("Say", f"“{message.say}”")
    for each in message.answers:
        yield Text(f"✓ {each}", style="green")
    yield Text(" · ".join((message.when, *message.context)), style="dim")


def _why_now(message: Message) -> Text:
    text = _headed("Why now", why_now_head(message))
    for fact in message.why_now:
        text.append("\n• ").append(fact.text, style=Style(link=fact.url) if fact.url else None)
        text.append(f" · {tail(fact)}", style="dim")
    for line in after_facts(message):
        text.append(f"\n  {line}")
    return text


def _headed(head: str, text: str) -> Text:
    return Text().append(head, style="bold").append(f"  {text}")
