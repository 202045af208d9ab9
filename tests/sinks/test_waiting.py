"""What waits for its company gets it from a later list or a claim: the same signal, once, at its own instant."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sinks import claims
from streams.signal import Company, SignalDraft
from tests.laws.desks import ACCOUNTS, LATER, World, account, draft, world

QUORVIS = account("quorvis")


def named(name: str, kind: str = "funding_round", hours: float = -3, **details: Any) -> SignalDraft:
    """A signal that names its company and no domain."""
    return draft(kind, hours=hours, **details).model_copy(update={"company": Company(name=name)})


def waiting(made: World) -> list[str]:
    return [row[0] for row in made.rows("SELECT name FROM unresolved ORDER BY observed_at, id")]


def stored(made: World) -> list[tuple[Any, ...]]:
    return made.rows("SELECT account, method, seeded FROM signals ORDER BY observed_at, id")


def instants(made: World, table: str) -> dict[Any, int]:
    return dict(made.rows(f"SELECT id, epoch_us(observed_at) FROM {table}"))


def test_a_later_list_gives_them_to_its_account_with_their_ids_and_instants_and_alerts_nobody(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        made.offer(named("Quorvis Inc."), named("Nobody Known"), named("Quorvis", "leadership_hire", role="CRO"))
        before = instants(made, "unresolved")
        made.restart(accounts=[*ACCOUNTS, QUORVIS])
        assert waiting(made) == ["Nobody Known"]
        assert stored(made) == [("quorvis.example", "exact", True)] * 2
        assert instants(made, "signals").items() <= before.items()
        assert made.rows("SELECT count(*) FROM alerts") == [(0,)]
        assert made.rows("SELECT count(*) FROM triggers WHERE account = 'quorvis.example'") == [(2,)]


def test_what_is_offered_again_after_a_new_list_stands_once_and_at_the_instant_it_was_first_seen(
    tmp_path: Path,
) -> None:
    with world(tmp_path) as made:
        made.offer(named("Quorvis"))
        first = instants(made, "unresolved")
        made.accounts.append(QUORVIS)
        made.now = LATER + timedelta(hours=5)
        made.desk.put_accounts(made.store.connection, [(QUORVIS, "list")])
        made.catalog.know(QUORVIS)
        receipt = made.offer(named("Quorvis").model_copy(update={"observed_at": None}))
        assert (receipt.stored, receipt.unresolved) == (1, 0)
        assert (waiting(made), instants(made, "signals")) == ([], first)


def test_what_is_stored_is_not_unresolved_when_the_list_has_lost_its_account(tmp_path: Path) -> None:
    with world(tmp_path, [*ACCOUNTS, QUORVIS]) as made:
        made.offer(named("Quorvis"))
        made.restart(accounts=list(ACCOUNTS))
        receipt = made.offer(named("Quorvis"))
        assert (receipt.repeated, receipt.unresolved) == (1, 0)
        assert (waiting(made), len(stored(made))) == ([], 1)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_claim_teaches_the_name_and_gives_what_waited_once(tmp_path: Path, *, at_once: bool) -> None:
    with world(tmp_path) as made:
        made.offer(named("Qrv Systems, Inc."), named("QRV SYSTEMS", "leadership_hire", role="CRO"), named("Other"))
        before = instants(made, "unresolved")
        ids = claims.learn(made.desk, "Qrv Systems", "alpha.example", made.now)
        if not at_once:  # the process ended between the two
            made.restart()
            ids = claims.learn(made.desk, "Qrv Systems", "alpha.example", made.now)
        receipt = claims.release(made.desk, ids, "alpha.example")
        assert receipt.stored == 2
        assert waiting(made) == ["Other"]
        assert stored(made) == [("alpha.example", "claim", False)] * 2
        assert instants(made, "signals").items() <= before.items()
        assert claims.learn(made.desk, "Qrv Systems", "alpha.example", made.now) == []
        assert claims.release(made.desk, [], "alpha.example").stored == 0
        assert made.rows("SELECT count(*) FROM entries WHERE kind = 'claim'") == [(1,)]
        assert made.offer(named("Qrv Systems", hours=-1)).stored == 1


def test_a_claim_outlives_the_list_and_adds_to_its_aliases(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        claims.learn(made.desk, "Qrv", "alpha.example", made.now)
        made.restart(accounts=[account("alpha", aliases=("Alfa",), industry="Retail")])
        assert made.rows("SELECT aliases, industry FROM accounts") == [(["Alfa", "Qrv"], "Retail")]
        made.restart(accounts=[account("alpha")])
        made.offer(named("Qrv"))
        assert stored(made) == [("alpha.example", "alias", False)]


def test_a_claim_for_no_account_is_refused(tmp_path: Path) -> None:
    with world(tmp_path) as made, pytest.raises(KeyError):
        claims.learn(made.desk, "Qrv", "nobody.example", made.now)


def test_the_state_is_the_same_whether_the_list_came_before_or_after(tmp_path: Path) -> None:
    drafts = [named("Quorvis", hours=-9), named("Quorvis", "leadership_hire", hours=-5, role="CRO"), draft("visit")]
    with world(tmp_path / "a") as late, world(tmp_path / "b", [*ACCOUNTS, QUORVIS]) as early:
        late.offer(*drafts)
        late.restart(accounts=[*ACCOUNTS, QUORVIS])
        early.offer(*drafts)
        columns = 'id, account, kind, "at", confidence, points'
        triggers = [made.rows(f"SELECT {columns} FROM triggers ORDER BY ALL") for made in (late, early)]
        assert triggers[0] == triggers[1] != []
