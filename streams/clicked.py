"""What a message says once it was clicked on: who answered, and what can still be said. Pure.

For messages that nobody changes later: those of an incoming webhook, and digests. What stands in them is what Slack
tells with the click, so that it needs neither the store nor the alert.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from streams.answers import BECAUSE, Answer, in_words
from streams.clicks import PREFIX, action_name, answers_of, asked_by

Block = Mapping[str, Any]
TEXT = 3000
"""Characters of a section's text, in Slack."""
MOST_BLOCKS = 50


class Changed(NamedTuple):
    """A message as it is to stand now, and the address at which Slack takes it."""

    url: str
    body: Mapping[str, Any]


def changed_by(payload: Mapping[str, Any], at: datetime) -> Changed | None:
    """What the click makes of its message; None where it says nothing, or where somebody else changes the message."""
    url, message = payload.get("response_url"), payload.get("message")
    blocks = message.get("blocks") if isinstance(message, Mapping) else None
    said = _said(payload, at)
    if not (isinstance(url, str) and isinstance(message, Mapping) and isinstance(blocks, list) and said):
        return None
    made = [new for block in blocks if isinstance(block, Mapping) for new in _changed(block, said, payload)]
    body = {"replace_original": True, "text": str(message.get("text") or ""), "blocks": made[:MOST_BLOCKS]}
    return Changed(url, body)


def _said(payload: Mapping[str, Any], at: datetime) -> Mapping[str, Answer]:
    """The answers by the names of the blocks that they were given in."""
    actions = payload.get("actions")
    found = {}
    for action in actions if isinstance(actions, list) else ():
        name = action.get("block_id") if isinstance(action, Mapping) else None
        asked = asked_by(name)
        answers = answers_of({**payload, "actions": [action]}, at)
        if isinstance(name, str) and asked is not None and asked.within and answers:
            found[name] = answers[0]
    return found


def _changed(block: Block, said: Mapping[str, Answer], payload: Mapping[str, Any]) -> Iterator[Block]:
    answer = said.get(str(block.get("block_id")))
    if answer is None:
        yield block
    elif block.get("type") == "actions":
        yield _small_print(_told(answer, payload))
        yield from _buttons_left(block, answer)
    else:
        yield from _row(block, answer, payload)


def _told(answer: Answer, payload: Mapping[str, Any]) -> str:
    """ "✓ Claimed by @Mara, 09:31": the person by their name in Slack, the time by the reader's clock."""
    user = payload.get("user")
    person = str(user.get("id") or "") if isinstance(user, Mapping) else ""
    who = f"<@{person}>" if person.isalnum() and person.isascii() else "somebody"
    fallback = f"{answer.at:%Y-%m-%d %H:%M} UTC"
    when = f"<!date^{int(answer.at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"
    return f"✓ {in_words(answer.said, answer.because, answer.days)} by {who}, {when}"


def _small_print(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _buttons_left(block: Block, answer: Answer) -> Iterator[Block]:
    """A claim can still turn out good or no fit; any other answer closes the question."""
    closed = (action_name("claim"),) if answer.said == "claim" else ()
    elements = [each for each in block.get("elements") or () if isinstance(each, Mapping)]
    left = [each for each in elements if not _closed(str(each.get("action_id")), closed)]
    if left:
        yield {**block, "elements": left}


def _closed(name: str, closed: Sequence[str]) -> bool:
    return name in closed if closed else name.startswith(f"{PREFIX}_")


def _row(block: Block, answer: Answer, payload: Mapping[str, Any]) -> Iterator[Block]:
    """A line with its menu: the answer under it, and of the menu what can still be said."""
    asks, menu = _asks_why(block.get("accessory"), answer), _menu_left(block.get("accessory"), answer)
    told = _told(replace(answer, because=None) if asks else answer, payload)
    given = block.get("text")
    text = given if isinstance(given, Mapping) else {}
    lines = str(text.get("text") or "").split("\n")
    if lines[-1].startswith(f"✓ {in_words('not_a_fit', None, None)} by "):  # now with its reason
        del lines[-1]
    whole = "\n".join([*lines, told])
    kept = {key: value for key, value in block.items() if key != "accessory"}
    if len(whole) > TEXT:
        yield kept
        yield _small_print(told)
    else:
        yield {**kept, "text": {**text, "text": whole}, **({"accessory": menu} if menu else {})}


def _asks_why(menu: object, answer: Answer) -> bool:
    """Whether the answer came without the reason that another menu has."""
    short = isinstance(menu, Mapping) and menu.get("type") == "overflow"
    return short and answer.said == "not_a_fit"


def _menu_left(menu: object, answer: Answer) -> Block | None:
    if _asks_why(menu, answer):
        return why_menu()
    if answer.said != "claim" or not isinstance(menu, Mapping):
        return None
    options = [each for each in menu.get("options") or () if isinstance(each, Mapping) and each.get("value") != "claim"]
    return {**menu, "options": options} if len(options) > 1 else None


def why_menu() -> Block:
    """Asks why an account is no fit."""
    options = [
        {"text": {"type": "plain_text", "text": words.capitalize(), "emoji": False}, "value": reason}
        for reason, words in BECAUSE.items()
    ]
    placeholder = {"type": "plain_text", "text": "Why?", "emoji": False}
    return {
        "type": "static_select", "action_id": action_name("not_a_fit"), "placeholder": placeholder, "options": options,
    }  # fmt: skip
