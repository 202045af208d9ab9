"""An explanation as a person reads it: every number beside what it is made of, to be redone by hand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fitsignal.commands.fit import headline, reason_lines
from fitsignal.output import Row, cell


def show(rows: Sequence[Row]) -> None:
    """Print the explanation of each account."""
    for row in rows:
        print("\n".join(explanation(row)))


def explanation(row: Row) -> list[str]:
    """The lines of one account's explanation."""
    fit = row.get("fit") or {}
    title = f"{fit.get('name') or row.get('name', '')} · {row.get('domain') or fit.get('domain', '')}".strip(" ·")
    as_of = f" · as of {_when(row['at'])}" if row.get("at") else ""
    sections = (_standing(row), _fit(fit), _intent(row), _other_triggers(row), _decisions(row), _alerts(row))
    return [title + as_of, *(line for section in sections for line in section)]


def _standing(row: Row) -> Iterator[str]:
    if row.get("gate") not in (None, "pass"):
        yield f"Status {row.get('status')}; at the gate: {row['gate']}"
    if row.get("held_until"):
        yield f"Held by a red flag until {_when(row['held_until'])}"


def _fit(fit: Row) -> Iterator[str]:
    if fit:
        yield f"\nFit: {headline(fit).removeprefix('fit ')}" + (f" · {fit['rule']}" if fit.get("rule") else "")
        yield from (f"  {line}" for line in reason_lines(fit))


def _intent(row: Row) -> Iterator[str]:
    from sinks.sums import shown_sum
    from streams.intent import Intent

    told = row.get("intent") or {}
    known = {key: told[key] for key in Intent.model_fields if key in told}
    intent = Intent.model_validate({"account": str(row.get("domain", "")), **known, "kinds": _kinds(told)})
    bars = tuple(float(bar) for bar in (row.get("bar"), row.get("hot")) if bar is not None)
    shown = shown_sum(intent, bars)
    yield f"\nIntent: {shown.points} {intent.level}" + (f" (bar {bars[0]:g})" if bars else "")
    triggers = {str(trigger["id"]): trigger for trigger in row.get("triggers") or ()}
    for kind, given in zip(shown.kinds, told.get("kinds") or (), strict=True):
        half_life = f", half-life {given['half_life']}" if given.get("half_life") else ""
        yield f"  {kind.kind}: {kind.value} (cap {given['cap']:g}{half_life})"
        for term in kind.terms:
            yield f"    {term.factors} = {term.value}{_told(triggers.get(term.trigger))}"
            yield from _evidence(triggers.get(term.trigger))
    yield f"  {shown.text}" if shown.kinds else "  nothing counts at this instant"


def _kinds(told: Row) -> list[dict[str, Any]]:
    names = ("kind", "value", "total", "cap", "shares")
    shares = ("trigger", "points", "confidence", "age_days", "decay", "value")
    return [
        {name: kind[name] for name in names[:-1]}
        | {"shares": [{name: share[name] for name in shares} for share in kind["shares"]]}
        for kind in told.get("kinds") or ()
    ]


def _told(trigger: Row | None) -> str:
    if not trigger:
        return ""
    signals = trigger.get("signals") or 1
    return f" · {trigger.get('sentence') or trigger['kind']}" + (f" ({signals} signals)" if signals > 1 else "")


def _evidence(trigger: Row | None) -> Iterator[str]:
    for each in (trigger or {}).get("evidence") or ():
        parts = (_when(each.get("occurred_at")), each.get("source"), each.get("title"), each.get("url"))
        yield "      " + " · ".join(cell(part) for part in parts if part)


def _other_triggers(row: Row) -> Iterator[str]:
    counted = {share["trigger"] for kind in (row.get("intent") or {}).get("kinds") or () for share in kind["shares"]}
    others = [trigger for trigger in row.get("triggers") or () if trigger["id"] not in counted]
    if others:
        yield "\nTriggers that earn nothing at this instant"
    for trigger in others:
        yield f"  {_when(trigger.get('at'))}{_told(trigger)}"
        yield from _evidence(trigger)


def _decisions(row: Row) -> Iterator[str]:
    decisions: Sequence[Mapping[str, Any]] = row.get("decisions") or ()
    yield "\nDecisions" if decisions else "\nDecisions: none; the intent never reached the bar"
    for each in decisions:
        words = each.get("words") or each.get("cause") or ""
        numbers = f"fit {cell(each.get('fit'))}, intent {cell(each.get('intent'))}, {each.get('priority')}"
        yield f"  {_when(each.get('decided_at'))} · {numbers} · {each.get('verdict')}" + (f": {words}" if words else "")


def _alerts(row: Row) -> Iterator[str]:
    alerts: Sequence[Mapping[str, Any]] = row.get("alerts") or ()
    if alerts:
        yield "\nAlerts"
    for each in alerts:
        numbers = f"fit {cell(each.get('fit'))}, intent {cell(each.get('intent'))}"
        yield f"  {_when(each.get('decided_at'))} · {each.get('priority')} · {numbers}"


def _when(text: object) -> str:
    """A time as it is read in a line: to the second, in UTC."""
    day, _, clock = str(text or "").partition("T")
    return f"{day} {clock[:8]}" if clock else day
