"""The alert's message in neutral parts, before any channel's markup: title, why now, why them, who, context.

Law: every number shown can be recomputed from the numbers shown beside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from icp.account import Account
from icp.fit import Reason
from sinks.ages import age
from sinks.facts import Fact, evidence_url, fact
from sinks.headlined import headlined
from sinks.message_context import context_lines
from sinks.moments import lately, moment
from sinks.plain import clip, plain, shown, web_link
from sinks.reasons import origin_text, reason_text
from sinks.say import say
from sinks.sentences import kind_label, trigger_sentence
from sinks.sums import KindSum, Sum, Term, number, shown_sum
from sinks.views import AlertView, AnswerView, TriggerView
from streams.answers import Said

NAME_LIMIT = 80
FACTS = 3
"""Lines of evidence; what else counts is summed up under them."""
MOST_ANSWERS = 5
ORDER: tuple[Said, ...] = ("claim", "good", "not_a_fit", "snooze")
MARKS = {"met": "✓", "missed": "✗", "unknown": "?"}
_NAMELESS = frozenset({"visit", "review_intent", "topic_surge"})
"""Kinds that tell of visitors and readers: their names are nobody's to pass on."""
_RELEASED = frozenset({"funding_round", "acquisition", "acquired", "public_offering", "fund_close", "product_launch",
                       "expansion"})  # fmt: skip
