"""A fact of an alert's message: what happened, where it was told, how long ago, and what it adds to the intent."""

from dataclasses import dataclass
from datetime import datetime

from sinks.ages import age
from sinks.plain import clip, shown, web_link
from sinks.sentences import trigger_sentence
from sinks.sums import Term
from sinks.views import TriggerView
from streams.kinds import RED_FLAGS

TITLE_LIMIT = 200
_HEADLINED = frozenset({
    "funding_round", "leadership_hire", "leadership_departure", "board_appointment", "acquisition", "public_offering",
    "fund_close", "product_launch", "expansion", "champion_move", *RED_FLAGS,
})  # fmt: skip
"""Kinds whose evidence has a headline that says it better than our sentence."""
_SAID = frozenset({"visit", "form_submitted", "job_posting", "hiring_surge"})
"""Kinds of which the title of the evidence, that of a page, says nothing more than our sentence."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of "why now": what, its link, where and when from, and its part of the intent."""

    text: str
    url: str | None
    notes: str
    factors: str | None


def fact(view: TriggerView, term: Term | None, now: datetime) -> Fact:
    """The line of a trigger, with its part of the intent where it has one."""
    first = view.evidence[0] if view.evidence else None
    notes = [shown(first.source, 60), age(first.at, now)] if first else [age(view.trigger.at, now)]
    if view.outlets > 1:
        notes.append(f"+{view.outlets - 1} {'outlet' if view.outlets == 2 else 'outlets'}")
    return Fact(
        text=_fact_text(view),
        url=evidence_url(view),
        notes=", ".join(filter(None, notes)),
        factors=f"{term.factors} = {term.value}" if term else None,
    )


def _fact_text(view: TriggerView) -> str:
    told, kind = trigger_sentence(view), view.trigger.kind
    title = shown(view.evidence[0].title, TITLE_LIMIT) if view.evidence and kind not in _SAID else None
    if title is None or title in told:
        return told
    return title if kind in _HEADLINED else clip(f"{told}: {title}", TITLE_LIMIT)


def evidence_url(view: TriggerView) -> str | None:
    """The first address of the evidence that a person can follow."""
    return next(filter(None, (web_link(each.url) for each in view.evidence)), None)
