"""An independent check of Slack messages against Slack's documented limits; it knows nothing of how we build them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MOST_BLOCKS = 50
TOTAL = 10_000
TYPES = {"header", "section", "context", "actions", "divider"}
MARKUP = re.compile(r"<([^<>]*)>")
LINK = re.compile(r"https?://[^\s|<>]+\|[^<>\n]+")
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CALLS = re.compile(r"@(channel|here|everyone)\b", re.IGNORECASE)


def problems(text: str, blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Everything that Slack would refuse, or that a stranger's text could do in a channel; none for a good message."""
    found = list(_text("text", text, 1, 40_000))
    if not 1 <= len(blocks) <= MOST_BLOCKS:
        found.append(f"{len(blocks)} blocks")
    if len(json.dumps(blocks, ensure_ascii=False)) > TOTAL + 1000:
        found.append("blocks too long together")
    for number, block in enumerate(blocks):
        found += [f"block {number}: {problem}" for problem in _block(block)]
    return found


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    if kind not in TYPES:
        yield f"unknown type {kind}"
    if kind == "header":
        yield from _object(block["text"], "plain_text", 150)
    if kind == "section":
        yield from _object(block["text"], "mrkdwn", 3000)
    if kind == "context":
        if not 1 <= len(block["elements"]) <= 10:
            yield "context needs 1 to 10 elements"
        for element in block["elements"]:
            yield from _object(element, "mrkdwn", 3000)
    if kind == "actions":
        yield from _actions(block["elements"])


def _actions(elements: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not 1 <= len(elements) <= 25:
        yield "actions need 1 to 25 elements"
    names = [element["action_id"] for element in elements]
    if len(set(names)) < len(names) or any(not 1 <= len(name) <= 255 for name in names):
        yield "action ids must differ and have 1 to 255 characters"
    for element in elements:
        if element["type"] != "button":
            yield f"unexpected element {element['type']}"
        yield from _object(element["text"], "plain_text", 75)
        if not re.fullmatch(r"https?://\S{1,2990}", element["url"]):
            yield "a button's url must be http or https, at most 3000 characters"


def _object(given: Mapping[str, Any], kind: str, limit: int) -> Iterator[str]:
    if given["type"] != kind:
        yield f"expected {kind}, found {given['type']}"
    if kind == "plain_text":
        yield from _text(kind, given["text"], 1, limit, escaped=False)
    else:
        yield from _text(kind, given["text"], 1, limit)
        if given.get("verbatim") is not True:
            yield "Slack would turn names and addresses of strangers into links"


def _text(where: str, text: str, least: int, most: int, *, escaped: bool = True) -> Iterator[str]:
    if not least <= len(text) <= most or not text.strip():
        yield f"{where}: {len(text)} characters"
    if FORBIDDEN.search(text):
        yield f"{where}: control, bidirectional or surrogate signs"
    if CALLS.search(text):
        yield f"{where}: would notify a whole channel"
    if escaped:
        if ENTITY.search(text):
            yield f"{where}: an unescaped or broken &"
        if any(not LINK.fullmatch(inside) for inside in MARKUP.findall(text)):
            yield f"{where}: markup that is no link: {MARKUP.findall(text)}"
        if re.search("[<>]", MARKUP.sub("", text)):
            yield f"{where}: an unescaped < or >"
