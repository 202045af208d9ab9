"""Of one id the first stands, wherever the repeats come: in the same arrivals, the same transaction, or a later one."""

from datetime import timedelta
from pathlib import Path

import pytest

from streams.outlet import arrive
from streams.ports import Batch, Rejected
from streams.signal import Company
from tests.laws.desks import draft, world

NOBODY = draft("visit", "nobody", page="/pricing").model_copy(update={"company": Company(name="No Such Company")})
LATER = NOBODY.model_copy(update={"confidence": 0.5})


@pytest.mark.parametrize("together", [True, False])
def test_a_signal_of_nobody_is_kept_as_it_was_first_offered(tmp_path: Path, together: bool) -> None:
    with world(tmp_path) as made:
        batches = Batch("t", "t", [NOBODY, LATER]), Batch("t", "t", [LATER], seeded=True)
        made.apply(*batches) if together else [made.apply(each) for each in batches]
        assert made.rows("SELECT signal ->> '$.confidence', signal ->> '$.seeded' FROM unresolved") == [
            ("0.95", "false")
        ]


@pytest.mark.parametrize("together", [True, False])
def test_a_dead_letter_is_dated_by_its_first_time(tmp_path: Path, together: bool) -> None:
    with world(tmp_path) as made:
        batch = Batch("t", "t", rejected=[Rejected("a.jsonl line 1", "not JSON", b"{")])
        resolve, first = made.catalog.resolver(), made.now
        arrivals = [arrive(batch, resolve, first + timedelta(hours=n), recorded=False) for n in (0, 1)]
        made.desk.apply(arrivals) if together else [made.desk.apply([each]) for each in arrivals]
        assert made.rows("SELECT observed_at = ? FROM dead_letters", first) == [(True,)]
