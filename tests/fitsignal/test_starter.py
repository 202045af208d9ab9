"""The starter digest: once, after the first polls, of the last 30 days, where the policy wants it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fitsignal import digests
from fitsignal.carriers import open_sinks
from fitsignal.config import load_workspace
from fitsignal.service import Service
from streams.ports import Batch
from streams.signal import Company, SignalDraft
from tests.fitsignal.fake_sinks import FakeSink
from tests.laws.workspaces import workspace

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WANTED = '[digest]\nat = "08:00"\n[policy.start]\nstarter_digest = true\n'


@pytest.mark.parametrize(("more", "sent"), [(WANTED, True), ('[digest]\nat = "08:00"\n', False)])
def test_it_is_sent_once_when_something_came_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str, sent: bool
) -> None:
    sink = FakeSink()
    monkeypatch.setattr("fitsignal.wiring.build_sink", lambda options: sink)
    monkeypatch.setattr(Service, "source_health", lambda self: [])
    service = Service(load_workspace(workspace(tmp_path / "made", clock="wall", more=more)), lambda: NOW)
    try:
        open_sinks(service)
        assert not digests.send_starter(service, NOW), "nothing came in yet"
        drafts = [
            SignalDraft(kind="funding_round", company=Company(domain="company1.example"), details={"round": "series_a"})
        ]
        service.host.accept(Batch("t", "file", drafts, seeded=True)).result()
        assert digests.send_starter(service, NOW + timedelta(seconds=1)) is sent
        assert not digests.send_starter(service, NOW + timedelta(seconds=2))
        assert [made.end - made.start for made in sink.digests] == [timedelta(days=30)] * sent
    finally:
        service.close()
