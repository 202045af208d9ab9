"""A message as plain lines, for terminals, files and pipes: the same content as the Slack message."""

from collections.abc import Iterator

from sinks.message import Fact, Message
from sinks.plain import clip

LINE = 400


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
    """The lines under the facts that make their sum whole."""
    more = [f"+ {each}" for each in message.more]
    return [*more, message.total] if message.total else more


def _lines(message: Message) -> Iterator[str]:
    yield message.title
    yield f"  Why now · {why_now_head(message)}"
    for fact in message.why_now:
        yield f"    • {fact.text} · {tail(fact)}"
        if fact.url:
            yield f"      {clip(fact.url, LINE - 6)}"
    yield from (f"    {line}" for line in after_facts(message))
    yield f"  Why them · fit {message.fit}"
    yield from (f"    {mark.line}" for mark in message.why_them)
    if message.who:
        yield f"  Who · {'; '.join(message.who)}"
    yield f"  {' · '.join(message.context)}"
