"""The page as HTML that needs nothing else: no script, no font, no image. Whatever strangers wrote is escaped."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources

from fitsignal.page.figures import Row, part, way
from fitsignal.page.needs import Need, needs
from fitsignal.page.tables import receiver, sinks, sources

STYLE = (resources.files("fitsignal.page") / "page.css").read_text(encoding="utf-8")
REFRESH = 15
"""Seconds after which the browser asks anew."""
_NO_ALERTS = "None yet. An alert needs a company that fits and a reason to call now."


def page_html(name: str, rows: Sequence[Row]) -> str:
    """The status page of a workspace, from the rows of the operation `page`."""
    body = [_head(name, rows), _way(rows), _needs(rows), _alerts(rows), receiver(rows), sources(rows), sinks(rows)]
    return _document(f"{name} · fitsignal", "".join(body), refresh=f"{REFRESH}")


def plain_html(title: str, *sentences: str) -> str:
    """A page of a few sentences; what stands between backticks is a command."""
    said = "".join(f"<p>{_with_code(sentence)}</p>" for sentence in sentences)
    return _document(title, f'<section class="alone"><h1>{escape(title)}</h1>{said}</section>')


def entry_html() -> str:
    """The page that goes on to the page itself."""
    return _document(
        "Signed in", '<section class="alone"><p><a href="/">Signed in</a></p></section>', refresh="0; url=/"
    )


def _document(title: str, body: str, *, refresh: str = "") -> str:
    again = f'<meta http-equiv="refresh" content="{escape(refresh)}">' if refresh else ""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">{again}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


def _head(name: str, rows: Sequence[Row]) -> str:
    found = needs(rows)
    broken = sum(need.bad for need in found)
    state, text = ("bad", f"{broken} failing") if broken else ("good", "All parts work")
    return (
        f'<header><div><span class="mark">fitsignal</span><h1>{escape(name)}</h1></div>'
        f'<span class="pill {state}">{escape(text)}</span></header>'
    )


def _way(rows: Sequence[Row]) -> str:
    steps = "".join(
        f"<li><b>{step.number:,}</b><span>{escape(step.label)}</span><small>{escape(step.note)}</small></li>"
        for step in way(rows)
    )
    return f'<ol class="way">{steps}</ol>'


def _needs(rows: Sequence[Row]) -> str:
    found = needs(rows)
    if not found:
        return ""
    return f'<section><h2>Waits for you</h2><ul class="needs">{"".join(map(_need, found))}</ul></section>'


def _need(need: Need) -> str:
    kind = "bad" if need.bad else "look"
    return f'<li class="{kind}"><span>{escape(need.text)}</span><code>{escape(need.command)}</code></li>'


def _alerts(rows: Sequence[Row]) -> str:
    latest = "".join(_alert(row) for row in part(rows, "alerts"))
    shown = f'<ul class="alerts">{latest}</ul>' if latest else f'<p class="empty">{_NO_ALERTS}</p>'
    return f"<section><h2>Latest alerts</h2>{shown}</section>"


def _alert(row: Row) -> str:
    title = escape(str(row["title"]))
    if row.get("url"):
        title = f'<a href="{escape(str(row["url"]))}" rel="noopener noreferrer nofollow" target="_blank">{title}</a>'
    priority = escape(str(row["priority"]))
    facts = f"fit {row['fit']} · intent {row['intent']}"
    return (
        f'<li><span class="priority {priority.lower()}">{priority}</span><span class="what">{title}</span>'
        f'<span class="facts">{escape(facts)}</span><time>{escape(str(row["when"]))}</time></li>'
    )


def _with_code(sentence: str) -> str:
    return "".join(_pieces(sentence))


def _pieces(sentence: str) -> Iterator[str]:
    for place, piece in enumerate(sentence.split("`")):
        yield f"<code>{escape(piece)}</code>" if place % 2 else escape(piece)
