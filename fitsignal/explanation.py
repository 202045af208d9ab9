"""An explanation as a person reads it: every number beside what it is made of, to be redone by hand.

Times are in the workspace's zone, which the first line names.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from fitsignal.commands.fit import headline, reason_lines
from fitsignal.output import Row, cell
from streams.ids import trigger_id


def show(rows: Sequence[Row]) -> None:
    """Print the explanation of each account."""
    from sinks.wrapping import on_terminal

    for row in rows:
        print(on_terminal("\n".join(explanation(row)), sys.stdout, indent=8))


def explanation(row: Row) -> list[str]:
    """The lines of one account's explanation."""
    fit, zone = row.get("fit") or {}, _zone(row)
    title = f"{fit.get('name') or row.get('name', '')} · {row.get('domain') or fit.get('domain', '')}".strip(" ·")
    as_of = f" · as of {_when(row['at'], zone)}" if row.get("at") else ""
    sections = (
        _standing(row, zone),
        _fit(fit),
        _intent(row, zone),
        _other_triggers(row, zone),
        _decisions(row, zone),
        _alerts(row, zone),
    )
    return [f"{title}{as_of} · times in {zone}", *(line for section in sections for line in section)]


def _zone(row: Row) -> tzinfo:
    return ZoneInfo(row["timezone"]) if row.get("timezone") else UTC


def _standing(row: Row, zone: tzinfo) -> Iterator[str]:
    if row.get("gate") not in (None, "pass"):
        yield f"Status {row.get('status')}; at the gate: {row['gate']}"
    if row.get("held_until"):
        yield f"Held by a red flag until {_when(row['held_until'], zone)}"


def _fit(fit: Row) -> Iterator[str]:
    if fit:
        yield f"\nFit: {headline(fit).removeprefix('fit ')}" + (f" · {fit['rule']}" if fit.get("rule") else "")
        yield from (f"  {line}" for line in reason_lines(fit))


def _intent(row: Row, zone: tzinfo) -> Iterator[str]:
    from sinks.sums import shown_sum
    from streams.intent import Intent

    told = row.get("intent") or {}
    known = {key: told[key] for key in Intent.model_fields if key in told}
    intent = Intent.model_validate({"account": str(row.get("domain", "")), **known, "kinds": _kinds(told)})
    bars = _bars(row)
    shown = shown_sum(intent, bars)
    yield f"\nIntent: {shown.points} {intent.level}" + (f" (bar {bars[0]:g})" if bars else "")
    triggers = {str(trigger["id"]): trigger for trigger in row.get("triggers") or ()}
    for kind, given in zip(shown.kinds, told.get("kinds") or (), strict=True):
        half_life = f", half-life {given['half_life']}" if given.get("half_life") else ""
        yield f"  {kind.kind}: {kind.value} (cap {given['cap']:g}{half_life})"
        for term in kind.terms:
            yield f"    {term.factors} = {term.value}{_told(triggers.get(term.trigger))}"
            yield from _evidence(triggers.get(term.trigger), zone)
        if kind.rest:
            yield f"    {kind.rest.triggers} more = {kind.rest.value}"
    yield f"  {shown.text}" if shown.kinds else "  nothing counts at this instant"


def _bars(row: Row) -> tuple[float, ...]:
    return tuple(float(bar) for bar in (row.get("bar"), row.get("hot")) if bar is not None)


def _kinds(told: Row) -> list[dict[str, Any]]:
    names = ("kind", "value", "total", "cap", "shares")
    shares = ("trigger", "points", "confidence", "age_days", "decay", "value")
    return [
        {name: kind[name] for name in names[:-1]}
        | {"shares": [{name: share[name] for name in shares} for share in kind["shares"]], "rest": kind.get("rest")}
        for kind in told.get("kinds") or ()
    ]


def _told(trigger: Row | None) -> str:
    if not trigger:
        return ""
    signals = trigger.get("signals") or 1
    return f" · {trigger.get('sentence') or trigger['kind']}" + (f" ({signals} signals)" if signals > 1 else "")


def _evidence(trigger: Row | None, zone: tzinfo) -> Iterator[str]:
    for each in (trigger or {}).get("evidence") or ():
        parts = (_when(each.get("occurred_at"), zone), each.get("source"), each.get("title"), each.get("url"))
        yield "      " + " · ".join(cell(part) for part in parts if part)


def _other_triggers(row: Row, zone: tzinfo) -> Iterator[str]:
    counted = {share["trigger"] for kind in (row.get("intent") or {}).get("kinds") or () for share in kind["shares"]}
    others = [trigger for trigger in row.get("triggers") or () if trigger["id"] not in counted]
    if others:
        yield "\nTriggers that earn nothing at this instant"
    for trigger in others:
        yield f"  {_when(trigger.get('at'), zone)}{_told(trigger)}"
        yield from _evidence(trigger, zone)


def _decisions(row: Row, zone: tzinfo) -> Iterator[str]:
    decisions: Sequence[Mapping[str, Any]] = row.get("decisions") or ()
    yield "\nDecisions" if decisions else "\nDecisions: none; the intent never reached the bar"
    for each in decisions:
        verdict = str(each.get("verdict"))
        words = each.get("words") or each.get("cause") if verdict != "alert" else ""
        parts = (_when(each.get("decided_at"), zone), _event(row, each), _numbers(row, each), each.get("priority"))
        yield "  " + " · ".join(cell(part) for part in (*parts, f"{verdict}: {words}" if words else verdict) if part)


def _event(row: Row, decision: Mapping[str, Any]) -> str:
    """What happened, as the trigger tells it that the decided signal opened or went into; else the bare kind."""
    kind = str(decision.get("kind") or "")
    own = trigger_id(str(row.get("domain", "")), kind, str(decision.get("signal", "")))
    alike = [trigger for trigger in row.get("triggers") or () if trigger["kind"] == kind]
    opened = [trigger for trigger in alike if trigger["id"] == own]
    joined = [trigger for trigger in alike if _saw(trigger, decision.get("decided_at"))]
    found = next(iter((*opened, *joined)), None)
    return str(found["sentence"]) if found and found.get("sentence") else kind.replace("_", " ")


def _saw(trigger: Row, at: object) -> bool:
    return at is not None and any(each.get("observed_at") == at for each in trigger.get("evidence") or ())


def _alerts(row: Row, zone: tzinfo) -> Iterator[str]:
    alerts: Sequence[Mapping[str, Any]] = row.get("alerts") or ()
    if alerts:
        yield "\nAlerts"
    for each in alerts:
        priority = f"{each.get('priority')}{' ↑' if each.get('escalates') else ''}"
        parts = (_when(each.get("decided_at"), zone), priority, _numbers(row, each), each.get("delivered"))
        yield "  " + " · ".join(cell(part) for part in parts if part)


def _numbers(row: Row, decided: Mapping[str, Any]) -> str:
    from sinks.sums import headline as points

    intent = decided.get("intent")
    told = points(float(intent), _bars(row)) if isinstance(intent, int | float) else ""
    return f"fit {cell(decided.get('fit'))}, intent {told}".rstrip()


def _when(text: object, zone: tzinfo) -> str:
    """A time as it is read in a line: to the second, in the zone; at midnight UTC, a bare date without its hour."""
    try:
        then = datetime.fromisoformat(str(text or ""))
    except ValueError:
        return ""
    then = then.replace(tzinfo=then.tzinfo or UTC).astimezone(UTC)
    return f"{then:%Y-%m-%d}" if then.time() == time(0) else f"{then.astimezone(zone):%Y-%m-%d %H:%M:%S}"
