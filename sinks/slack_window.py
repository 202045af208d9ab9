"""A window of Slack's with a whole explanation (https://docs.slack.dev/reference/views/modal-views).

Limits: a title of 24 characters, 100 blocks, sections of 3000 characters; a view is kept under 100,000 in all.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sinks.plain import clip, plain
from sinks.slack_blocks import TEXT, section
from sinks.slack_text import bold, escaped, within

TITLE = "Why this account"
MOST_BLOCKS = 90
SIZE = 100_000
LINE = 900
_EM = "\u2003"


def window(lines: Sequence[str]) -> dict[str, Any]:
    """The window of an explanation, as a terminal shows it: a line without indentation is the head of what follows."""
    texts = list(_texts(lines)) or [escaped("There is nothing to explain.")]
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": TITLE, "emoji": False},
        "close": {"type": "plain_text", "text": "Close", "emoji": False},
        "blocks": [section(text) for text in texts],
    }


def _texts(lines: Sequence[str]) -> Iterator[str]:
    """The lines in as few texts as hold them; what has no room is counted."""
    texts, used, text = 0, 0, ""
    shown = [line for part in lines for line in part.split("\n")]
    for place, line in enumerate(shown):
        told = _line(line)
        begins = bool(line) and not line.startswith(" ")
        if text and (begins or len(text) + 1 + len(told) > TEXT):
            yield text
            texts, used, text = texts + 1, used + len(text), ""
        if texts >= MOST_BLOCKS or used > SIZE:
            yield escaped(f"… and {len(shown) - place:,} more lines: fitsignal explain has all")
            return
        text = f"{text}\n{told}".strip("\n")
    if text:
        yield text


def _line(line: str) -> str:
    """A line with its indentation, which Slack keeps of no other spaces than wide ones."""
    depth = (len(line) - len(line.lstrip(" "))) // 2
    told = plain(line)
    if depth or not told:
        return _EM * min(depth, 6) + within(told, LINE) if told else ""
    head, colon, rest = told.partition(": ")
    return f"{bold(clip(head, 200))}{colon}{within(rest, LINE)}" if colon else bold(clip(told, LINE // 3))
