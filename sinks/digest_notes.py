"""What the digest says of an account, section by section: short notes, the most telling first."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sinks.ages import age, span
from sinks.counting import counted
from sinks.digest_input import DigestAccount, DigestInput, PageVisits
from sinks.methods import method_text
from sinks.moments import lately
from sinks.plain import clip, plain, shown
from sinks.sentences import kind_label, page_path, trigger_sentence
from sinks.sums import headline, share_text
from sinks.views import TriggerView
from streams.policy import Policy

ALSO = 2
PAGES = 4
NEWS = 3
Notes = tuple[str, ...]


def visitor_notes(row: DigestAccount, given: DigestInput, policy: Policy) -> Notes:
    """Pages, people, whether they came before, and what else happened at the account lately."""
    return (pages(row.visits), *_people(row), *_returning(row), *_also(row, given), *_cautions(row, policy))


def trigger_notes(row: DigestAccount, given: DigestInput, policy: Policy) -> Notes:
    """What happened, who told it and when."""
    news = [each for each in row.triggers if each.trigger.confidence >= policy.confidence.digest]
    told = [_told(each, given.end) for each in news[:NEWS]]
    more = [f"{len(news) - NEWS} more"] if len(news) > NEWS else []
    return (*told, *more, *_cautions(row, policy))


def open_notes(row: DigestAccount, given: DigestInput, policy: Policy) -> Notes:
    """What was alerted, when its priority rose, and how long nobody has answered."""
    waiting = sorted((each.alert for each in row.alerted if not each.answered), key=lambda a: (a.decided_at, a.id))
    first, last = waiting[0], waiting[-1]
    unsent = all(each.unsent for each in row.alerted if not each.answered)
    verb = "over the day's budget, decided" if unsent else "alerted"
    told = [f"{verb} {lately(first.decided_at, given.end, given.tz)}"]
    if last.priority != first.priority:
        told.append(f"rose to {last.priority} {lately(last.decided_at, given.end, given.tz)}")
    return kind_label(first.kind), ", ".join((*told, f"unanswered {_span(given.end - last.decided_at)}"))


def deal_notes(row: DigestAccount, given: DigestInput, policy: Policy) -> Notes:
    """Whose they are to us, what they looked at, what happened; never a prospecting alert."""
    status = row.account.status.replace("_", " ")
    stage = shown(row.account.deal_stage, 40)
    seen = [pages(row.visits), *_people(row)] if _interesting(row.visits) else []
    news = trigger_notes(row, given, policy) if row.triggers else ()
    return (f"{status}, {stage}" if stage else status, *seen, *news, "no alert by rule")


def new_notes(row: DigestAccount, given: DigestInput, policy: Policy) -> Notes:
    """What is known of a company nobody had listed, and what it did."""
    account = row.account
    people = f"{account.employees} employees" if isinstance(account.employees, int) else None
    known = ", ".join(filter(None, (people, shown(account.industry, 40), shown(account.country, 40))))
    seen = [pages(row.visits), *_people(row)] if _interesting(row.visits) else []
    news = trigger_notes(row, given, policy) if row.triggers else _cautions(row, policy)
    return tuple(filter(None, (known, *seen, *news)))


def moved(row: DigestAccount, given: DigestInput, policy: Policy) -> Notes:
    """Intent then and now."""
    bars = (policy.alert.intent, policy.levels.hot)
    return (f"{headline(row.intent_then, bars)} → {headline(row.intent, bars)}",)


def pages(visits: Iterable[PageVisits]) -> str:
    """ "/pricing ×2 people, /docs": the pages that say something, as the policy's classes order them."""
    told = list(dict.fromkeys(map(_page, _interesting(visits))))
    more = f", {len(told) - PAGES} more" if len(told) > PAGES else ""
    return ", ".join(told[:PAGES]) + more


def _page(visit: PageVisits) -> str:
    name = page_path(visit.page) or _class(visit.page_class)
    return f"{name} ×{visit.people} people" if visit.people > 1 else name


def _class(name: str) -> str:
    return "pages unknown" if name == "other" else f"/{clip(plain(name), 40)}"


def _interesting(visits: Iterable[PageVisits]) -> list[PageVisits]:
    return [each for each in visits if each.page_class != "none"]


def _people(row: DigestAccount) -> Iterator[str]:
    """How many came, where the tracker tells people apart and no page says it."""
    if row.people and not any(each.people > 1 for each in _interesting(row.visits)):
        yield counted(row.people, "person", "people")


def _returning(row: DigestAccount) -> Iterator[str]:
    days = row.visit_days
    if days > 1:
        yield f"returning ({days}{ {2: 'nd', 3: 'rd'}.get(days, 'th') } in 14 d)"
    elif row.first_visit:
        yield "first visit"


def _also(row: DigestAccount, given: DigestInput) -> list[str]:
    others = {each.trigger.id: each for each in (*row.triggers, *row.recent) if each.trigger.kind != "visit"}
    told = [f"{clip(trigger_sentence(t), 80)} ({_short_age(t, given.end)})" for t in list(others.values())[:ALSO]]
    return [f"also: {', '.join(told)}"] if told else []


def _cautions(row: DigestAccount, policy: Policy) -> Iterator[str]:
    weak = row.weak_match
    if weak and weak.confidence < policy.confidence.alert:
        yield f"{method_text(weak.method)} match {share_text(weak.confidence)}: too weak to interrupt"
    if row.held:
        yield "no alert: " + ", ".join(clip(plain(cause.replace("_", " ")), 60) for cause in row.held[:3])
    if row.fit.verdict == "possible":
        missing = ", ".join(clip(plain(name), 40) for name in row.fit.missing[:3])
        yield f"possible fit, unknown: {missing}" if missing else "possible fit"


def _told(view: TriggerView, now: datetime) -> str:
    source = shown(view.evidence[0].source, 40) if view.evidence else None
    return f"{trigger_sentence(view)} ({', '.join(filter(None, (source, _short_age(view, now))))})"


def _short_age(view: TriggerView, now: datetime) -> str:
    return age(view.trigger.at, now).removesuffix(" ago")


def _span(length: timedelta) -> str:
    text = span(length)
    return "for under a minute" if text == "now" else text
