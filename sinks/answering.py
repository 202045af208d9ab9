"""Answering: what people said of alerts, entered in the log, with what follows from it at once.

The account is quiet as the policy says, which the next decision sees; a reason that says what the company is sets its
status, a claim its owner, and puts a company that was on no list among the prospects; what still waits to be sent of an
account that is no fit, or snoozed, is muted.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sinks.columns import Table
from sinks.overriding import enter, override_in
from sinks.store import first
from sinks.tables import PLANNED
from streams.answers import STATUS, Answer
from streams.ids import outbox_id
from streams.times import micros

if TYPE_CHECKING:
    import duckdb

    from sinks.books import Books

FEEDBACK = Table(
    "feedback",
    {
        "seq": "int",
        "account": "text",
        "alert": "uuid",
        "answer": "text",
        "reason": "text",
        "person": "text",
        "made_at": "time",
        "id": "uuid",
        "days": "int",
        "via": "text",
    },
)
_KNOWN = "SELECT 1 FROM feedback WHERE id = ?"
_OF_ALERT = "SELECT account FROM alerts WHERE id = ?"
_ACCOUNT = "SELECT owner, status FROM accounts WHERE domain = ?"
_OWNS = "SELECT count(*) FROM accounts WHERE owner = ?"
_LAST_ALERT = "SELECT id::VARCHAR FROM alerts WHERE account = ? ORDER BY decided_at DESC, id DESC LIMIT 1"
_SHOWN = """
    SELECT o.id::VARCHAR, o.alert::VARCHAR, o.sink, o.destination, o.account,
        epoch_us(coalesce(o.made_at, a.decided_at))
    FROM outbox AS o JOIN alerts AS a ON a.id = o.alert
    WHERE (o.state IN ('sending', 'ambiguous') OR (o.state = 'sent' AND o.ts IS NOT NULL)) AND o.thread IS NULL
        AND o.kind IN ('alert', 'escalation', 'reminder')
        AND o.alert IN (SELECT unnest([id, escalates]) FROM alerts WHERE id = ?)
"""
"""The messages that an answer changes: the alert's own, or that of the one that it raised, or a reminder of them that
stands by itself; alone or among others.

One that may be there counts: the change waits until it is found, and is dropped where it is not.
"""
_MUTE = """
    UPDATE outbox SET state = 'muted', changed_at = ?, note = 'answered before it was sent'
    WHERE state = 'pending' AND kind IN ('alert', 'escalation', 'reply', 'reminder') AND sink <> ?
    AND alert IN (SELECT id FROM alerts WHERE account = ?)
"""
PUBLISHED = "fitsignal.alerts.v1"
"""The sink whose readers are told of every alert, whatever people answered."""
_SILENCING = ("not_a_fit", "snooze")


def apply_answers(
    books: "Books", connection: "duckdb.DuckDBPyConnection", answers: Iterable[Answer], now: datetime
) -> list[str]:
    """Enter answers in the caller's transaction; the alerts whose messages they change. One told again says nothing.

    An answer on a company that the store does not know is kept, and changes nothing.
    """
    found = [_apply(books, connection, each, now) for each in answers if first(connection, _KNOWN, [each.id]) is None]
    return [alert for alert in found if alert is not None]


def _apply(books: "Books", connection: "duckdb.DuckDBPyConnection", answer: Answer, now: datetime) -> str | None:
    answer = _placed(connection, answer)
    _enter(books, connection, answer, now)
    if answer.account is None:
        return None
    books.memory.forget([answer.account])
    row = first(connection, _ACCOUNT, [answer.account])
    if row is not None and (changes := _changes(connection, answer, *row)):
        override_in(connection, books, answer.account, changes, now)
    if answer.said in _SILENCING:
        connection.execute(_MUTE, [now, PUBLISHED, answer.account])
    if answer.alert is not None:
        _show(connection, answer, now)
    return answer.alert


def _show(connection: "duckdb.DuckDBPyConnection", answer: Answer, now: datetime) -> None:
    """Have the messages of the alert changed, where they can be: who answered, and what is left to press."""
    at, rows = micros(now), []
    for shown, alert, sink, place, account, made_at in connection.execute(_SHOWN, [answer.alert]).fetchall():
        name = outbox_id(shown, f"{answer.id} update")
        head = (name, alert, sink, "pending", 0, at, at, None)
        rows.append((*head, "update", place, account, None, made_at, False, None))
    PLANNED.insert(connection, rows, tail="ON CONFLICT DO NOTHING")


def _placed(connection: "duckdb.DuckDBPyConnection", answer: Answer) -> Answer:
    """The answer with its account, which the alert knows best, and its alert, the account's last where none is told."""
    row = first(connection, _OF_ALERT, [answer.alert]) if answer.alert else None
    if row is not None:
        return replace(answer, account=row[0])
    last = first(connection, _LAST_ALERT, [answer.account]) if answer.account else None
    return replace(answer, alert=last[0] if last else None)


def _enter(books: "Books", connection: "duckdb.DuckDBPyConnection", answer: Answer, now: datetime) -> None:
    at = min(answer.at, now)
    told = {"id": answer.id, "answer": answer.said, "domain": answer.account, "alert": answer.alert}
    more = {"reason": answer.because, "days": answer.days, "person": answer.person, "via": answer.via}
    seq = enter(books, "answer", {**told, **more, "at": at}, now)
    row = (seq, answer.account, answer.alert, answer.said, answer.because, answer.person, micros(at))
    FEEDBACK.insert(connection, [(*row, answer.id, answer.days, answer.via)])


def _changes(connection: "duckdb.DuckDBPyConnection", answer: Answer, owner: str | None, status: str) -> dict[str, Any]:
    """What the answer makes of the account; nothing where it is so already."""
    told = STATUS.get(answer.because or "") if answer.said == "not_a_fit" else None
    if told is not None and told != status:
        return {"status": told}
    if answer.said != "claim":
        return {}
    taker, listed = _taker(connection, answer), status != "discovered"
    return ({"owner": taker} if taker and taker != owner else {}) | ({} if listed else {"status": "prospect"})


def _taker(connection: "duckdb.DuckDBPyConnection", answer: Answer) -> str | None:
    """The name that the person's accounts go by, else their e-mail address, else the best one known."""
    owning = (name for name in answer.names if (first(connection, _OWNS, [name]) or (0,))[0])
    addresses = (name for name in answer.names if "@" in name)
    return next(owning, None) or next(addresses, None) or next(iter(answer.names), None)
