"""The reader: views of stored accounts and alerts for people and sinks. Every method takes a cursor of its own."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

import orjson

from icp.account import Account
from icp.fit import Fit
from icp.profile import Profile
from sinks.history import FOREVER, History, history, read_signals
from sinks.say import NONE, Templates
from sinks.store import Store, dicts, first
from sinks.views import AlertView, AnswerView, TriggerView
from streams.alert import Alert
from streams.answers import Said, in_words
from streams.ids import trigger_id
from streams.intent import Intent
from streams.judgement import Rules
from streams.policy import Policy
from streams.signal import Resolution
from streams.times import instant, micros
from streams.trigger import Trigger

if TYPE_CHECKING:
    import duckdb

_ALERT = """
    SELECT a.id::VARCHAR AS id, a.account, a.signal::VARCHAR AS signal, a.kind, epoch_us(a.decided_at) AS decided_at,
        a.priority, a.escalates::VARCHAR AS escalates, a.policy, a.profile, a.engine, a.fit_reasons::VARCHAR AS fit,
        a.intent_reasons::VARCHAR AS intent, e.priority AS escalated_from,
        e.intent_reasons::VARCHAR AS earlier, c.body::VARCHAR AS account_body,
        s.seq, s.method, s.match_confidence
    FROM alerts AS a
    LEFT JOIN signals AS s ON s.id = a.signal
    LEFT JOIN alerts AS e ON e.id = a.escalates
    LEFT JOIN accounts AS c ON c.domain = a.account
    WHERE a.id = ?
"""
_ALERTS = """
    SELECT a.id::VARCHAR AS id, a.account, a.signal::VARCHAR AS signal, a.kind, epoch_us(a.decided_at) AS decided_at,
        a.priority, a.escalates::VARCHAR AS escalates, a.policy, a.profile, a.engine, a.fit_reasons::VARCHAR AS fit,
        a.intent_reasons::VARCHAR AS intent
    FROM alerts AS a WHERE a.id IN (SELECT unnest(?)::UUID)
"""
_ANSWERS = """
    SELECT answer, reason, days, person, epoch_us(made_at) FROM feedback
    WHERE alert IN (SELECT id FROM alerts WHERE id = $alert OR escalates = $alert) ORDER BY seq
"""
_BEFORE = "SELECT max(epoch_us(decided_at)) FROM alerts WHERE account = ? AND epoch_us(decided_at) < ?"

_KNOWN = """
    SELECT (SELECT max(seq) FROM signals WHERE observed_at <= $now),
        (SELECT min(seq) FROM signals WHERE observed_at > $now),
        (SELECT max(seq) FROM entries WHERE made_at <= $now
            AND (SELECT value ->> '$' FROM settings WHERE name = 'clock') = 'wall')
"""

_TAUGHT = "seq < ? - (body ->> 'status' IS DISTINCT FROM 'discovered')::INTEGER AND domain = ?"
"""What a signal taught of a company on no list has the number after the signal's."""


class Reader:
    """Reads the store under the policy and profiles in force. `tz`: the workspace's time zone.

    `templates`: what the workspace wants to be said.
    """

    def __init__(
        self,
        store: Store,
        policy: Policy,
        profiles: tuple[Profile, ...],
        tz: tzinfo = UTC,
        templates: Templates = NONE,
    ) -> None:
        self.store, self.rules, self.profiles, self.tz = store, Rules(policy), profiles, tz
        self.templates = templates

    def account(self, domain: str) -> Account | None:
        """The account as stored."""
        rows = self.store.rows("SELECT body::VARCHAR AS body FROM accounts WHERE domain = ?", [domain])
        return Account.model_validate_json(rows[0]["body"]) if rows else None

    def history(self, domain: str, now: datetime, until_seq: int = FOREVER, *, rules: Rules | None = None) -> History:
        """Triggers and intent at an instant, from what was known then; by these rules, or the reader's own."""
        at = micros(now)
        with self.store.read() as cursor:
            observed = read_signals(cursor, domain, until_seq, at)
        return history(domain, observed, rules or self.rules, at)

    def alerts(self, ids: Sequence[str]) -> list[Alert]:
        """Alerts as they were decided, in the order of these ids; those that are there no more are left out."""
        found = {row["id"]: _alert(row) for row in self.store.rows(_ALERTS, [list(ids)])}
        return [found[name] for name in ids if name in found]

    def alert_view(self, alert: str, now: datetime | None = None) -> AlertView:
        """An alert with its evidence as it stood when it was decided; ages are told from `now`, or from then."""
        with self.store.read() as cursor:
            row = dicts(cursor.execute(_ALERT, [alert]))[0]
            before = first(cursor, _BEFORE, [row["account"], row["decided_at"]])
            observed = read_signals(cursor, row["account"], row["seq"] or FOREVER, row["decided_at"])
            answers = cursor.execute(_ANSWERS, {"alert": alert}).fetchall()
        told = history(row["account"], observed, self.rules, row["decided_at"])
        decided_at = instant(row["decided_at"])
        return AlertView(
            alert=_alert(row),
            account=_account(row),
            triggers=_kept(told.triggers, Intent.model_validate_json(row["intent"])),
            deciding=_deciding(told, row["signal"]) or _gone(row),
            resolution=Resolution(method=row["method"] or "none", confidence=row["match_confidence"] or 0.0),
            now=max(now or decided_at, decided_at),
            escalated_from=row["escalated_from"],
            bar=self.rules.policy.alert.intent,
            hot=self.rules.policy.levels.hot,
            before=instant(before[0]) if before and before[0] else None,
            tz=self.tz,
            earlier=Intent.model_validate_json(row["earlier"]) if row["earlier"] else None,
            answers=tuple(_answer(*each) for each in answers),
            templates=self.templates,
        )

    def as_of(self, domain: str, now: datetime) -> "AsOf":
        """The account, profiles and policy that were in force at an instant."""
        with self.store.read() as cursor:
            return _as_of(cursor, domain, now)


