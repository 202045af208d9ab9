"""A red flag in the digest: the account stands there once, with a note a flag and why it is silent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sinks.digest import build
from sinks.digest_policy import DigestPolicy
from sinks.digest_reader import gather
from sinks.digest_text import digest_text
from sinks.reader import Reader
from sources.entry import Entry
from sources.feeds.news import told_by
from streams.signal import SignalDraft
from tests.laws.desks import account, draft, world
from tests.streams.worlds import NOW

END = datetime(2026, 11, 25, 8, tzinfo=UTC)
HEADLINES = (
    "Alpha lays off 120 employees",
    "Alpha to cut 120 jobs, 8% of its workforce",
    "Layoffs hit Alpha",
    "Alpha files for Chapter 11 bankruptcy protection",
)


def told(number: int, title: str) -> list[SignalDraft]:
    link = f"https://outlet{number}.example/alpha"
    entry = Entry(link, title, "", link, NOW + timedelta(hours=number))
    return [replace(each, observed_at=each.occurred_at) for each in told_by(entry)]


def test_a_held_account_stands_in_the_digest_once_with_a_line_a_flag(tmp_path: Path) -> None:
    with world(tmp_path, [account("alpha")]) as made:
        for number, title in enumerate(HEADLINES):
            made.offer(*told(number, title))
        made.offer(draft("form_submitted", hours=6, form="demo"))
        reader = Reader(made.store, made.policy, made.profiles)
        given = gather(reader, END - timedelta(days=1), END, UTC)
        text = digest_text(build(given, made.policy, DigestPolicy.model_validate({})))
        alerts = made.rows("SELECT count(*) FROM alerts")

    assert alerts == [(0,)]
    (line,) = [line for line in text.splitlines() if "Alpha" in line]
    assert line.count("no alert: layoffs, insolvency") == 1
