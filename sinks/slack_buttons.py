"""What can be pressed under a message: answers where an app takes them, else a link to answer at, and links out."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from sinks.message import Message
from sinks.plain import clip, plain
from sinks.slack_text import uncalled
from streams.answers import BECAUSE, DAYS, WORDS, Said
from streams.clicks import EXPLAIN, action_name, block_name, choice

Block = dict[str, Any]
LONGEST_URL = 1500
_LABELS = {"claim": "Claim", "good": "Good", "not_a_fit": "Not a fit", "snooze": "Snooze"}
_CRMS = {
    "hubspot.com": "HubSpot", "salesforce.com": "Salesforce", "force.com": "Salesforce", "pipedrive.com": "Pipedrive",
    "attio.com": "Attio", "close.com": "Close", "dynamics.com": "Dynamics", "zoho.com": "Zoho",
}  # fmt: skip
ROW_DAYS = 30
"""Days of a snooze that is chosen in a line of the digest."""
_EXPLAINED = 300
"""Characters of the box that opens where a button asks for a confirmation."""


def answer_buttons(message: Message) -> list[Block]:
    """A button or a menu for each answer that can still be given."""
    return [_BUTTONS[said](said) for said in message.open]


def explain_button(message: Message, *, opens: bool = False) -> Block:
    """The button that says why this was an alert.

    `opens`: whether a window opens for the reasons; else they are in a box, as far as one holds them.
    """
    return _EXPLAIN if opens else _explain(message)


def answer_menu(message: Message, *, opens: bool = False) -> Block | None:
    """All answers that can still be given in one menu, for a message with several accounts."""
    options = [each for said in message.open for each in _options(said)]
    options += [_option("Explain", EXPLAIN)] if opens and options else []
    name = action_name("any")
    menu = {"type": "static_select", "action_id": name, "placeholder": _label("Answer"), "options": options}
    return menu if options else None


def link_buttons(message: Message, link: str | None, limit: int = LONGEST_URL) -> list[Block]:
    """Buttons that open something: the page to answer at, the evidence, the account in the CRM."""
    answer = _opens("open_answer", "Answer", link if message.open else None, limit)
    return [
        *answer,
        *_opens("open_evidence", "Open evidence", message.evidence_url, limit),
        *crm_button(message, limit),
    ]


def crm_button(message: Message, limit: int = LONGEST_URL) -> list[Block]:
    """The button that opens the account in the CRM, where its address is known."""
    return _opens("open_crm", f"Open in {crm_name(message.crm_url)}", message.crm_url, limit)


def _opens(name: str, label: str, url: str | None, limit: int) -> list[Block]:
    if not url or len(url) > limit:
        return []
    return [{"type": "button", "action_id": name, "text": _label(label), "url": url}]


def row_menu(*, listed: bool, opens: bool) -> Block:
    """What can be said of a line of the digest, behind three dots. `listed`: whether the company is on the list."""
    return _row_menu(listed, opens)


@cache
def _row_menu(listed: bool, opens: bool) -> Block:
    words = {"claim": "Claim" if listed else "Add: I take it", "good": "Good", "not_a_fit": "Not a fit"}
    given = [(label, value) for value, label in words.items() if listed or value != "good"]
    given += [(f"Snooze {ROW_DAYS} days", choice("snooze", ROW_DAYS)), *([("Explain", EXPLAIN)] if opens else [])]
    options = [{"text": {"type": "plain_text", "text": label}, "value": value} for label, value in given]
    return {"type": "overflow", "action_id": action_name("any"), "options": options}


def named_block(message: Message, within: str = "") -> str:
    """The name of the block with an alert's buttons, by which an answer finds it."""
    return block_name(message.alert, message.account, within)


def crm_name(url: str | None) -> str:
    """The CRM that an address belongs to: "HubSpot", else "CRM"."""
    host = (urlsplit(url or "").hostname or "").lower()
    return next((name for end, name in _CRMS.items() if host == end or host.endswith(f".{end}")), "CRM")


@cache
def _button(said: Said) -> Block:
    look = {"style": "primary"} if said == "claim" else {}
    return {"type": "button", "action_id": action_name(said), "text": _label(_LABELS[said]), "value": said, **look}


@cache
def _menu(said: Said) -> Block:
    return {
        "type": "static_select",
        "action_id": action_name(said),
        "placeholder": _label(_LABELS[said]),
        "options": [_option(words, value) for words, value in _choices(said)],
    }


_BUTTONS = {"claim": _button, "good": _button, "not_a_fit": _menu, "snooze": _menu}


def _choices(said: Said) -> list[tuple[str, str]]:
    if said == "snooze":
        return [(f"{days} days", str(days)) for days in DAYS]
    return [(words.capitalize(), reason) for reason, words in BECAUSE.items()]


def _options(said: Said) -> list[Block]:
    if said in ("claim", "good"):
        return [_option(_LABELS[said], choice(said))]
    word = "Snooze" if said == "snooze" else WORDS[said]
    return [_option(f"{word}: {words.lower()}", choice(said, value)) for words, value in _choices(said)]


def _explain(message: Message) -> Block:
    """Pressed, it opens a box with the sums; nothing need answer it."""
    box = {"title": _label("Why this alert"), "text": _label(_why(message)), "confirm": _label("OK")}
    return {
        "type": "button",
        "action_id": EXPLAIN,
        "text": _label("Explain"),
        "value": EXPLAIN,
        "confirm": {**box, "deny": _label("Close")},
    }


def _why(message: Message) -> str:
    bar = f", bar {message.bar}" if message.bar else ""
    sums = [*(f"{each.text}: {each.factors}" for each in message.why_now if each.factors), message.total]
    more = f"More: fitsignal explain {clip(plain(message.account), 80)}."
    told = f"Intent {message.intent}{bar}; fit {message.fit}. {more} "
    return clip(uncalled(told + "; ".join(filter(None, sums))), _EXPLAINED)


def _option(words: str, value: str) -> Block:
    return {"text": _label(words), "value": value}


def _label(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


_EXPLAIN: Block = {"type": "button", "action_id": EXPLAIN, "text": _label("Explain"), "value": EXPLAIN}
