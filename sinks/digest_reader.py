"""The digest's reader: everything that one digest is made from, gathered from the store for a window of time."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from icp.account import Account
from icp.fit import Fit
from sinks.digest_input import Counts, DigestAccount, DigestInput, OpenAlert, PageVisits
from sinks.history import History, Observed, history, read_signals
from sinks.reader import Reader
from sinks.views import TriggerView
from streams.judgement import member_of
from streams.pages import path_of
from streams.policy import RANK, Priority
from streams.qualified import FOLDED
from streams.signal import Resolution
from streams.times import instant, micros

MOST = 300
"""Accounts that are looked at in detail; the rest is in the counts."""
LATELY = timedelta(days=30)
RETURNING = 14
_TOLD = frozenset({"pass", "possible", "customer", "open_deal"})
_AT = "least(coalesce(s.occurred_at, s.observed_at), s.observed_at)"
_ACTIVE = f"""
    SELECT s.account, last(s.verdict ORDER BY s.seq) AS verdict, count(*) FILTER (s.kind = 'visit') AS visits
    FROM signals AS s WHERE {_AT} >= ? AND {_AT} < ? GROUP BY s.account
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
    SELECT id::VARCHAR AS id FROM alerts
    WHERE account = ? AND decided_at >= ? AND decided_at < ? ORDER BY decided_at DESC LIMIT 5
"""
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
    active = {row["account"]: row for row in reader.store.rows(_ACTIVE, [start, end])}
    moved = {row["account"]: row for row in reader.store.rows(_MOVED, [micros(start), micros(end)])}
    chosen = _chosen(active, moved, reader)
    facts = {row["domain"]: row for row in reader.store.rows(_FACTS, [chosen])}
    recorded = _recorded_since(reader, end - timedelta(days=RETURNING))
    rows = tuple(
        _row(reader, facts[name], moved.get(name), start, end, tz, recorded) for name in chosen if name in facts
    )
    return DigestInput(
        start=start,
        end=end,
        tz=tz,
        rows=rows,
        receiver=receiver,
        counts=_counts(reader, active, frozenset(row.account.domain for row in rows), start, end),
        health=health,
    )


def _chosen(active: Mapping[str, Any], moved: Mapping[str, Any], reader: Reader) -> list[str]:
    """Accounts worth a look: those of the window that fit or are known, and those whose level changed."""
    policy = reader.rules.policy
    turned = [n for n, row in moved.items() if policy.level(row["before"]) != policy.level(row["now"])]
    known = [name for name, row in active.items() if row["verdict"] in _TOLD]
    weight = {name: (name in moved and moved[name]["now"]) or 0.0 for name in {*turned, *known}}
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
    moved: Mapping[str, Any] | None,
    start: datetime,
    end: datetime,
    tz: tzinfo,
    recorded: bool,
) -> DigestAccount:
    account, fit = Account.model_validate_json(facts["body"]), Fit.model_validate_json(facts["fit"])
    with reader.store.read() as cursor:
        observed = read_signals(cursor, account.domain, until=micros(end))
    told = history(account.domain, observed, reader.rules, micros(end))
    visits = [each for each in observed if each.signal.kind == "visit"]
    within = [each for each in visits if start <= _at(each) < end]
    intent = told.intent.points
    return DigestAccount(
        account=account,
        fit=fit,
        intent=intent,
        intent_then=moved["before"] if moved else 0.0,
        level=told.intent.level,
        priority=_priority(reader, account, fit, intent),
        triggers=_triggers(told, start, end),
        visits=_pages(within, reader),
        recent=_triggers(told, end - LATELY, start),
        visit_days=_days(visits, end, tz),
        first_visit=recorded and bool(within) and all(_at(each) >= start for each in visits),
        held=_held(told, reader, end),
        alerted=_alerted(reader, account.domain, end),
        weak_match=_weak(within, reader),
    )


def _priority(reader: Reader, account: Account, fit: Fit, intent: float) -> Priority:
    found = reader.rules.policy.priority_of(fit.tier, intent)
    return found if fit.verdict == "qualifies" and RANK[found] > 0 else "silent"


def _triggers(told: History, start: datetime, end: datetime) -> tuple[TriggerView, ...]:
    views = (view for view in told.triggers if view.trigger.kind != "visit")
    return tuple(view for view in views if start <= view.trigger.at < end)


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
    people = {visitor for each in visits if (visitor := each.signal.details.get("visitor"))}
    page = paths.most_common(1)[0][0] if paths else None
    return PageVisits(name, page, max(1, len(people)), len(visits))


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
    rows = reader.store.rows(_ALERTS, [domain, end - reader.rules.policy.alert.cooldown, end])
    return tuple(OpenAlert(reader.alert_view(row["id"], end).alert) for row in rows)


def _weak(visits: Sequence[Observed], reader: Reader) -> Resolution | None:
    """The surest match of the window's visits, where it was too weak to interrupt."""
    if not visits:
        return None
    surest = max(visits, key=lambda each: member_of(each.signal).confidence)
    sure = member_of(surest.signal).confidence
    if sure >= reader.rules.policy.confidence.alert:
        return None
    return Resolution(method=surest.signal.resolution.method, confidence=sure)
