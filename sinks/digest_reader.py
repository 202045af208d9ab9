"""The digest's reader: everything that one digest is made from, gathered from the store for a window of time."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from icp.account import Account
from icp.fit import Fit
from sinks.digest_answers import set_aside
from sinks.digest_input import Counts, DigestAccount, DigestInput, OpenAlert, PageVisits
from sinks.history import History, Observed, evidence_of, history, read_signals
from sinks.planned import OVER
from sinks.reader import Reader
from sinks.views import EvidenceView, TriggerView
from sinks.weekly import weekly_sections
from streams.alert import Alert
from streams.decision import is_fresh
from streams.judgement import member_of
from streams.pages import path_of
from streams.policy import RANK, Policy, Priority, Sla
from streams.qualified import FOLDED
from streams.signal import Resolution, Signal
from streams.times import instant, micros

MOST = 300
"""Accounts that are looked at in detail; the rest is in the counts."""
LATELY = timedelta(days=30)
RETURNING = 14
_TOLD = frozenset({"pass", "possible", "customer", "open_deal"})
_AT = "least(coalesce(s.occurred_at, s.observed_at), s.observed_at)"
_ACTIVE = f"""
    WITH fresh AS (SELECT unnest($kinds) AS kind, unnest($spans) AS us)
    SELECT s.account, last(s.verdict ORDER BY s.seq) AS verdict, count(*) FILTER (s.kind = 'visit') AS visits
    FROM signals AS s LEFT JOIN fresh AS f ON f.kind = s.kind
    WHERE s.observed_at >= $start AND s.observed_at < $end
        AND ({_AT} >= $start OR (NOT s.seeded
            AND coalesce(epoch_us(s.observed_at) - epoch_us(s.occurred_at) <= f.us, true)))
    GROUP BY s.account
"""  # noqa: S608  the names are our own
_MOVED = """
    WITH shares AS (
        SELECT t.account, t.kind, r.cap, p.place,
            t.points * t.confidence * pow(0.5, (p.us - epoch_us(t."at")) / (r.half_life_s * 1000000)) AS share
        FROM triggers AS t JOIN kind_rules AS r ON r.kind = t.kind
        CROSS JOIN (VALUES ('start', ?::BIGINT), ('finish', ?::BIGINT)) AS p(place, us)
        WHERE epoch_us(t."at") <= p.us AND p.us - epoch_us(t."at") < 10 * r.half_life_s * 1000000
    ),
    kinds AS (SELECT account, place, kind, least(any_value(cap), sum(share)) AS points FROM shares GROUP BY ALL),
    intents AS (SELECT account, place, least(100, sum(points)) AS points FROM kinds GROUP BY ALL)
    SELECT account, coalesce(max(points) FILTER (place = 'start'), 0) AS before,
        coalesce(max(points) FILTER (place = 'finish'), 0) AS now
    FROM intents GROUP BY account
"""
_FACTS = """
    SELECT a.domain, a.body::VARCHAR AS body, f.reasons::VARCHAR AS fit
    FROM accounts AS a JOIN fits AS f ON f.account = a.domain AND f.best WHERE a.domain IN (SELECT unnest(?))
"""
_ALERTS = """
    SELECT a.id::VARCHAR AS id,
        EXISTS (SELECT 1 FROM feedback AS f WHERE f.account = a.account AND f.made_at >= a.decided_at) AS answered,
        EXISTS (SELECT 1 FROM outbox AS o WHERE o.alert = a.id AND o.state = 'muted' AND ends_with(o.note, $over))
            AND NOT EXISTS (
                SELECT 1 FROM outbox AS o WHERE o.alert = a.id AND o.state = 'sent' AND o.destination IS NOT NULL
            ) AS unsent,
        EXISTS (SELECT 1 FROM outbox AS o WHERE o.alert = a.id AND o.state = 'sent') AS sent
    FROM alerts AS a
    WHERE a.account = $domain AND a.decided_at >= $since AND a.decided_at < $until ORDER BY a.decided_at DESC LIMIT 5
"""
_UNANSWERED = """
    SELECT DISTINCT a.account FROM alerts AS a
    WHERE a.decided_at >= $since AND a.decided_at < $until
        AND NOT EXISTS (SELECT 1 FROM feedback AS f WHERE f.account = a.account AND f.made_at >= a.decided_at)
"""
_OTHERS = "SELECT domain FROM accounts WHERE owner <> '' AND lower(owner) <> lower(?)"
_STRANGERS = """
    SELECT count(*) AS visits FROM unresolved AS s
    WHERE s.kind = 'visit' AND s.observed_at >= ? AND s.observed_at < ?
