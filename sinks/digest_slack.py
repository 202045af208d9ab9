"""The digest as Slack messages: sections of linked lines, split where a message would grow beyond Slack's limits."""

import re
from collections.abc import Iterator

from sinks.digest import Digest, Row, Section
from sinks.plain import clip
from sinks.slack_blocks import PLAIN, SIZE, TEXT, Look, Post, context, header, section, size
from sinks.slack_buttons import Block, row_menu
from sinks.slack_text import bold, escaped, link, notification, within
from streams.clicks import block_name

BLOCKS = 50
LINE = 1400
"""The most characters of a row, so that two always fit into a section."""
TITLE = 200
ANSWER = "Answer"
"""What the link of a line says."""
_AGE = re.compile(r"(\d) (d|h|min)\b")
"""A number and its unit, which no line's end tells apart."""


def digest_posts(digest: Digest, look: Look = PLAIN) -> tuple[Post, ...]:
    """One message or more, each under 50 blocks and 10,000 characters. The first begins with the greeting."""
    pages: list[list[Block]] = [[header(digest.greeting)]]
    for block in _blocks(digest, look):
        if len(pages[-1]) == BLOCKS or size((*pages[-1], block)) > SIZE:
            pages.append([pages[-1].pop()] if _is_title(pages[-1][-1]) and len(pages[-1]) > 1 else [])
        pages[-1].append(block)
    text = notification(clip(digest.greeting, 300))
    return tuple(Post(_page_text(text, n, len(pages)), tuple(page)) for n, page in enumerate(pages, start=1))


def _page_text(text: str, page: int, pages: int) -> str:
    return text if pages == 1 else f"{text} ({page}/{pages})"


def _blocks(digest: Digest, look: Look) -> Iterator[Block]:
    asked = set[str]()
    for each in digest.sections:
        if look.answers and any(row.account for row in each.rows):
            yield from _answerable(each, look, asked)
        else:
            yield from map(section, _texts(each))
    for line in digest.counts:
        yield context(within(line, TEXT // 2))


def _answerable(part: Section, look: Look, asked: set[str]) -> Iterator[Block]:
    """The section's title, then a block for each line, with its menu; of an account that has none in another yet."""
    yield section(_title(part))
    for row in part.rows:
        yield section(_row(row)) if row.account in asked else _row_block(row, part, look)
        asked.add(row.account or "")
    if part.more:
        yield section(_more(part))


def _row_block(row: Row, part: Section, look: Look) -> Block:
    name = block_name(row.alert or "", row.account or "", part.name)
    if not row.account or not name.endswith(row.account):  # too long a name to be answered by
        return section(_row(row))
    menu = row_menu(listed=part.name != "new_companies", opens=look.explains)
    return {**section(_row(row)), "block_id": name, "accessory": menu}


def _is_title(block: Block) -> bool:
    text = block["text"]["text"] if block["type"] == "section" and "accessory" not in block else "\n"
    return text.startswith("*") and text.endswith("*") and "\n" not in text


def _texts(part: Section) -> Iterator[str]:
    """The section's lines in as few texts as hold them, each under 3000 characters."""
    text = _title(part)
    for line in _lines(part):
        if len(text) + 1 + len(line) > TEXT:
            yield text
            text = line
        else:
            text = f"{text}\n{line}"
    yield text


def _lines(part: Section) -> Iterator[str]:
    yield from map(_row, part.rows)
    yield from (within(f"• {line}", LINE) for line in part.lines)
    if part.more:
        yield _more(part)


def _title(part: Section) -> str:
    return bold(clip(part.title, TITLE))


def _more(part: Section) -> str:
    return f"… and {part.more:,} more"


def _row(row: Row) -> str:
    fit = f"{row.tier} {row.fit} · {row.intent} {row.level}"
    answer = _answer(row)
    room = LINE - len(answer)
    for url in (row.url, None):
        head = f"{bold(row.priority)}  {link(url, row.name)}  {escaped(fit)}"
        if len(head) <= room // 2:
            break
    notes = _AGE.sub("\\1\u00a0\\2", " · ".join(row.notes))
    return (f"{head} · {within(notes, room - len(head) - 3)}" if notes else head) + answer


def _answer(row: Row) -> str:
    """The link to the page that asks, unless its address would crowd out the line itself."""
    told = f" · {link(row.page, ANSWER)}" if row.page else ""
    return told if len(told) <= LINE // 2 else ""