class AsOf:
    """Versions in force at an instant; fields are None where nothing was known yet."""

    def __init__(self, account: Account | None, policy: Policy | None, profiles: tuple[Profile, ...]) -> None:
        self.account, self.policy, self.profiles = account, policy, profiles


def _as_of(cursor: "duckdb.DuckDBPyConnection", domain: str, now: datetime) -> AsOf:
    cut = _cut(cursor, now)
    account = _version(cursor, "account", _TAUGHT, [cut + 1, domain])
    policy, profiles = _version(cursor, "policy", "seq < ?", [cut]), _version(cursor, "profile", "seq < ?", [cut])
    return AsOf(
        Account.model_validate(account) if account else None,
        Policy.model_validate(policy) if policy else None,
        tuple(Profile.model_validate(each) for each in profiles or ()),
    )


def _cut(cursor: "duckdb.DuckDBPyConnection", now: datetime) -> int:
    """The number before which all was known at an instant: versions are numbered like signals.

    In force is what the last signal by then met, and what was entered by then; after the last signal of all, what is
    in force now.
    """
    known, after, entered = first(cursor, _KNOWN, {"now": now}) or (None, None, None)
    if after is None:
        return FOREVER
    return int(after) if known is None else max(int(known), int(entered or 0)) + 1


def _version(cursor: "duckdb.DuckDBPyConnection", what: str, where: str, values: list[Any]) -> Any:
    sql = f"SELECT body::VARCHAR FROM {what}_versions WHERE {where} ORDER BY seq DESC LIMIT 1"  # noqa: S608
    row = first(cursor, sql, values)
    return orjson.loads(row[0]) if row and row[0] else None


def _alert(row: dict[str, Any]) -> Alert:
    return Alert(
        id=row["id"],
        account=row["account"],
        signal=row["signal"],
        kind=row["kind"],
        decided_at=instant(row["decided_at"]),
        priority=row["priority"],
        fit=Fit.model_validate_json(row["fit"]),
        intent=Intent.model_validate_json(row["intent"]),
        escalates=row["escalates"],
        policy=row["policy"],
        profile=row["profile"],
        engine=row["engine"],
    )


def _answer(said: Said, reason: str | None, days: int | None, person: str | None, at: int) -> AnswerView:
    return AnswerView(said, in_words(said, reason, days), person or "somebody", instant(at))


def _account(row: dict[str, Any]) -> Account:
    if row["account_body"]:
        return Account.model_validate_json(row["account_body"])
    return Account(domain=row["account"], name=row["account"])


def _kept(triggers: tuple[TriggerView, ...], intent: Intent) -> tuple[TriggerView, ...]:
    """Triggers with the shares that the alert was decided on, also where the policy has changed since."""
    shares = {share.trigger: share for kind in intent.kinds for share in kind.shares}
    return tuple(
        TriggerView(view.trigger, shares.get(view.trigger.id, view.share), view.evidence, view.outlets)
        for view in triggers
    )


def _deciding(told: History, signal: str) -> TriggerView | None:
    """The trigger that the alert's signal opened: it is its anchor; none where the signal was erased since."""
    for each in told.observed:
        if each.signal.id == signal:
            name = trigger_id(each.signal.account or "", each.signal.kind, signal)
            found = next((view for view in told.triggers if view.trigger.id == name), None)
            if found is not None:
                return found
            return told.triggers[0]
    return None


def _gone(row: dict[str, Any]) -> TriggerView:
    """What stands for a trigger whose signals are kept no more: its kind, and that there was one."""
    trigger = Trigger(
        id=trigger_id(row["account"], row["kind"], row["signal"]),
        account=row["account"],
        kind=row["kind"],
        at=instant(row["decided_at"]),
        confidence=1.0,
        points=0.0,
        signals=0,
        details={},
    )
    return TriggerView(trigger)