"""
_EARLIER = f"SELECT count(*) > 0 AS found FROM signals AS s WHERE s.kind = 'visit' AND {_AT} < ?"  # noqa: S608


def gather(
    reader: Reader,
    start: datetime,
    end: datetime,
    tz: tzinfo,
    *,
    receiver: str | None = None,
    health: tuple[str, ...] = (),
) -> DigestInput:
    """The input of the digest that covers `start` to `end`; intents as of the end, and of the start for comparison."""
    active = {row["account"]: row for row in reader.store.rows(_ACTIVE, _window(reader, start, end))}
    moved = {row["account"]: row for row in reader.store.rows(_MOVED, [micros(start), micros(end)])}
    chosen = _chosen(active, moved, _unanswered(reader, end), reader, _others(reader, receiver))
    facts = {row["domain"]: row for row in reader.store.rows(_FACTS, [chosen])}
    recorded = _recorded_since(reader, end - timedelta(days=RETURNING))
    aside = set_aside(reader, chosen, end)
    rows = tuple(
        replace(_row(reader, facts[name], start, end, tz, recorded), said=aside.get(name))
        for name in chosen
        if name in facts
    )
    return DigestInput(
        start=start,
        end=end,
        tz=tz,
        rows=rows,
        receiver=receiver,
        counts=_counts(reader, active, frozenset(row.account.domain for row in rows), start, end),
        health=health,
        weekly=weekly_sections(reader.store, end),
    )


def _window(reader: Reader, start: datetime, end: datetime) -> dict[str, Any]:
    kinds = reader.rules.policy.kinds
    return {"start": start, "end": end, "kinds": [*kinds], "spans": [rule.fresh_us for rule in kinds.values()]}


def _is_news(signal: Signal, start: datetime, end: datetime, policy: Policy) -> bool:
    """Whether the window is the first to tell of it: it was heard then, and is of then or was still fresh when heard.

    So what is heard late, such as an event of a bare date, is told by the next digest, and nothing is told twice.
    """
    if not start <= signal.observed_at < end:
        return False
    heard = micros(signal.observed_at)
    occurred = None if signal.occurred_at is None else micros(signal.occurred_at)
    return member_of(signal).at >= micros(start) or (
        not signal.seeded and is_fresh(signal.kind, heard, occurred, policy)
    )


def _others(reader: Reader, receiver: str | None) -> frozenset[str]:
    """Accounts that other people own: they stand in their digests."""
    if receiver is None:
        return frozenset()
    return frozenset(row["domain"] for row in reader.store.rows(_OTHERS, [receiver]))


def _unanswered(reader: Reader, end: datetime) -> frozenset[str]:
    """Accounts with an alert that nobody answered, quiet as they may be since."""
    since = end - reader.rules.policy.alert.cooldown
    return frozenset(row["account"] for row in reader.store.rows(_UNANSWERED, {"since": since, "until": end}))


def _chosen(
    active: Mapping[str, Any],
    moved: Mapping[str, Any],
    unanswered: frozenset[str],
    reader: Reader,
    others: frozenset[str],
) -> list[str]:
    """Accounts worth a look: those of the window that fit or are known, whose level changed, or who wait for a word."""
    policy = reader.rules.policy
    turned = [n for n, row in moved.items() if policy.level(row["before"]) != policy.level(row["now"])]
    known = [name for name, row in active.items() if row["verdict"] in _TOLD]
    wanted = {*turned, *known, *unanswered} - others
    weight = {name: (name in moved and moved[name]["now"]) or 0.0 for name in wanted}
    return sorted(weight, key=lambda name: (-weight[name], name))[:MOST]


def _counts(reader: Reader, active: Mapping[str, Any], rows: frozenset[str], start: datetime, end: datetime) -> Counts:
    visiting = {name: row for name, row in active.items() if row["visits"]}
    strangers = int(reader.store.rows(_STRANGERS, [start, end])[0]["visits"])
    identified = sum(row["visits"] for row in visiting.values())
    silent = Counter(
        row["verdict"] if row["verdict"] not in FOLDED else "left_out"
        for name, row in visiting.items()
        if name not in rows
    )
    return Counts(identified + strangers, 0, identified, len(visiting), dict(silent))


def _recorded_since(reader: Reader, then: datetime) -> bool:
    """Whether visits were recorded so early: else a first visit is only the first that we could know of."""
    return bool(reader.store.rows(_EARLIER, [then])[0]["found"])


def _row(
    reader: Reader,
    facts: Mapping[str, Any],
    start: datetime,
    end: datetime,
    tz: tzinfo,
    recorded: bool,
) -> DigestAccount:
    account, fit = Account.model_validate_json(facts["body"]), Fit.model_validate_json(facts["fit"])
    with reader.store.read() as cursor:
        observed = read_signals(cursor, account.domain, until=micros(end))
    told = history(account.domain, observed, reader.rules, micros(end))
    news = [each for each in observed if _is_news(each.signal, start, end, reader.rules.policy)]
    visits = [each for each in observed if each.signal.kind == "visit"]
    within = [each for each in news if each.signal.kind == "visit"]
    new, recent = _triggers(told, news, end)
    intent = told.intent.points
    return DigestAccount(
        account=account,
        fit=fit,
        intent=intent,
        intent_then=_intent_then(reader, account.domain, observed, start),
        level=told.intent.level,
        priority=_priority(reader, account, fit, intent),
        triggers=new,
        visits=_pages(within, reader),
        recent=recent,
        people=len(_visitors(within)),
        visit_days=_days(visits, end, tz),
        first_visit=recorded and bool(within) and len(within) == len(visits),
        held=_held(told, reader, end),
        alerted=_alerted(reader, account.domain, end),
        weak_match=_weak(within, reader),
    )


def _priority(reader: Reader, account: Account, fit: Fit, intent: float) -> Priority:
    found = reader.rules.policy.priority_of(fit.tier, intent)
    return found if fit.verdict == "qualifies" and RANK[found] > 0 else "silent"


def _intent_then(reader: Reader, domain: str, observed: Sequence[Observed], start: datetime) -> float:
    """The intent at the window's start, from what had been heard by then."""
    by_then = [each for each in observed if each.signal.observed_at <= start]
    return history(domain, by_then, reader.rules, micros(start)).intent.points


