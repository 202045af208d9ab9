"""Shows Slack messages of invented companies as pictures: docs/images/slack-*.png, from the very blocks that are sent.

`--html` writes the page to stdout instead. The pictures need Chromium and playwright; nothing is fetched.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from fitsignal import digests
from fitsignal.explanation import explanation
from fitsignal.jsonl import plain_rows
from fitsignal.operations import operate
from scripts.pictures import ACCOUNT, FOLDER, example
from sinks.digest import Digest
from sinks.digest_slack import digest_posts
from sinks.headlined import heard
from sinks.slack_blocks import Look, Post
from sinks.slack_threads import escalation_post, reply_post, whole_post
from sinks.slack_window import window
from sinks.views import AlertView, AnswerView, ReplyView
from streams.answers import in_words
from streams.clicked import changed_by

if TYPE_CHECKING:
    from fitsignal.service import Service

LOOK = Look("U0MARA", answers=True, explains=True)
_ALERTS = "SELECT id::VARCHAR AS id FROM alerts WHERE account = ? ORDER BY decided_at"
CHROMIUM = "/usr/bin/chromium"
WIDTH = 760
Block = Mapping[str, Any]
STYLE = """
body { margin: 0; background: #fff; color: #1d1c1d; font: 15px/1.46 Lato, "Segoe UI", Arial, sans-serif }
.shot { width: 720px; padding: 18px 20px; box-sizing: border-box }
.message { display: grid; grid-template-columns: 36px 1fr; gap: 10px; padding: 6px 0 }
.face { width: 36px; height: 36px; border-radius: 8px; background: #0f766e; color: #fff; font-weight: 700;
  display: grid; place-items: center }
.who { font-weight: 900 } .app { background: #ddd; border-radius: 3px; font-size: 10px; padding: 1px 4px; color: #555 }
.when { color: #616061; font-size: 12px; margin-left: 6px }
.header { font-size: 18px; font-weight: 900; margin: 4px 0 6px }
.section { margin: 6px 0; white-space: pre-wrap; display: flex; justify-content: space-between; gap: 16px }
.context { margin: 6px 0; color: #616061; font-size: 13px }
.actions { margin: 8px 0 4px; display: flex; flex-wrap: wrap; gap: 8px }
.press { border: 1px solid #bbb; border-radius: 4px; padding: 4px 10px; font-weight: 700; font-size: 13px;
  white-space: nowrap; align-self: flex-start }
.primary { background: #007a5a; border-color: #007a5a; color: #fff }
.menu::after { content: " ▾"; color: #616061 }
a, .call { color: #1264a3; text-decoration: none } .call { background: #e8f5fa; border-radius: 3px; padding: 0 2px }
.thread { margin-left: 46px; border-left: 3px solid #ddd; padding-left: 12px }
.window { border: 1px solid #ccc; border-radius: 8px; padding: 12px 20px; font-size: 14px }
.bar { display: flex; justify-content: space-between; font-size: 18px; padding-bottom: 8px }
.note { color: #616061; font-size: 13px; margin: 2px 0 }
"""
_MARKUP = re.compile(r"<(![^<>]+|@[UW][A-Z0-9]+|https?://[^|>]+\|[^>]+)>|\*([^*\n]+)\*")
NAMES = {"U0MARA": "Mara Dunleck"}


def page(shots: Mapping[str, str]) -> str:
    """One page with a part for each picture."""
    parts = "".join(f'<div class="shot" id="{name}">{body}</div>\n' for name, body in shots.items())
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>{parts}'


def message_html(blocks: Sequence[Block], when: str, *, inside: str = "") -> str:
    """A message of the app, as Slack lays it out."""
    body = "".join(map(_block, blocks))
    head = f'<div><span class="who">fitsignal</span> <span class="app">APP</span><span class="when">{when}</span></div>'
    return f'<div class="message"><div class="face">f</div><div>{head}{body}{inside}</div></div>'


def _block(block: Block) -> str:
    kind = block["type"]
    if kind == "header":
        return f'<div class="header">{escape(block["text"]["text"])}</div>'
    if kind == "section":
        pressed = _element(block["accessory"]) if "accessory" in block else ""
        return f'<div class="section"><div>{_markup(block["text"]["text"])}</div>{pressed}</div>'
    if kind == "context":
        return f'<div class="context">{" &nbsp; ".join(_markup(each["text"]) for each in block["elements"])}</div>'
    return f'<div class="actions">{"".join(map(_element, block["elements"]))}</div>'


def _element(element: Block) -> str:
    if element["type"] == "overflow":
        return '<span class="press">⋯</span>'
    if element["type"] == "static_select":
        return f'<span class="press menu">{escape(element["placeholder"]["text"])}</span>'
    return f'<span class="press {element.get("style", "")}">{escape(element["text"]["text"])}</span>'


def _markup(text: str) -> str:
    """Slack's markup as HTML; what is escaped in one is in the other."""
    return "".join(
        _marked(*match.groups()) if (match := _MARKUP.fullmatch(part)) else escape(unescape(part))
        for part in re.split(r"(<[^<>]+>|\*[^*\n]+\*)", text)
    )


def _marked(inside: str | None, strong: str | None) -> str:
    if strong is not None:
        return f"<b>{escape(unescape(strong))}</b>"
    assert inside is not None
    if inside.startswith("!date"):
        return "yesterday 17:02"
    if inside.startswith("@"):
        return f'<span class="call">@{NAMES.get(inside[1:], inside[1:])}</span>'
    return f"<a>{escape(unescape(inside.partition('|')[2]))}</a>"


def shots() -> dict[str, str]:
    """The pictures' parts: what the example's day gives."""
    with example() as service:
        first, risen = (service.reader.alert_view(row["id"]) for row in service.store.rows(_ALERTS, [ACCOUNT])[:2])
        digest = digests.digest_of_day(service, digests.last_day(service))
        return {
            "slack-alert": _alert(first),
            "slack-thread": _thread(service, first, risen),
            "slack-digest": "".join(message_html(post.blocks, "08:00") for post in _digest(digest)),
            "slack-explain": _window(service),
        }


def _digest(digest: Digest) -> Sequence[Post]:
    """What it posts, two lines of it answered."""
    posts = list(digest_posts(digest, replace(LOOK, owner=None)))
    rows = [block["block_id"] for block in posts[0].blocks if "accessory" in block]
    for row, said in zip(rows[1:3], ("claim", "not_a_fit"), strict=True):
        posts[0] = _clicked(posts[0], row, said, digest)
    return posts


def _clicked(post: Post, row: str, said: str, digest: Digest) -> Post:
    """The message after a click on the menu of a line."""
    action = {"block_id": row, "action_id": "answer_any", "selected_option": {"value": said}}
    told = {"text": post.text, "blocks": list(post.blocks)}
    payload = {
        "user": {"id": LOOK.owner},
        "actions": [action],
        "message": told,
        "response_url": "https://slack.example",
    }
    changed = changed_by(payload, digest.end)
    assert changed is not None
    return Post(post.text, tuple(changed.body["blocks"]))


def _window(service: "Service") -> str:
    """The window that Explain opens."""
    rows = plain_rows(operate(service, "explain", {"domain": ACCOUNT}))
    view = window([line for row in rows for line in explanation(row)])
    bar = f'<div class="bar"><b>{view["title"]["text"]}</b><span class="press">{view["close"]["text"]}</span></div>'
    return f'<div class="window">{bar}{"".join(map(_block, view["blocks"]))}</div>'


def _alert(view: AlertView) -> str:
    return message_html(whole_post(view, LOOK).blocks, _clock(view.now, view))


def _thread(service: "Service", first: AlertView, risen: AlertView) -> str:
    """The alert as it stands at last, what it rose by, and a quiet later signal."""
    at = risen.now + timedelta(minutes=26)
    claimed = AnswerView("claim", in_words("claim", None, None), "Mara Dunleck", at)
    stands = whole_post(replace(first, raised=risen.alert.priority, answers=(claimed,)), Look(answers=True))
    parts = ((escalation_post(risen, LOOK), risen.now), _later(service, risen))
    inside = "".join(message_html(post.blocks, _clock(when, risen)) for post, when in parts)
    return message_html(stands.blocks, _clock(first.now, first), inside=f'<div class="thread">{inside}</div>')


def _later(service: "Service", risen: AlertView) -> tuple[Post, datetime]:
    """The first that was heard of the account after its rise."""
    after = service.reader.history(ACCOUNT, service.now())
    new = min((each for each in after.triggers if heard(each) > risen.now), key=heard)
    told = replace(risen, now=heard(new) + timedelta(minutes=1))
    return reply_post(ReplyView(told, new, after.intent.points, risen.alert.priority)), told.now


def _clock(then: datetime, view: AlertView) -> str:
    return f"{then.astimezone(view.tz):%H:%M}"


def draw(html: str, names: Sequence[str]) -> None:
    """Screenshots of the parts, finer than a screen."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=1.5)
        shown.set_content(html)
        for name in names:
            shown.locator(f"#{name}").screenshot(path=FOLDER / f"{name}.png")
        browser.close()


def main() -> None:
    found = shots()
    if "--html" in sys.argv[1:]:
        print(page(found))
    else:
        draw(page(found), list(found))


if __name__ == "__main__":
    main()