"""Kinds that companies tell of themselves."""
_NAMED = "named in the evidence"
_PEOPLE = {
    "leadership_hire": "new in the seat", "leadership_departure": "leaving", "champion_move": "knows you",
    "board_appointment": "new on the board", "form_submitted": "sent the form",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One criterion of "why them": verdict (met, missed, unknown), its words, its points of the possible ones.

    `origin`: where it is known from, if no list gave it.
    """

    verdict: str
    text: str
    points: str
    origin: str | None = None

    @property
    def line(self) -> str:
        """ "✓ 140 employees 25/25", "✓ Salesforce 15/15 (greenhouse, 12 Nov)"."""
        told = f"{MARKS[self.verdict]} {self.text} {self.points}"
        return f"{told} ({self.origin})" if self.origin else told


@dataclass(frozen=True, slots=True)
class Message:
    """All that an alert's message says. Texts are plain, one line each, unescaped; links are http or https.

    `news`: what is new since the last alert, or the latest thing where something else makes the headline. `say`: how a
    rep may begin. `answers`: what people said so far, `open`: what can still be said. `when`: the instant of the
    decision, where nothing else shows it.
    """

    priority: str
    title: str
    summary: str
    intent: str
    bar: str | None
    why_now: tuple[Fact, ...]
    more: tuple[str, ...]
    total: str | None
    news: str | None
    fit: str
    why_them: tuple[Mark, ...]
    who: tuple[str, ...]
    when: str
    context: tuple[str, ...]
    evidence_url: str | None
    crm_url: str | None
    say: str | None
    owner: str | None
    answers: tuple[str, ...]
    open: tuple[Said, ...]
    alert: str
    account: str


def message(view: AlertView) -> Message:
    """The message of an alert. Pure: ages are told from the view's `now`."""
    sums = shown_sum(view.alert.intent, tuple(bar for bar in (view.bar, view.hot) if bar is not None))
    terms, head = _terms(sums), headlined(view)
    facts = _shown_triggers(view, head, terms)
    left = _more(sums, {trigger.trigger.id for trigger in facts})
    return Message(
        priority=view.alert.priority,
        title=f"{_priority(view)} · {name_of(view.account)} {trigger_sentence(head)}",
        summary=_summary(view, head),
        intent=f"{sums.points} {view.alert.intent.level}",
        bar=number(view.bar) if view.bar is not None else None,
        why_now=tuple(fact(trigger, terms.get(trigger.trigger.id), view.now) for trigger in facts),
        more=left,
        total=sums.text if len(terms) > 1 or sums.total != sum(t.value for t in terms.values()) else None,
        news=_news(view, head),
        fit=fit_text(view),
        why_them=tuple(_mark(reason, view.now.year) for reason in _by_verdict(view.alert.fit.reasons)),
        who=tuple(dict.fromkeys(filter(None, map(_person, facts)))),
        when=moment(view.alert.decided_at, view.now, view.tz),
        context=tuple(context_lines(view)),
        evidence_url=evidence_url(head),
        crm_url=web_link(view.account.crm_url),
        say=_say(view, head),
        owner=shown(view.account.owner, 80),
        answers=tuple(answer_text(each, view) for each in view.answers[-MOST_ANSWERS:]),
        open=_open(view),
        alert=view.alert.id,
        account=view.account.domain,
    )


def summary(view: AlertView) -> str:
    """The alert in one line: "P2 Veltrane (fit 80 A): raised a €14M Series A, 2 h ago"."""
    return _summary(view, headlined(view))


def name_of(account: Account) -> str:
    """The company's name, else its domain."""
    return shown(account.name, NAME_LIMIT) or clip(plain(account.domain), NAME_LIMIT)


def fit_text(view: AlertView) -> str:
    """ "80 A"."""
    return f"{number(view.alert.fit.fit)} {view.alert.fit.tier}"


def answer_text(answer: AnswerView, view: AlertView) -> str:
    """ "Claimed by Mara Dunleck, Tue 09:31"."""
    who = shown(answer.person, 60) or "somebody"
    return f"{shown(answer.text, 80) or 'Answered'} by {who}, {lately(answer.at, view.now, view.tz)}"


def _open(view: AlertView) -> tuple[Said, ...]:
    """A claim is work begun, and can still turn out good or no fit; any other answer closes the question."""
    said = {each.said for each in view.answers}
    return () if said - {"claim"} else tuple(each for each in ORDER if each not in said)


def _say(view: AlertView, head: TriggerView) -> str | None:
    kind, details = head.trigger.kind, head.trigger.details
    return say(kind, details, name_of(view.account), view.templates.of(kind, view.alert.profile))


def _priority(view: AlertView) -> str:
    if view.raised:
        return f"{view.raised} ↑"
    return f"{view.alert.priority} ↑" if view.escalated_from else view.alert.priority


def _summary(view: AlertView, head: TriggerView) -> str:
    told, ago = trigger_sentence(head), age(head.trigger.at, view.now)
    return f"{_priority(view)} {name_of(view.account)} (fit {fit_text(view)}): {told}, {ago}"


def _news(view: AlertView, head: TriggerView) -> str | None:
    decided = trigger_sentence(view.deciding)
    if view.before is not None:
        return f"New since the alert of {lately(view.before, view.alert.decided_at, view.tz)}: {decided}"
    return f"Latest: {decided}" if head.trigger.id != view.deciding.trigger.id else None


def _terms(sums: Sum) -> Mapping[str, Term]:
    return {term.trigger: term for kind in sums.kinds for term in kind.terms}


def _shown_triggers(view: AlertView, head: TriggerView, terms: Mapping[str, Term]) -> tuple[TriggerView, ...]:
    """The headline's trigger first, then what decided, then those with the largest parts, a few in all."""
    first = {each.trigger.id: each for each in (head, view.deciding)}
    worth = {name: term.value for name, term in terms.items() if term.value}
    others = [t for t in view.triggers if t.trigger.id not in first and t.trigger.id in worth]
    others.sort(key=lambda t: -worth[t.trigger.id])
    return (*first.values(), *others[: FACTS - len(first)])


def _more(sums: Sum, shown_ids: set[str]) -> tuple[str, ...]:
    return tuple(filter(None, (_more_of(kind, shown_ids) for kind in sums.kinds)))


def _more_of(kind: KindSum, shown_ids: set[str]) -> str | None:
    left = [term.value for term in kind.terms if term.value and term.trigger not in shown_ids]
    more, worth = len(left), sum(left)
    if kind.rest and kind.rest.value:
        more, worth = more + kind.rest.triggers, worth + kind.rest.value
    return f"{more} more {kind_label(kind.kind)} {worth}" if more else None


def _by_verdict(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    """Met, missed, unknown. A disqualifier that is not met earns nothing and says nothing."""
    for verdict in MARKS:
        yield from (each for each in reasons if each.verdict == verdict and each.role != "disqualifier")


def _mark(reason: Reason, year: int) -> Mark:
    """Accounts share most of their reasons, so those of single values are worded once."""
    value = reason.value
    if value is None or isinstance(value, int | float) or (isinstance(value, str) and len(value) < _SHORT):
        return _worded(year, *[getattr(reason, field) for field in _SAYING])
    return _new_mark(reason, year)


_SHORT = 200
_SAYING = ("criterion", "role", "verdict", "points", "of", "value", "attribute", "origin")


@lru_cache(maxsize=8192, typed=True)
def _worded(year: int, *fields: Any) -> Mark:
    return _new_mark(Reason.model_construct(None, **dict(zip(_SAYING, fields, strict=True))), year)


def _new_mark(reason: Reason, year: int) -> Mark:
    points = f"{number(reason.points)}/{number(reason.of)}"
    return Mark(reason.verdict, reason_text(reason), points, origin_text(reason, year))


def _person(view: TriggerView) -> str | None:
    if view.trigger.kind in _NAMELESS:
        return None
    details = view.trigger.details
    person, role = shown(details.get("person"), 60), shown(details.get("role"), 90)
    if person is None:
        return None
    how = _PEOPLE.get(view.trigger.kind, "named in the release" if view.trigger.kind in _RELEASED else _NAMED)
    return f"{person}, {role} ({how})" if role else f"{person} ({how})"
