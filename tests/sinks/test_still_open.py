"""Still open: what was sent and nobody answered stands in the digest once the policy's time for it is over."""

from datetime import UTC, timedelta
from pathlib import Path

import pytest

from fitsignal.defaults import default_digest
from sinks.digest import build
from sinks.digest_reader import gather
from sinks.reader import Reader
from tests.fitsignal.offices import Office, demo, office, round_
from tests.laws.desks import account, policy
from tests.streams.worlds import NOW

P2_WAITS = {"P1": "4h", "P2": "2d"}


def still_open(made: Office, hours: float) -> list[str]:
    """The accounts under the heading in a digest of the day that ends so many hours after NOW."""
    by, end = made.desk.policy, NOW + timedelta(hours=hours)
    given = gather(Reader(made.desk.store, by, made.desk.profiles), end - timedelta(days=1), end, UTC)
    sections = build(given, by, default_digest()).sections
    return [row.domain for section in sections if section.name == "still_open" for row in section.rows]


CASES = [
    (P2_WAITS, 20, ["alpha.example"]),
    (P2_WAITS, 47, ["alpha.example"]),
    (P2_WAITS, 49, ["alpha.example", "bravo.example"]),
    (None, 20, ["alpha.example", "bravo.example"]),
]


@pytest.mark.parametrize(("sla", "hours", "accounts"), CASES)
def test_a_p2_is_still_open_after_its_time_and_a_p1_at_once(
    tmp_path: Path, sla: dict[str, str] | None, hours: float, accounts: list[str]
) -> None:
    with office(tmp_path, [account("alpha"), account("bravo")], by=policy(budget=None, quiet=None, sla=sla)) as made:
        made.desk.offer(demo("alpha"), round_("bravo"))
        made.courier.drain()
        assert sorted(still_open(made, hours)) == accounts


def test_what_was_never_sent_is_still_open_at_once(tmp_path: Path) -> None:
    by = policy(budget={"channel_per_day": 1}, quiet=None, sla=P2_WAITS)
    with office(tmp_path, [account("alpha"), account("bravo")], by=by) as made:
        made.desk.offer(round_("alpha", -1))
        made.courier.drain()
        made.desk.offer(round_("bravo"))
        made.courier.drain()
        assert still_open(made, 3) == ["bravo.example"]
