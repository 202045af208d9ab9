"""The digest as one HTML page that needs nothing else: no script, font or image; only evidence and answers linked."""

import re
from html import escape

from sinks.digest import Digest, Row, Section

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
td { padding: .35rem .6rem; border-top: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere; }
.p { width: 1.6rem; font-weight: 600; } .who { width: 12rem; } .fit { width: 3.2rem; } .intent { width: 4.4rem; }
.small { color: #777; font-size: .85rem; }
@media (max-width: 40rem) {
  table, tbody { display: block; } tr { display: flex; flex-wrap: wrap; border-top: 1px solid #8884; }
  td { border: 0; padding: .15rem .3rem; } .who { flex: 1; } td:last-child { flex-basis: 100%; }
}
"""
_AGE = re.compile(r"(\d) (d|h|min)\b")
"""A number and its unit, which no line's end tells apart."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def digest_html(digest: Digest) -> str:
    """The page. Everything that strangers wrote is escaped."""
    body = "".join(map(_section, digest.sections)) + "".join(f'<p class="small">{escape(c)}</p>' for c in digest.counts)
    window = f"{_instant(digest, 'start')} to {_instant(digest, 'end')}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(digest.greeting)}</title><style>{_STYLE}</style></head><body>"
        f'<h1>{escape(digest.greeting)}</h1><p class="small">{escape(window)}</p>{body}</body></html>\n'
    )


def _instant(digest: Digest, end: str) -> str:
    then = digest.start if end == "start" else digest.end
    return f"{then.astimezone(digest.tz):%a %d %b %Y %H:%M}"


def _section(section: Section) -> str:
    rows = "".join(map(_row, section.rows)) + "".join(
        f'<tr><td colspan="5">{escape(line)}</td></tr>' for line in section.lines
    )
    more = f'<p class="small">… and {section.more:,} more</p>' if section.more else ""
    return f"<h2>{escape(section.title)}</h2><table>{rows}</table>{more}"


def _row(row: Row) -> str:
    name = escape(row.name)
    if row.url:
        name = f'<a href="{escape(row.url)}" rel="noopener noreferrer nofollow">{name}</a>'
    notes = _AGE.sub("\\1&nbsp;\\2", escape(" · ".join(row.notes)))
    fit, intent = escape(f"{row.tier} {row.fit}"), escape(f"{row.intent} {row.level}")
    who = f'{name}<br><span class="small">{escape(row.domain)}{_answer(row)}</span>'
    return (
        f'<tr><td class="p">{escape(row.priority)}</td><td class="who">{who}</td>'
        f'<td class="fit">{fit}</td><td class="intent">{intent}</td><td>{notes}</td></tr>'
    )


def _answer(row: Row) -> str:
    return f' · <a href="{escape(row.page)}" rel="noopener noreferrer nofollow">Answer</a>' if row.page else ""
