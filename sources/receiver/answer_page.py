"""The page of an answer link: it asks, and only what is then sent answers. Opening it, as scanners do, says nothing.

No script, nothing from elsewhere, and nothing that a search engine or a cache keeps.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

from sources.receiver.clients.door import Answer
from streams.answer_links import AnswerLink
from streams.answers import BECAUSE, DAYS, in_words

HEADERS: Mapping[str, str] = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
}
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 12vh auto; padding: 0 1rem; color: #1d1c1d }}
h1 {{ font-size: 1.25rem }}
form > div {{ margin: .75rem 0 }}
button {{ font: inherit; padding: .4rem .9rem; border: 1px solid #8883; border-radius: .4rem; cursor: pointer }}
select, input {{ font: inherit; padding: .35rem }}
@media (prefers-color-scheme: dark) {{ body {{ background: #1a1d21; color: #e8e8e8 }} }}
</style>
{body}</html>
"""
_FORM = """<h1>What about {account}?</h1>
<form method="post">
{hidden}<div><label>You are <input name="name" maxlength="100" value="{who}" required></label></div>
<div><button name="said" value="claim">Claim: I take it</button>
<button name="said" value="good">Good</button></div>
<div><select name="because" aria-label="Why not">{becauses}</select>
<button name="said" value="not_a_fit">Not a fit</button></div>
<div><select name="days" aria-label="How long">{days}</select>
<button name="said" value="snooze">Snooze</button></div>
</form>
"""


def form(link: AnswerLink, fields: Mapping[str, str]) -> Answer:
    """The question. `fields`: what the form sends back beside the answer."""
    told = {
        "account": escape(link.account),
        "who": escape(link.who),
        "hidden": "".join(f'<input type="hidden" name="{k}" value="{escape(v)}">\n' for k, v in fields.items()),
        "becauses": _options(BECAUSE),
        "days": _options({str(days): f"{days} days" for days in DAYS}),
    }
    return _page(f"What about {link.account}?", _FORM.format(**told))


def thanks(account: str, said: str, because: str | None, days: int | None) -> Answer:
    """What is shown once an answer is kept."""
    words = in_words(said, because, days)
    body = f"<h1>{escape(account)}: {escape(words)}</h1>\n<p>Noted. Whoever changes their mind answers again.</p>\n"
    return _page(f"{account}: {words}", body)


def _options(words: Mapping[Any, str]) -> str:
    return "".join(f'<option value="{escape(key)}">{escape(text)}</option>' for key, text in words.items())


def _page(title: str, body: str) -> Answer:
    text = _PAGE.format(title=escape(title), body=body)
    return Answer(200, text.encode(), "text/html; charset=utf-8", HEADERS)
