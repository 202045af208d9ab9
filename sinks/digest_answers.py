"""Which accounts people have set aside: the last answer counts, for as long as the policy says."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sinks.reader import Reader
from streams.answers import PastAnswer, Said
from streams.cooldowns import span_of
from streams.times import micros

_LAST = """
    SELECT account, max_by(answer, seq) AS answer, max_by(epoch_us(made_at), seq) AS at, max_by(days, seq) AS days
    FROM feedback WHERE account IN (SELECT unnest(?)) AND made_at < ? GROUP BY account
"""
_ASIDE: tuple[Said, ...] = ("not_a_fit", "snooze")


def set_aside(reader: Reader, accounts: Sequence[str], now: datetime) -> Mapping[str, Said]:
    """The accounts among these that were answered as no fit, or snoozed, and for how long that holds is not over."""
    rows = reader.store.rows(_LAST, [list(accounts), now])
    found = {}
    for row in rows:
        answer = PastAnswer(row["at"], row["answer"], row["days"])
        if answer.said in _ASIDE and micros(now) < answer.at + span_of(answer, reader.rules.policy):
            found[row["account"]] = row["answer"]
    return found
