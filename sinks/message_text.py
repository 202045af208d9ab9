"""A message as plain lines, for terminals, files and pipes: the same content as the Slack message."""

from collections.abc import Iterator, Sequence

from sinks.facts import Fact
from sinks.message import Mark, Message
from sinks.plain import clip

LINE = 400
ROW = 110
"""Signs of a row of criteria."""


def message_text(message: Message) -> str:
    """The whole message; ends with a line break."""
    return "\n".join(clip(line, LINE) for line in _lines(message)) + "\n"


def why_now_head(message: Message) -> str:
    """ "intent 39 warm (bar 30)"."""
    return f"intent {message.intent}" + (f" (bar {message.bar})" if message.bar else "")


def tail(fact: Fact) -> str:
    """What stands behind a fact's text: source, age, factors."""
    return " · ".join(filter(None, (fact.notes, fact.factors)))


def after_facts(message: Message) -> list[str]:
    """The lines under the facts: what makes their sum whole, and what is new."""
    return [*(f"+ {each}" for each in message.more), *filter(None, (message.total, message.news))]


def by_verdict(message: Message) -> tuple[list[Mark], list[Mark]]:
    """The criteria that are met, and the others."""
    met = [mark for mark in message.why_them if mark.verdict == "met"]
    return met, [mark for mark in message.why_them if mark.verdict != "met"]


def _lines(message: Message) -> Iterator[str]:
    yield message.title
    yield f"  Why now · {why_now_head(message)}"
    for fact in message.why_now:
        yield f"    • {fact.text} · {tail(fact)}"
        if fact.url:
            yield f"      {clip(fact.url, LINE - 6)}"
    yield from (f"    {line}" for line in after_facts(message))
    yield f"  Why them · fit {message.fit}"
    for marks in by_verdict(message):
        yield from (f"    {row}" for row in _rows(marks))
    if message.who:
        yield f"  Who · {'; '.join(message.who)}"
    if message.say:
        yield f"  Say · “{message.say}”"
    yield from (f"  ✓ {each}" for each in message.answers)
    yield f"  {' · '.join((message.when, *message.context))}"


def _rows(marks: Sequence[Mark]) -> list[str]:
    """The criteria side by side, as many as a row holds."""
    rows: list[str] = []
    for mark in marks:
        if rows and len(rows[-1]) + 2 + len(mark.line) <= ROW:
            rows[-1] += f"  {mark.line}"
        else:
            rows.append(mark.line)
    return rows
