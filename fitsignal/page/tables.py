"""The tables of the page: endpoints of the receiver, sources, sinks."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from fitsignal.page.figures import Row, part
from fitsignal.sizes import size_text

_GOOD, _BAD = frozenset(("ok", "sent", "idle", "new", "muted")), frozenset(("failing", "failed"))


def receiver(rows: Sequence[Row]) -> str:
    """The endpoints, what waits in the spool, and what became of the events; nothing where there is no receiver."""
    endpoints = part(rows, "receiver")
    if not endpoints:
        return ""
    shown = [
        (
            _name(row["endpoint"], row["type"]),
            *(_count(row[count]) for count in ("accepted", "refused", "signals")),
            _time(row["last"]),
        )
        for row in endpoints
    ]
    table = _table(("endpoint", "taken", "refused", "signals", "last signal"), shown)
    return _section("Receiver", f"{_spool(rows)}{table}{_groups(rows)}")


def sources(rows: Sequence[Row]) -> str:
    """Health of each source."""
    shown = [
        (_name(row["source"], row["type"]), _state(row["state"]), _count(row["signals"]), _time(row["last_ok"]))
        for row in part(rows, "sources")
    ]
    return _section("Sources", _table(("source", "state", "signals", "last poll"), shown)) if shown else ""


def sinks(rows: Sequence[Row]) -> str:
    """Deliveries by sink."""
    shown = [
        (_name(row["sink"], ""), _state(row["state"]), _count(row["deliveries"]), escape(str(row["trouble"] or "")))
        for row in part(rows, "sinks")
    ]
    return _section("Sinks", _table(("sink", "state", "deliveries", ""), shown)) if shown else ""


def _spool(rows: Sequence[Row]) -> str:
    for row in part(rows, "spool"):
        if not row["waiting"]:
            return '<p class="empty">Nothing waits: all that was taken has been handed on.</p>'
        age = f", the oldest since {_time(row['oldest'])}" if row["oldest"] else ""
        return f"<p>{row['waiting']:,} waiting, {escape(size_text(row['bytes']))}{age}</p>"
    return ""


def _groups(rows: Sequence[Row]) -> str:
    """How companies were known, who was no visitor, and what was refused, each by cause."""
    groups = (
        ("Company known by", part(rows, "matched"), "method", "events"),
        ("No visitor", part(rows, "skipped"), "cause", "events"),
        ("Refused for", part(rows, "refused"), "cause", "requests"),
    )
    shown = "".join(_group(title, found, key, count) for title, found, key, count in groups if found)
    return f'<div class="groups">{shown}</div>' if shown else ""


def _group(title: str, rows: Iterable[Row], key: str, count: str) -> str:
    items = "".join(f"<li><span>{escape(_words(row[key]))}</span>{_count(row[count])}</li>" for row in rows)
    return f"<div><h3>{escape(title)}</h3><ul>{items}</ul></div>"


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _name(name: Any, type_: Any) -> str:
    more = f" <small>{escape(str(type_))}</small>" if type_ and type_ != name else ""
    return f"{escape(str(name))}{more}"


def _state(state: Any) -> str:
    kind = "good" if state in _GOOD else "bad" if state in _BAD else "look"
    return f'<span class="dot {kind}"></span>{escape(_words(state))}'


def _count(number: Any) -> str:
    return f'<span class="n">{int(number or 0):,}</span>'


def _time(instant: Any) -> str:
    """An instant in RFC 3339, to the minute."""
    if not instant:
        return "never"
    text = str(instant)
    return f'<time datetime="{escape(text)}">{escape(text[:16].replace("T", " "))} UTC</time>'


def _words(name: Any) -> str:
    return str(name).replace("_", " ")
