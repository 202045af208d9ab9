"""What follows an alert: the reply that tells of a rise, a quiet one, a reminder; and one message for many alerts.

Where there is no thread to stand in, a rise or a reminder is the whole message again.
"""

from dataclasses import replace
from datetime import timedelta

from sinks.ages import age, span
from sinks.facts import fact
from sinks.headlined import heard
from sinks.message import answer_text, fit_text, message, name_of
from sinks.plain import clip, plain
from sinks.sentences import kind_label, trigger_phrase, trigger_sentence
from sinks.slack_blocks import (
    NOTIFICATION,
    SIZE,
    TEXT,
    Look,
    Post,
    context,
    fact_line,
    header,
    post,
    section,
    size,
)
from sinks.slack_buttons import Block, answer_menu, named_block
from sinks.slack_text import bold, called, escaped, link, notification, within
from sinks.sums import Sum, headline, number, shown_sum
from sinks.views import AlertView, GroupView, ReplyView
from sinks.visited import risen_by
from streams.policy import RANK

LINE = 700
MOST = 20
"""Alerts of one grouped message that have a line of their own."""


def escalation_post(view: AlertView, look: Look) -> Post:
    """The reply that says what the priority rose by."""
    told = f"{view.escalated_from} → {view.alert.priority} · {risen_by(view)}"
    lines = [bold(clip(told, LINE)), _intent(view), _proof(view), _news(view, look)]
    return _reply(f"{name_of(view.account)}: {told}", lines, view)


def reply_post(view: ReplyView) -> Post:
    """The quiet reply: one line of later news, and where the account stands with it."""
    of, alert = view.trigger, view.alert
    told = fact(of, None, alert.now)
    worth = f" · +{number(round(of.share.value, 1))}" if of.share else ""
    stays = view.priority == alert.alert.priority
    stands = f" · stays {view.priority}" if stays else f" · {alert.alert.priority} → {view.priority}"
    what = trigger_phrase(of)
    plainly = f"{name_of(alert.account)}: + {what}, {age(of.trigger.at, alert.now)}{worth}{stands}"
    linked = next((text for url in (told.url, None) if len(text := link(url, what)) <= LINE), "")
    return _reply(plainly, [f"+ {linked} ({escaped(told.notes)}){worth}{stands}"], alert)


def reminder_post(view: AlertView, look: Look) -> Post:
    """The reply that asks again for an answer."""
    waited = span(max(view.now - view.alert.decided_at, timedelta(0)))
    told = f"{view.raised or view.alert.priority} unanswered for {waited} · {trigger_sentence(view.deciding)}"
    return _reply(f"{name_of(view.account)}: {told}", [bold(clip(told, LINE)), _answered(view, look)], view)


def whole_post(view: AlertView, look: Look, lead: str = "") -> Post:
    """The alert's whole message; `lead` comes before its notification."""
    made = post(message(view), look)
    return replace(made, text=clip(f"{lead} {made.text}", NOTIFICATION)) if lead else made


def group_post(view: GroupView, look: Look) -> Post:
    """One message for several alerts: the highest first, a line each, with its own answers where there is room."""
    views = sorted(view.alerts, key=lambda each: -RANK[each.alert.priority])
    names = ", ".join(f"{each.alert.priority} {name_of(each.account)}" for each in views)
    title = f"{len(views)} alerts within a minute"
    blocks: list[Block] = [header(title)]
    for place, each in enumerate(views[:MOST]):
        line = _line(each, look)
        rest = context(_more(len(views) - place))
        if size((*blocks, line, rest)) > SIZE:
            return Post(notification(clip(f"{title}: {names}", NOTIFICATION)), (*blocks, rest))
        blocks.append(line)
    left = [context(_more(len(views) - MOST))] if len(views) > MOST else []
    return Post(notification(clip(f"{title}: {names}", NOTIFICATION)), (*blocks, *left))


def _more(count: int) -> str:
    return f"… and {count} more: `fitsignal outbox list` has all"


def _line(view: AlertView, look: Look) -> Block:
    told = message(view)
    priority, _, title = told.title.partition(" · ")
    head = f"{bold(priority)}  {bold(title)}"
    facts = f"fit {fit_text(view)} · intent {told.intent} · {clip(plain(view.account.domain), 120)}"
    proof = fact_line(told.why_now[0], LINE) if told.why_now else ""
    said = within(f"✓ {told.answers[-1]}", 300) if told.answers else ""
    made = section("\n".join(filter(None, (head, proof, escaped(facts), said))))
    menu = answer_menu(told, opens=look.explains) if look.answers else None
    return {**made, "block_id": named_block(told, look.within), "accessory": menu} if menu else made


def _reply(text: str, lines: list[str], view: AlertView) -> Post:
    whole = "\n".join(filter(None, lines))
    where = context(within(f"{name_of(view.account)} · {plain(view.account.domain)}", 300))
    return Post(
        notification(clip(text, NOTIFICATION)), (section(whole if len(whole) <= TEXT else within(text, TEXT)), where)
    )


def _sums(view: AlertView) -> Sum:
    return shown_sum(view.alert.intent, _bars(view))


def _bars(view: AlertView) -> tuple[float, ...]:
    return tuple(bar for bar in (view.bar, view.hot) if bar is not None)


def _intent(view: AlertView) -> str:
    """ "intent 39 → *88 hot*: funding 38.0 + visits 49.9 = 87.9"."""
    sums = _sums(view)
    before = f"{headline(view.earlier.points, _bars(view))} → " if view.earlier else ""
    return f"intent {before}{bold(f'{sums.points} {view.alert.intent.level}')}: {within(sums.text, LINE)}"


def _proof(view: AlertView) -> str:
    terms = {term.trigger: term for kind in _sums(view).kinds for term in kind.terms}
    return fact_line(fact(view.deciding, terms.get(view.deciding.trigger.id), view.now), LINE)


def _news(view: AlertView, look: Look) -> str:
    """What is new since the alert, and whether anybody has it in hand."""
    new = [each for each in view.triggers if view.before is None or heard(each) > view.before]
    kinds = dict.fromkeys(kind_label(each.trigger.kind) for each in new or [view.deciding])
    return f"New since the alert: {within(', '.join(kinds), LINE)}. {_answered(view, look)}"


def _answered(view: AlertView, look: Look) -> str:
    told = f"{answer_text(view.answers[-1], view)}." if view.answers else "Nobody has claimed this yet."
    return f"{within(told, LINE)} {called(look.owner or '')}".rstrip()
