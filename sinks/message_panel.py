"""A message as a panel on a terminal, its evidence as links that can be clicked."""

from rich.panel import Panel
from rich.style import Style
from rich.text import Text

from sinks.message import Message
from sinks.message_text import after_facts, tail, why_now_head

_COLOURS = {"P1": "red", "P2": "yellow", "P3": "cyan"}
_MARKS = {"met": "green", "missed": "red", "unknown": "dim"}


def message_panel(message: Message) -> Panel:
    """The panel. Text is never read as markup."""
    text = Text()
    _why_now(text, message)
    _why_them(text, message)
    if message.who:
        text.append("Who", style="bold").append(f"  {'; '.join(message.who)}\n")
    text.append(" · ".join(message.context), style="dim")
    colour = _COLOURS.get(message.priority, "white")
    return Panel(text, title=Text(message.title, style="bold"), title_align="left", border_style=colour)


def _why_now(text: Text, message: Message) -> None:
    text.append("Why now", style="bold").append(f"  {why_now_head(message)}\n")
    for fact in message.why_now:
        text.append("• ").append(fact.text, style=Style(link=fact.url) if fact.url else None)
        text.append(f" · {tail(fact)}\n", style="dim")
    for line in after_facts(message):
        text.append(f"  {line}\n")


def _why_them(text: Text, message: Message) -> None:
    text.append("Why them", style="bold").append(f"  fit {message.fit}\n")
    for mark in message.why_them:
        text.append(f"{mark.line}\n", style=_MARKS[mark.verdict])
