"""Digests of people: each owner gets their own accounts, the team all, each once, whatever fails and dies."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from fitsignal import digests
from fitsignal.carriers import open_sinks
from fitsignal.config import load_workspace
from fitsignal.service import Service
from sinks.digest import Digest
from sinks.sink import Delivery, DestinationError, Receipt, Receipts
from streams.ports import Batch
from streams.signal import Company, SignalDraft
from tests.fitsignal.fake_sinks import FakeSink
from tests.laws.workspaces import workspace

MARA, BO = "mara@northwind.example", "bo@northwind.example"
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Post(FakeSink):
    """Reaches people; refuses whom it is told to."""

    repeat: ClassVar = "visible"
    batch: ClassVar[int] = 1
    threads = True
    seeks = False
    fallback = None

    def __init__(self) -> None:
        super().__init__()
        self.refused: set[str | None] = set()

    def reaches(self, place: str) -> bool:
        return True

    def find(self, sought: Sequence[object]) -> dict[str, Receipt | None]:
        return {}

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        if deliveries[0].to in self.refused:
            raise DestinationError("nobody knows them", to=deliveries[0].to)
        super().write(deliveries)
        return [Receipt("C1", each.id) for each in deliveries]


class Office:
    """A service whose clock is moved by hand."""

    def __init__(self, folder: Path, sink: Post, more: str) -> None:
        self.folder, self.sink, self.now = workspace(folder, clock="wall", more=more), sink, MONDAY - DAY
        rows = (folder / "accounts.csv").read_text().splitlines()
        owners = [MARA, BO, ""]
        lines = [f"{row},{owners[place % 3]}" for place, row in enumerate(rows[1:])]
        (folder / "accounts.csv").write_text("\n".join([f"{rows[0]},owner", *lines]) + "\n")
        self.open()

    def open(self) -> None:
        self.service = Service(load_workspace(self.folder), lambda: self.now)
        open_sinks(self.service)

    def restart(self) -> None:
        self.service.close()
        self.open()

    def look(self, now: datetime) -> list[tuple[str | None, Digest]]:
        """What one look of the running service sends, by receiver."""
        self.now, before = now, len(self.sink.taken)
        digests.send_due(self.service, now)
        for courier in self.service.couriers:
            courier.drain()
        new = [(each.to, each.content()) for each in self.sink.taken[before:]]
        return sorted(((to, made) for to, made in new if isinstance(made, Digest)), key=lambda pair: pair[0] or "")

    def hear(self, *numbers: int) -> None:
        """A funding round at companies of these numbers, just now."""
        companies = [Company(domain=f"company{number}.example") for number in numbers]
        drafts = [
            SignalDraft(kind="funding_round", company=each, occurred_at=self.now, details={"round": "series_a"})
            for each in companies
        ]
        self.service.host.accept(Batch("t", "file", drafts)).result()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    sink = Post()
    monkeypatch.setattr("fitsignal.wiring.build_sink", lambda options: sink)
    made = Office(tmp_path / "office", sink, '[digest]\nat = "08:00"\ndays = "mon-fri"\n')
    yield made
    made.service.close()


def test_the_team_and_each_owner_get_one_each_morning(office: Office) -> None:
    first = office.look(MONDAY)
    assert [to for to, _ in first] == [None, BO, MARA]
    assert [made.receiver for _, made in first] == [None, BO, MARA]
    assert office.look(MONDAY + timedelta(minutes=1)) == []
    office.restart()
    assert office.look(MONDAY + timedelta(minutes=2)) == []
    assert [to for to, _ in office.look(MONDAY + DAY)] == [None, BO, MARA]


def test_nobody_reads_of_accounts_that_others_own(office: Office) -> None:
    office.look(MONDAY)
    office.now = MONDAY + timedelta(hours=3)
    office.hear(*range(12))
    told = {to: {row.domain for part in made.sections for row in part.rows} for to, made in office.look(MONDAY + DAY)}
    theirs = {row["domain"]: row["owner"] for row in office.service.store.rows("SELECT domain, owner FROM accounts")}
    assert told[None] == told[MARA] | told[BO]
    assert told[MARA] != told[BO]
    assert {theirs[domain] for domain in told[MARA]} <= {MARA, "", None}
    assert {theirs[domain] for domain in told[BO]} <= {BO, "", None}
    assert any(theirs[domain] == MARA for domain in told[MARA])


def test_who_cannot_be_reached_holds_up_nobody_and_their_next_covers_that_time_too(office: Office) -> None:
    office.sink.refused = {MARA}
    assert [to for to, _ in office.look(MONDAY)] == [None, BO]
    assert office.look(MONDAY + timedelta(hours=1)) == [], "not again before the next morning"
    office.sink.refused = set()
    found = dict(office.look(MONDAY + DAY))
    assert found[MARA].start < MONDAY == found[BO].start
    assert found[MARA].end == found[BO].end