def _triggers(
    told: History, news: Sequence[Observed], end: datetime
) -> tuple[tuple[TriggerView, ...], tuple[TriggerView, ...]]:
    """Triggers but visits that the window is the first to tell of, and others of late."""
    heard = {_heard(evidence_of(each.signal)) for each in news}
    views = [view for view in told.triggers if view.trigger.kind != "visit"]
    new = [view for view in views if min(map(_heard, view.evidence), default=None) in heard]
    late = [view for view in views if view not in new and end - LATELY <= view.trigger.at < end]
    return tuple(new), tuple(late)


def _heard(evidence: EvidenceView) -> tuple[datetime, str, str]:
    return evidence.observed_at, evidence.url or "", evidence.source


def _at(each: Observed) -> datetime:
    return instant(member_of(each.signal).at)


def _pages(visits: Sequence[Observed], reader: Reader) -> tuple[PageVisits, ...]:
    """Visits by page class, the class worth most first; people are told apart where the tracker tells them apart."""
    pages = reader.rules.pages
    found: dict[str, list[Observed]] = defaultdict(list)
    for each in visits:
        member = member_of(each.signal)
        found[pages.class_of(member.details, member.url)].append(each)
    ranked = sorted(found.items(), key=lambda item: (-pages.points(item[0]), item[0]))
    return tuple(_page(name, each) for name, each in ranked)


def _page(name: str, visits: Sequence[Observed]) -> PageVisits:
    paths = Counter(filter(None, map(_path, visits)))
    people = _visitors(visits)
    page = paths.most_common(1)[0][0] if paths else None
    return PageVisits(name, page, max(1, len(people)), len(visits))


def _visitors(visits: Sequence[Observed]) -> set[str]:
    return {str(visitor) for each in visits if (visitor := each.signal.details.get("visitor"))}


def _path(visit: Observed) -> str | None:
    """The page's path; None where the visit names no page, which a path of "/" would not tell from the home page."""
    details, url = visit.signal.details, visit.signal.evidence.url
    known = details.get("page") or details.get("path") or url
    return path_of(details, url) if isinstance(known, str) else None


def _days(visits: Sequence[Observed], end: datetime, tz: tzinfo) -> int:
    since = end - timedelta(days=RETURNING)
    return max(1, len({_at(each).astimezone(tz).date() for each in visits if _at(each) >= since}))


def _held(told: History, reader: Reader, end: datetime) -> tuple[str, ...]:
    now, state = micros(end), told.state
    return tuple(
        kind
        for kind, span in reader.rules.holds.items()
        if kind in state.folds and any(group.at <= now < group.at + span for group in state.folds[kind].newest_first())
    )


def _alerted(reader: Reader, domain: str, end: datetime) -> tuple[OpenAlert, ...]:
    since = end - reader.rules.policy.alert.cooldown
    rows = reader.store.rows(_ALERTS, {"domain": domain, "since": since, "until": end, "over": OVER})
    alerts = [(reader.alert_view(row["id"], end).alert, row) for row in rows]
    sla = reader.rules.policy.sla or Sla()
    return tuple(
        OpenAlert(alert, row["answered"], row["unsent"], due=not row["sent"] or _waited(alert, sla, end))
        for alert, row in alerts
    )


def _waited(alert: Alert, sla: Sla, end: datetime) -> bool:
    """Whether the answer to an alert is due: to a P2 after its time, to any other at once."""
    return alert.priority != "P2" or sla.P2 is None or end - alert.decided_at >= sla.P2


def _weak(visits: Sequence[Observed], reader: Reader) -> Resolution | None:
    """The surest match of the window's visits, where it was too weak to interrupt."""
    if not visits:
        return None
    surest = max(visits, key=lambda each: member_of(each.signal).confidence)
    sure = member_of(surest.signal).confidence
    if sure >= reader.rules.policy.confidence.alert:
        return None
    return Resolution(method=surest.signal.resolution.method, confidence=sure)
