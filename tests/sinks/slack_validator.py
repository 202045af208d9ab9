"""An independent check of Slack messages against Slack's documented limits; it knows nothing of how we build them.

Written from docs.slack.dev/reference/block-kit: blocks (header, section, context, actions, image), elements (button,
static select, overflow, image), composition objects (text, option, confirmation dialog), messages (text, blocks
together, metadata), and views (modal). Beside what Slack refuses it finds what a stranger's text could do in a channel.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

MOST_BLOCKS = 50
MOST_VIEW_BLOCKS = 100
MOST_VIEW = 250_000
"""Characters of a view."""
TOTAL = 13_200
"""Characters of all blocks, from which on Slack has been seen to answer msg_blocks_too_long."""
MARKUP = re.compile(r"<([^<>]*)>")
LINK = re.compile(r"https?://[^\s|<>]+\|[^<>\n]+")
PERSON = re.compile(r"@[UW][A-Z0-9]+")
DATE = re.compile(r"!date\^\d{9,11}\^[^^|<>]*\{[a-z_]+\}[^^|<>]*\|[^|<>]+")
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CALLS = re.compile(r"@(channel|here|everyone)\b", re.IGNORECASE)
Block = Mapping[str, Any]
KEYS = {
    "header": {"type", "text", "block_id"},
    "section": {"type", "text", "block_id", "fields", "accessory", "expand"},
    "context": {"type", "elements", "block_id"},
    "actions": {"type", "elements", "block_id"},
    "divider": {"type", "block_id"},
    "button": {"type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"},
    "static_select": {"type", "action_id", "placeholder", "options", "confirm", "initial_option", "focus_on_load"},
    "overflow": {"type", "action_id", "options", "confirm"},
    "image": {"type", "image_url", "alt_text", "title", "block_id", "slack_file"},
    "modal": {
        "type",
        "title",
        "blocks",
        "close",
        "submit",
        "private_metadata",
        "callback_id",
        "clear_on_close",
        "notify_on_close",
        "external_id",
        "submit_disabled",
    },
    "option": {"text", "value", "description", "url"},
    "confirm": {"title", "text", "confirm", "deny", "style"},
    "plain_text": {"type", "text", "emoji"},
    "mrkdwn": {"type", "text", "verbatim"},
}


def problems(text: str, blocks: Sequence[Block], metadata: Block | None = None) -> list[str]:
    """Everything that Slack would refuse, or that a stranger's text could do in a channel; none for a good message."""
    found = list(_text("text", text, 1, 40_000))
    if len(json.dumps(blocks, ensure_ascii=False)) > TOTAL:
        found.append("blocks too long together")
    if metadata is not None:
        found += _metadata(metadata)
    return [*found, *_blocks(blocks, MOST_BLOCKS)]


def view_problems(view: Block) -> list[str]:
    """The same of a view that is to be opened as a window."""
    found = list(_known("modal", view))
    if view.get("type") != "modal" or len(json.dumps(view, ensure_ascii=False)) > MOST_VIEW:
        found.append("a window is a modal of at most 250,000 characters")
    for part, most in (("title", 24), ("close", 24), ("submit", 24)):
        if part in view:
            found += _object(view[part], "plain_text", most)
    if "title" not in view or len(view.get("private_metadata", "")) > 3000 or len(view.get("callback_id", "")) > 255:
        found.append("a window needs a title; private_metadata has at most 3000 characters, callback_id 255")
    return [*found, *_blocks(view["blocks"], MOST_VIEW_BLOCKS)]


def _metadata(given: Block) -> Iterator[str]:
    """https://docs.slack.dev/messaging/message-metadata: a type, and a payload that is an object."""
    if set(given) != {"event_type", "event_payload"} or not isinstance(given["event_payload"], Mapping):
        yield "metadata has event_type and event_payload, an object"
    if not re.fullmatch(r"[a-z0-9_.:-]{1,255}", str(given.get("event_type", "")), re.IGNORECASE):
        yield "an event type is 1 to 255 letters, digits and underscores"


def _blocks(blocks: Sequence[Block], most: int) -> Iterator[str]:
    if not 1 <= len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(names)) < len(names) or any(not 1 <= len(name) <= 255 for name in names):
        yield "block ids must differ and have 1 to 255 characters"
    for number, block in enumerate(blocks):
        yield from (f"block {number}: {problem}" for problem in _block(block))


def _block(block: Block) -> Iterator[str]:
    kind = block.get("type", "")
    if kind not in _BLOCKS:
        yield f"unknown type {kind}"
        return
    yield from _known(kind, block)
    yield from _BLOCKS[kind](block)


def _header(block: Block) -> Iterator[str]:
    yield from _object(block["text"], "plain_text", 150)


