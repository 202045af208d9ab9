"""A claim that comes by the topics is learned as one given here; a rebuilt store finds what waited, in any order."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sinks.replaying import Erased
from sinks.storing import Storing
from sinks.taking import take
from sources.outgoing import outgoing
from streams.outlet import arrive
from streams.ports import Arrivals, Batch, Claim
from streams.records import COMMAND, ClaimCommand
from streams.topics import COMMANDS, UNRESOLVED
from tests.laws.desks import World, world
from tests.sinks.test_waiting import named


@dataclass
class Record:
    """As a consumer gives it."""

    topic: str
    value: bytes | None
    offset: int = 0
    partition: int = 0
    timestamp: int = 0
    key: bytes | None = None


CLAIM = Claim("Qrv Systems", "alpha.example")


def sent(arrivals: Arrivals) -> list[Record]:
    """The records that an outlet sends."""

    def no_seal() -> Any:
        raise AssertionError("nothing is sealed")

    return [Record(each.topic, each.value) for each in outgoing([arrivals], lambda _: lambda _: 0, no_seal)]


def storing(made: World) -> Storing:
    return Storing(made.desk, "cluster", {COMMANDS: "c", UNRESOLVED: "u"})


def aliases(made: World) -> list[str]:
    return list(made.rows("SELECT aliases FROM accounts WHERE domain = 'alpha.example'")[0][0])


def test_a_claim_travels_as_it_is() -> None:
    (record,) = sent(Arrivals((), claims=[CLAIM]))
    assert (record.topic, take(record).arrivals.claims) == (COMMANDS, [CLAIM])
    command = COMMAND.validate_json(record.value or b"")
    assert isinstance(command, ClaimCommand)
    assert command.claim() == CLAIM


def test_it_is_learned_once_and_news_to_come_find_their_account(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        for _ in range(2):
            storing(made).store([take(record) for record in sent(Arrivals((), claims=[CLAIM]))])
        assert aliases(made) == ["Qrv Systems"]
        assert made.rows("SELECT count(*) FROM entries WHERE kind = 'claim'") == [(1,)]
        assert made.offer(named("Qrv Systems")).stored == 1


def test_one_for_a_company_on_no_list_says_nothing(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        storing(made).store([take(record) for record in sent(Arrivals((), claims=[Claim("Qrv", "nobody.example")]))])
        assert made.rows("SELECT count(*) FROM entries WHERE kind = 'claim'") == [(0,)]
        assert made.rows("SELECT count(*) FROM dead_letters") == [(0,)]


@pytest.mark.parametrize("claim_first", [True, False])
def test_a_rebuilt_store_gives_what_waited_to_whom_it_was_claimed_for(tmp_path: Path, *, claim_first: bool) -> None:
    with world(tmp_path) as made:
        batch = Batch("wires", "feed", [named("QRV SYSTEMS, Inc.")])
        waiting = sent(arrive(batch, made.catalog.resolver(), made.now, recorded=False))
        claim = sent(Arrivals((), claims=[CLAIM]))
        store = storing(made)
        for record in [*claim, *waiting] if claim_first else [*waiting, *claim]:
            store.replay([take(record)], Erased([]))
        store.replayed({})
        assert made.rows("SELECT account, seeded FROM signals") == [("alpha.example", True)]
        assert made.rows("SELECT count(*) FROM unresolved") == [(0,)]