def _section(block: Block) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "a section needs text or fields"
    if "text" in block:
        yield from _object(block["text"], "mrkdwn", 3000)
    if len(block.get("fields", [None])) not in range(1, 11):
        yield "1 to 10 fields"
    for field in block.get("fields", ()):
        yield from _object(field, "mrkdwn", 2000)
    if "accessory" in block:
        yield from _image(block["accessory"]) if block["accessory"]["type"] == "image" else _element(block["accessory"])


def _context(block: Block) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 10:
        yield "context needs 1 to 10 elements"
    for element in block["elements"]:
        yield from _image(element) if element["type"] == "image" else _object(element, "mrkdwn", 3000)


def _image(block: Block) -> Iterator[str]:
    yield from _known("image", block)
    if not re.fullmatch(r"https?://\S{1,2990}", block.get("image_url", "")):
        yield "an image's address is http or https, at most 3000 characters"
    yield from _text("alt text", block.get("alt_text", ""), 1, 2000, escaped=False)
    if "title" in block:
        yield from _object(block["title"], "plain_text", 2000)


def _actions(block: Block) -> Iterator[str]:
    elements = block["elements"]
    if not 1 <= len(elements) <= 25:
        yield "actions need 1 to 25 elements"
    names = [element["action_id"] for element in elements]
    if len(set(names)) < len(names):
        yield "action ids must differ"
    for element in elements:
        yield from _element(element)


def _divider(block: Block) -> Iterator[str]:
    yield from ()


_BLOCKS: Mapping[str, Callable[[Block], Iterator[str]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "image": _image,
}


def _element(element: Block) -> Iterator[str]:
    kind = element.get("type", "")
    if kind not in ("button", "static_select", "overflow"):
        yield f"unexpected element {kind}"
        return
    yield from _known(kind, element)
    if not 1 <= len(element["action_id"]) <= 255:
        yield "an action id has 1 to 255 characters"
    yield from _ELEMENTS[kind](element)
    if "confirm" in element:
        yield from _confirm(element["confirm"])


def _button(element: Block) -> Iterator[str]:
    yield from _object(element["text"], "plain_text", 75)
    if "url" in element and not re.fullmatch(r"https?://\S{1,2990}", element["url"]):
        yield "a button's url must be http or https, at most 3000 characters"
    if not 1 <= len(element.get("value", "x")) <= 2000:
        yield "a button's value has 1 to 2000 characters"
    if element.get("style", "primary") not in ("primary", "danger"):
        yield "a button's style is primary or danger"


def _select(element: Block) -> Iterator[str]:
    yield from _object(element["placeholder"], "plain_text", 150)
    yield from _options(element["options"], 1, 100)
    if "initial_option" in element and element["initial_option"] not in element["options"]:
        yield "what a menu begins with is one of its options"


def _overflow(element: Block) -> Iterator[str]:
    yield from _options(element["options"], 2, 5, urls=True)


_ELEMENTS: Mapping[str, Callable[[Block], Iterator[str]]] = {
    "button": _button,
    "static_select": _select,
    "overflow": _overflow,
}


def _options(options: Sequence[Block], least: int, most: int, *, urls: bool = False) -> Iterator[str]:
    if not least <= len(options) <= most:
        yield f"a menu has {least} to {most} options"
    for option in options:
        yield from _known("option", option)
        yield from _object(option["text"], "plain_text", 75)
        if not 1 <= len(option["value"]) <= 150:
            yield "an option's value has 1 to 150 characters"
        if "description" in option:
            yield from _object(option["description"], "plain_text", 75)
        if "url" in option and not (urls and re.fullmatch(r"https?://\S{1,2990}", option["url"])):
            yield "only an overflow's option has an address, http or https, at most 3000 characters"
    if len({option["value"] for option in options}) < len(options):
        yield "the values of options must differ"


def _confirm(box: Block) -> Iterator[str]:
    yield from _known("confirm", box)
    for part, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from _object(box[part], "plain_text", limit)


def _known(kind: str, given: Block) -> Iterator[str]:
    if unknown := set(given) - KEYS[kind]:
        yield f"{kind} has no {', '.join(sorted(unknown))}"


def _object(given: Block, kind: str, limit: int) -> Iterator[str]:
    if given["type"] != kind:
        yield f"expected {kind}, found {given['type']}"
    yield from _known(given["type"], given)
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
        known = (LINK, PERSON, DATE)
        if any(not any(each.fullmatch(inside) for each in known) for inside in MARKUP.findall(text)):
            yield f"{where}: markup that is no link and no person: {MARKUP.findall(text)}"
        if re.search("[<>]", MARKUP.sub("", text)):
            yield f"{where}: an unescaped < or >"
